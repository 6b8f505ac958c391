package dev.foldd.auth.jwt;

import static dev.foldd.auth.jwt.Attacked.ACCEPTED;
import static dev.foldd.auth.jwt.Attacked.HEADER;
import static dev.foldd.auth.jwt.Forge.hs256;
import static dev.foldd.auth.jwt.Forge.part;
import static dev.foldd.auth.jwt.Forge.pem;
import static dev.foldd.auth.jwt.Room.claims;
import static dev.foldd.auth.jwt.Room.seconds;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.auth.jwks.FakeFetch;
import dev.foldd.testing.Jwks;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What has been tried against readers of tokens, tried against every kind of key that an issuer can publish. */
class PublishedAttacksTest {

    private static final BigInteger ED25519_ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    @TempDir
    private Path data;

    static Stream<Arguments> attacks() {
        return Idp.ALL.stream().flatMap(idp -> Stream.of(headers(idp), texts(idp), payloads(idp)).flatMap(rows -> rows));
    }

    private static Arguments row(Idp idp, String what, String token, String word) {
        return argumentSet(idp + ": " + what, idp, token, word);
    }

    private static Stream<Arguments> headers(Idp idp) {
        String payload = claims(Idp.CLAIMS);
        Idp stranger = idp.stranger();
        String own = "{" + Jwks.material(stranger.keys().getPublic()) + "}";
        return Stream.of(
                row(idp, "in order", idp.good(), ACCEPTED),
                row(idp, "without a kid", idp.signed(idp.header(""), payload), ACCEPTED),
                row(idp, "none", idp.signed("{\"alg\":\"none\",\"kid\":\"k1\"}", payload), "algorithm"),
                row(idp, "None", idp.signed("{\"alg\":\"None\"}", payload), "algorithm"),
                row(idp, "NONE", idp.signed("{\"alg\":\"NONE\"}", payload), "algorithm"),
                row(idp, "nOnE", idp.signed("{\"alg\":\"nOnE\"}", payload), "algorithm"),
                row(idp, "none and a blank", idp.signed("{\"alg\":\"none \"}", payload), "algorithm"),
                row(idp, "no algorithm", idp.signed("{\"kid\":\"k1\"}", payload), "algorithm"),
                row(idp, "its algorithm in other letters",
                        idp.signed("{\"alg\":\"" + other(idp.algorithm()) + "\"}", payload), "algorithm"),
                row(idp, "none unsigned", part("{\"alg\":\"none\"}") + "." + part(payload) + ".", "signature"),
                row(idp, "kid a path", idp.signed(idp.header(",\"kid\":\"../../../../dev/null\""), payload), "key"),
                row(idp, "kid SQL", idp.signed(idp.header(",\"kid\":\"x' UNION SELECT 'a\""), payload), "key"),
                row(idp, "kid a number", idp.signed(idp.header(",\"kid\":1"), payload), "key"),
                row(idp, "kid unknown", idp.signed(idp.header(",\"kid\":\"k2\""), payload), "key"),
                row(idp, "an embedded key", stranger.signed(idp.header(",\"jwk\":" + own), payload), "header"),
                row(idp, "jku", stranger.signed(idp.header(",\"jku\":\"https://evil.example/keys\""), payload), "header"),
                row(idp, "x5u", stranger.signed(idp.header(",\"x5u\":\"https://evil.example/cert\""), payload), "header"),
                row(idp, "x5c", stranger.signed(idp.header(",\"x5c\":[\"AA\"]"), payload), "header"),
                row(idp, "crit", idp.signed(idp.header(",\"crit\":[\"exp\"]"), payload), "header"),
                row(idp, "b64", idp.signed(idp.header(",\"b64\":false"), payload), "header"),
                row(idp, "a kid twice", idp.signed(idp.header(",\"kid\":\"k1\",\"kid\":\"k1\""), payload), "malformed"));
    }

