package dev.foldd.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PublicKeyTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final BigInteger ORDER = BigInteger.TWO.pow(252)
            .add(new BigInteger("27742317777372353535851937790883648493"));

    /** The vectors of RFC 8032, section 7.1: secret key, public key, message, signature. */
    static Stream<Arguments> vectors() {
        return Stream.of(
                argumentSet("test 1, an empty message",
                        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                        "",
                        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
                                + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
                argumentSet("test 2, one byte",
                        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                        "72",
                        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void signs_and_verifies_as_the_standard_says(String secret, String raw, String message, String signature) {
        NodeKey key = NodeKey.ofSeed(HEX.parseHex(secret));

        byte[] signed = key.sign(HEX.parseHex(message));

        assertThat(HEX.formatHex(key.publicKey().raw())).isEqualTo(raw);
        assertThat(HEX.formatHex(signed)).isEqualTo(signature);
        assertThat(PublicKey.parse(HEX.parseHex(raw)).verify(HEX.parseHex(message), signed)).isTrue();
    }

    static Stream<Arguments> weakKeys() {
        return Stream.of(
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
                .flatMap(hex -> Stream.of(argumentSet("small order " + hex, hex),
                        argumentSet("small order with the sign bit " + hex, withSignBit(hex))));
    }

    static Stream<Arguments> otherBadKeys() {
        return Stream.of(
                argumentSet("not canonical: y is p + 3",
                        "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
                argumentSet("not on the curve", "0200000000000000000000000000000000000000000000000000000000000000"),
                argumentSet("too short", "d75a98"),
                argumentSet("empty", ""));
    }

    @ParameterizedTest
    @MethodSource({"weakKeys", "otherBadKeys"})
    void refuses_a_key_that_others_could_stand_in_for(String raw) {
        assertThatThrownBy(() -> PublicKey.parse(HEX.parseHex(raw))).isInstanceOf(KeyException.class);
    }

    @Test
    void refuses_a_signature_whose_s_is_not_reduced() {
        NodeKey key = NodeKey.ofSeed(new byte[32]);
        byte[] message = {1, 2, 3};
        byte[] signature = key.sign(message);
        byte[] shifted = signature.clone();
        byte[] s = new byte[33];
        for (int i = 0; i < 32; i++) {
            s[32 - i] = signature[32 + i];
        }
        byte[] sum = new BigInteger(s).add(ORDER).toByteArray();
        for (int i = 0; i < 32; i++) {
            shifted[32 + i] = i < sum.length ? sum[sum.length - 1 - i] : 0;
        }

        assertThat(key.publicKey().verify(message, signature)).isTrue();
        assertThat(key.publicKey().verify(message, shifted)).isFalse();
    }

    @Test
    void refuses_what_was_not_signed() {
        NodeKey key = NodeKey.generate();
        byte[] signature = key.sign(new byte[] {1});

        assertThat(key.publicKey().verify(new byte[] {2}, signature)).isFalse();
        assertThat(NodeKey.generate().publicKey().verify(new byte[] {1}, signature)).isFalse();
        assertThat(key.publicKey().verify(new byte[] {1}, new byte[63])).isFalse();
    }

    @Test
    void is_read_from_its_own_text_in_both_alphabets_and_from_pem() {
        PublicKey key = NodeKey.ofSeed(new byte[32]).publicKey();
        String url = key.text().replace('+', '-').replace('/', '_').replace("=", "");
        String pem = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAO2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik=\n"
                + "-----END PUBLIC KEY-----\n";

        assertThat(key.text()).isEqualTo("O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik=");
        assertThat(PublicKey.parse(key.text())).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(PublicKey.parse(url)).isEqualTo(key);
        assertThat(PublicKey.parse(pem)).isEqualTo(key);
        assertThatThrownBy(() -> PublicKey.parse("not a key!")).isInstanceOf(KeyException.class);
    }

    @Test
    void its_node_id_is_base32_of_its_sha_256() {
        PublicKey key = NodeKey.ofSeed(new byte[32]).publicKey();

        // python: base64.b32encode(hashlib.sha256(raw).digest()).decode().lower()[:32]
        assertThat(key.nodeId()).isEqualTo("copdsqhgjnkjc4rardm2bv2bmkh4qjxa");
    }

    private static String withSignBit(String hex) {
        byte[] raw = HEX.parseHex(hex);
        raw[31] |= (byte) 0x80;
        return HEX.formatHex(raw);
    }
}
