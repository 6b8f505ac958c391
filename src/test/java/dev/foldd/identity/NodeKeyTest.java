package dev.foldd.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeKeyTest {

    @TempDir
    Path data;

    @Test
    void a_missing_key_is_made_with_rights_for_its_owner_alone() throws IOException {
        Path file = NodeKey.fileIn(data.resolve("new"));

        NodeKey key = NodeKey.loadOrCreate(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(key.nodeId()).matches("[a-z2-7]{32}");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).as("no temporary file stays").containsExactly(file);
        }
    }

    @Test
    void the_same_key_is_read_again() {
        NodeKey made = NodeKey.loadOrCreate(NodeKey.fileIn(data));

        NodeKey read = NodeKey.loadOrCreate(NodeKey.fileIn(data));

        assertThat(read.publicKey()).isEqualTo(made.publicKey());
        assertThat(made.publicKey().verify(new byte[] {7}, read.sign(new byte[] {7}))).isTrue();
    }

    @Test
    void many_who_make_it_at_once_all_get_the_same_one() {
        Set<PublicKey> keys = ConcurrentHashMap.newKeySet();

        IntStream.range(0, 16).parallel()
                .forEach(i -> keys.add(NodeKey.loadOrCreate(NodeKey.fileIn(data)).publicKey()));

        assertThat(keys).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rwx------", "rw--w----"})
    void rights_beyond_0600_are_refused_with_what_to_do(String rights) throws IOException {
        Path file = NodeKey.fileIn(data);
        NodeKey.loadOrCreate(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));

        assertThatThrownBy(() -> NodeKey.loadOrCreate(file)).isInstanceOf(KeyException.class)
                .hasMessageContaining(rights).hasMessageContaining("chmod 600 " + file);
    }

    @Test
    void a_directory_that_others_may_write_is_refused() throws IOException {
        Path file = NodeKey.fileIn(data);
        NodeKey.loadOrCreate(file);
        Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxrwx---"));

        assertThatThrownBy(() -> NodeKey.load(file)).isInstanceOf(KeyException.class)
                .hasMessageContaining("chmod 700 " + file.getParent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
                + "-----END PRIVATE KEY-----"})
    void what_is_no_ed25519_key_is_refused_and_not_overwritten(String content) throws IOException {
        Path file = NodeKey.fileIn(data);
        NodeKey.loadOrCreate(file);
        Files.writeString(file, content);

        assertThatThrownBy(() -> NodeKey.loadOrCreate(file)).isInstanceOf(KeyException.class)
                .hasMessageContaining("openssl genpkey");

        assertThat(file).hasContent(content);
    }

    @Test
    void a_key_that_must_be_there_and_is_not_is_a_sentence() {
        assertThatThrownBy(() -> NodeKey.load(NodeKey.fileIn(data))).isInstanceOf(KeyException.class)
                .hasMessageContaining("foldd keygen");
    }

    @Test
    void the_java_runtime_reads_the_file_as_pkcs_8() throws Exception {
        Path file = NodeKey.fileIn(data);
        NodeKey key = NodeKey.loadOrCreate(file);
        List<String> lines = Files.readAllLines(file);

        var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines.get(1)));
        var signer = Signature.getInstance("Ed25519");
        signer.initSign(KeyFactory.getInstance("Ed25519").generatePrivate(spec));
        signer.update(new byte[] {1, 2});

        assertThat(key.publicKey().verify(new byte[] {1, 2}, signer.sign())).isTrue();
    }

    @Test
    void its_text_names_the_node_and_nothing_of_the_key() throws IOException {
        Path file = NodeKey.fileIn(data);
        NodeKey key = NodeKey.loadOrCreate(file);

        assertThat(key).hasToString("key of node " + key.nodeId());
    }
}