    private static Stream<Arguments> texts(Idp idp) {
        String payload = claims(Idp.CLAIMS);
        String body = part(idp.header()) + "." + part(payload);
        byte[] signature = signature(idp.good());
        String pem = pem(idp.keys().getPublic());
        String named = "{\"alg\":\"HS256\",\"kid\":\"k1\"}";
        byte[] flipped = signature.clone();
        flipped[flipped.length / 2] ^= 1;
        return Stream.of(
                row(idp, "an empty signature", body + ".", "signature"),
                row(idp, "no signature", body, "malformed"),
                row(idp, "a stranger's signature", idp.stranger().good(), "signature"),
                row(idp, "a signature of other claims",
                        part(idp.header()) + "." + part(claims(Idp.CLAIMS + ",\"x\":1")) + "." + part(signature), "signature"),
                row(idp, "a bit turned", body + "." + part(flipped), "signature"),
                row(idp, "a byte too few", body + "." + part(Arrays.copyOf(signature, signature.length - 1)), "signature"),
                row(idp, "a byte too many", body + "." + part(Arrays.copyOf(signature, signature.length + 1)), "signature"),
                row(idp, "zeros", body + "." + part(new byte[signature.length]), "signature"),
                row(idp, "one zero", body + "." + part(new byte[1]), "signature"),
                row(idp, "HS256 with the public key", hs256(HEADER, payload, pem), "signature"),
                row(idp, "the same without its line break", hs256(HEADER, payload, pem.strip()), "signature"),
                row(idp, "the same under its kid", hs256(named, payload, pem), "key"),
                row(idp, "HS256 with the key as published",
                        hs256(HEADER, payload, Jwks.jwk("k1", idp.keys().getPublic(), "")), "signature"),
                row(idp, "its algorithm with the shared secret", hs256(idp.header(), payload, Forge.SECRET), "signature"),
                row(idp, "longer than 8 KiB",
                        idp.signed(idp.header(), claims(Idp.CLAIMS + ",\"x\":[\"" + "y".repeat(8192) + "\"]")), "too-long"));
    }

