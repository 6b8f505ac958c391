package dev.foldd.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.identity.NodeKey;
import dev.foldd.identity.PublicKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientKeyTest {

    /** RFC 8032, section 7.1, test 2. */
    private static final byte[] SEED =
            HexFormat.of().parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    private static final String PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    private static final String SIGNATURE = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

    @TempDir
    Path directory;

    @Test
    void the_key_of_a_seed_is_that_of_the_standard() {
        ClientKey key = ClientKey.ofSeed(SEED);

        assertThat(HexFormat.of().formatHex(key.rawPublicKey())).isEqualTo(PUBLIC);
        assertThat(HexFormat.of().formatHex(key.sign(new byte[] {0x72}))).isEqualTo(SIGNATURE);
    }

    @Test
    void the_file_of_a_daemons_key_tool_is_read() throws Exception {
        Path file = directory.resolve("app.key");
        NodeKey made = NodeKey.loadOrCreate(file);

        ClientKey key = ClientKey.fromFile(file);

        byte[] message = "hello".getBytes(StandardCharsets.UTF_8);
        assertThat(key.publicKey()).isEqualTo(made.publicKey().text());
        assertThat(PublicKey.parse(key.publicKey()).verify(message, key.sign(message))).isTrue();
    }

    @Test
    void a_seed_in_base64_is_read_and_nothing_of_it_is_shown() throws Exception {
        String text = Base64.getEncoder().encodeToString(SEED);
        Path file = Files.writeString(directory.resolve("seed"), text + "\n");

        ClientKey key = ClientKey.fromFile(file);

        assertThat(key).hasToString("key " + key.publicKey());
        assertThat(HexFormat.of().formatHex(key.rawPublicKey())).isEqualTo(PUBLIC);
    }

    @Test
    void a_key_is_made_once_for_its_owner_alone() throws Exception {
        Path file = directory.resolve("app.key");

        ClientKey made = ClientKey.loadOrCreate(file);
        ClientKey again = ClientKey.loadOrCreate(file);

        assertThat(again.publicKey()).isEqualTo(made.publicKey()).isEqualTo(NodeKey.load(file).publicKey().text());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(directory).isDirectoryContaining(one -> one.equals(file)).isDirectoryNotContaining("glob:**.new-*");
    }

    static Stream<String> others() {
        return Stream.of("", "secret words", Base64.getEncoder().encodeToString(new byte[31]),
                "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(SEED) + "\n-----END PRIVATE KEY-----",
                "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----");
    }

    @ParameterizedTest
    @MethodSource("others")
    void anything_else_is_refused_without_a_word_of_it(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("other"), text);

        assertThatThrownBy(() -> ClientKey.fromFile(file)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("neither").hasMessageNotContaining("secret");
    }
}