    private static Stream<Arguments> payloads(Idp idp) {
        String end = ",\"exp\":" + seconds(Duration.ofHours(1));
        return Stream.of(
                arguments("another issuer", claims(",\"iss\":\"home\",\"aud\":\"foldd\""), "issuer"),
                arguments("no issuer", claims(",\"aud\":\"foldd\""), "issuer"),
                arguments("a list of issuers", claims(",\"iss\":[\"idp\"],\"aud\":\"foldd\""), "issuer"),
                arguments("another audience", claims(",\"iss\":\"idp\",\"aud\":\"bank\""), "audience"),
                arguments("no audience", claims(",\"iss\":\"idp\""), "audience"),
                arguments("expired", "{\"sub\":\"u1\",\"exp\":" + seconds(Duration.ofSeconds(-1)) + Idp.CLAIMS + "}", "expired"),
                arguments("no end", "{\"sub\":\"u1\"" + Idp.CLAIMS + "}", "claims"),
                arguments("an absurd end", "{\"sub\":\"u1\",\"exp\":1e300" + Idp.CLAIMS + "}", "claims"),
                arguments("an end in a thousand years",
                        "{\"sub\":\"u1\",\"exp\":" + seconds(Duration.ofDays(365_000)) + Idp.CLAIMS + "}", "lifetime"),
                arguments("not yet valid", claims(Idp.CLAIMS + ",\"nbf\":" + seconds(Duration.ofMinutes(5))), "early"),
                arguments("no subject", "{\"role\":\"god\"" + end + Idp.CLAIMS + "}", "claims"),
                arguments("the subject of a node", "{\"sub\":\"node:1\"" + end + Idp.CLAIMS + "}", "claims"))
                .map(Arguments::get)
                .map(row -> row(idp, (String) row[0], idp.signed(idp.header(), (String) row[1]), (String) row[2]));
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void a_token_is(Idp idp, String token, String word) {
        Attacked.assertRefused(idp.room(data, new FakeFetch()), token, word);
    }

    static Stream<Arguments> curves() {
        Idp idp = Idp.ES256;
        String body = part(idp.header()) + "." + part(claims(Idp.CLAIMS));
        byte[] signature = signature(idp.good());
        byte[] order = fixed(((ECPublicKey) idp.keys().getPublic()).getParams().getOrder());
        KeyPair longer = Jwks.ec("secp384r1");
        String crossed = Forge.signed(idp.header(), claims(Idp.CLAIMS), "SHA256withECDSAinP1363Format", longer.getPrivate());
        return Stream.of(
                argumentSet("the form of certificates",
                        Forge.signed(idp.header(), claims(Idp.CLAIMS), "SHA256withECDSA", idp.keys().getPrivate())),
                argumentSet("r zero", body + "." + part(joined(new byte[32], half(signature, 1)))),
                argumentSet("s zero", body + "." + part(joined(half(signature, 0), new byte[32]))),
                argumentSet("r the order", body + "." + part(joined(order, half(signature, 1)))),
                argumentSet("s the order", body + "." + part(joined(half(signature, 0), order))),
                argumentSet("both the order, which a wrong reader takes for zero", body + "." + part(joined(order, order))),
                argumentSet("zeros before both numbers", body + "." + part(joined(
                        joined(new byte[1], half(signature, 0)), joined(new byte[1], half(signature, 1))))),
                argumentSet("of another curve", crossed));
    }

    @ParameterizedTest
    @MethodSource("curves")
    void an_ecdsa_signature_is_refused(String token) {
        Attacked.assertRefused(Idp.ES256.room(data, new FakeFetch()), token, "signature");
    }

    static Stream<Arguments> paddings() {
        KeyPair keys = Idp.RS256.keys();
        return Stream.of(
                argumentSet("RS as RS", "RS256", Forge.signed("{\"alg\":\"RS256\"}", claims(Idp.CLAIMS), "SHA256withRSA",
                        keys.getPrivate()), ACCEPTED),
                argumentSet("RS as PS", "PS256", Forge.signed("{\"alg\":\"PS256\"}", claims(Idp.CLAIMS), "SHA256withRSA",
                        keys.getPrivate()), "signature"),
                argumentSet("PS as PS", "PS256", pss(32, MGF1ParameterSpec.SHA256), ACCEPTED),
                argumentSet("PS as RS", "RS256", Forge.signed("{\"alg\":\"RS256\"}", claims(Idp.CLAIMS), "RSASSA-PSS",
                        keys.getPrivate()), "signature"),
                argumentSet("PS without salt", "PS256", pss(0, MGF1ParameterSpec.SHA256), "signature"),
                argumentSet("PS with a short salt", "PS256", pss(20, MGF1ParameterSpec.SHA256), "signature"),
                argumentSet("PS with a long salt", "PS256", pss(64, MGF1ParameterSpec.SHA256), "signature"),
                argumentSet("PS with another mask", "PS256", pss(32, MGF1ParameterSpec.SHA1), "signature"),
                argumentSet("another hash", "RS256", Forge.signed("{\"alg\":\"RS256\"}", claims(Idp.CLAIMS), "SHA1withRSA",
                        keys.getPrivate()), "signature"));
    }

    @ParameterizedTest
    @MethodSource("paddings")
    void an_rsa_signature_is(String algorithm, String token, String word) {
        FakeFetch server = new FakeFetch();
        server.serve(Jwks.set(Jwks.jwk("k1", Idp.RS256.keys().getPublic(), "")), null);
        Room room = new Room(data, Idp.settings(List.of("RS256", "PS256")), server);
        room.jwt.look();

        Attacked.assertRefused(room, token, word);
    }

    static Stream<Arguments> edwards() {
        byte[] signature = signature(Idp.EDDSA.good());
        byte[] low = signature.clone();
        Arrays.fill(low, 0, 32, (byte) 0);
        low[0] = 1;
        return Stream.of(
                argumentSet("s and the order, the same point again", plusOrder(signature)),
                argumentSet("r the neutral point", low),
                argumentSet("all ones", filled(64)),
                argumentSet("twice", joined(signature, signature)));
    }

    @ParameterizedTest
    @MethodSource("edwards")
    void an_ed25519_signature_is_refused(byte[] signature) {
        String token = Idp.EDDSA.good();

        Attacked.assertRefused(Idp.EDDSA.room(data, new FakeFetch()),
                token.substring(0, token.lastIndexOf('.') + 1) + part(signature), "signature");
    }

    private static byte[] plusOrder(byte[] signature) {
        byte[] s = new byte[32];
        for (int i = 0; i < s.length; i++) {
            s[i] = signature[63 - i];
        }
        byte[] sum = fixed(new BigInteger(1, s).add(ED25519_ORDER));
        byte[] malleable = signature.clone();
        for (int i = 0; i < sum.length; i++) {
            malleable[63 - i] = sum[i];
        }
        return malleable;
    }

    private static String pss(int salt, MGF1ParameterSpec mask) {
        try {
            String text = part("{\"alg\":\"PS256\"}") + "." + part(claims(Idp.CLAIMS));
            Signature signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", mask, salt, 1));
            signature.initSign(Idp.RS256.keys().getPrivate());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + part(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] signature(String token) {
        return Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
    }

    private static byte[] fixed(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[32];
        int count = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - count, fixed, 32 - count, count);
        return fixed;
    }

    private static byte[] half(byte[] signature, int which) {
        int length = signature.length / 2;
        return Arrays.copyOfRange(signature, which * length, (which + 1) * length);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static byte[] filled(int length) {
        byte[] ones = new byte[length];
        Arrays.fill(ones, (byte) 0xff);
        return ones;
    }

    private static String other(String algorithm) {
        String lower = algorithm.toLowerCase(Locale.ROOT);
        return lower.equals(algorithm) ? algorithm.toUpperCase(Locale.ROOT) : lower;
    }
}
