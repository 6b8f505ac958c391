package dev.foldd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.load.ConfigLoader;
import dev.foldd.config.load.LoadedConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SurroundingsTest {

    private static final String REFUSES = "security.sandbox: strict refuses ";
    private static final String REMOTE = "is another machine, and what is not encrypted can be read on the way";

    @TempDir
    private Path directory;

    private long owner;

    @BeforeEach
    void own_files() throws IOException {
        Files.writeString(Files.createDirectory(directory.resolve("entities")).resolve("note.yaml"),
                "entity: Note\nfields: {id: {type: uuid, primary: true}}\n");
        Files.writeString(directory.resolve("rules.yaml"), "rules: []\n");
        long uid = ((Number) Files.getAttribute(directory, "unix:uid")).longValue();
        owner = uid == 0 ? 1000 : uid;
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                argumentSet("the embedded database on loopback", List.of(), List.of()),
                argumentSet("a database of this machine in plain text",
                        List.of("database.adapter=postgres", "database.connection.ssl_mode=disable"), List.of()),
                argumentSet("a socket of this machine", List.of("database.adapter=postgres",
                        "database.connection.host=/var/run/postgresql", "database.connection.ssl_mode=disable"), List.of()),
                argumentSet("another machine that may speak plain text",
                        List.of("database.adapter=postgres", "database.connection.host=db.example"),
                        List.of("database.connection.ssl_mode: 'db.example' " + REMOTE)),
                argumentSet("another machine that does", List.of("database.adapter=mysql",
                        "database.connection.host=10.0.0.1", "database.connection.ssl_mode=disable"),
                        List.of("database.connection.ssl_mode: '10.0.0.1' " + REMOTE)),
                argumentSet("another machine behind TLS", List.of("database.adapter=postgres",
                        "database.connection.host=db.example", "database.connection.ssl_mode=require"), List.of()),
                argumentSet("a bridge of another machine in plain text",
                        List.of("database.adapter=prisma", "database.connection.url=http://web.example:3000"),
                        List.of("database.connection.url: it leads to another machine in plain text")),
                argumentSet("bridges that are near or behind TLS",
                        List.of("database.adapter=prisma", "database.connection.url=http://[::1]:3000/x"), List.of()),
                argumentSet("a near name in the name of a user",
                        List.of("database.adapter=prisma", "database.connection.url=http://localhost@web.example/"),
                        List.of("database.connection.url: it leads to another machine in plain text")),
                argumentSet("doors in plain text", List.of("server.host=0.0.0.0", "server.allow_plaintext=true",
                        "http.host=10.1.1.1", "http.allow_plaintext=true", "admin.host=::", "admin.allow_plaintext=true"),
                        List.of("server.host: '0.0.0.0' can be reached from other machines, in plain text",
                                "http.host: '10.1.1.1' can be reached from other machines, in plain text",
                                "admin.host: '::' can be reached from other machines, in plain text")),
                argumentSet("a door that is not opened",
                        List.of("http.host=10.1.1.1", "http.allow_plaintext=true", "http.enabled=false"), List.of()));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void are_judged(List<String> flags, List<String> reasons) {
        List<String> refusals = Surroundings.refusals(config(flags), owner);

        assertThat(refusals).hasSize(reasons.size());
        for (int i = 0; i < reasons.size(); i++) {
            assertThat(refusals.get(i)).startsWith(REFUSES + reasons.get(i));
        }
    }

    @Test
    void a_door_behind_tls_may_be_reached() {
        assertThat(Surroundings.refusals(config(List.of("server.host=0.0.0.0", "server.tls.enabled=true",
                "server.tls.cert_file=/c", "server.tls.key_file=/k")), owner)).isEmpty();
    }

    @Test
    void root_is_refused() {
        assertThat(Surroundings.refusals(config(List.of()), 0)).containsExactly(REFUSES + "to run as root");
    }

    @Test
    void every_file_that_others_may_read_or_change_is_named_in_one_round() throws IOException {
        for (String name : List.of("rules.yaml", "entities/note.yaml", "cert.pem", "key.pem", "ca.pem", "db-ca.pem", "password",
                "secrets.key", "jwt", "jwt.pub")) {
            Path file = directory.resolve(name);
            if (!Files.exists(file)) {
                Files.writeString(file, "x");
            }
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        }
        Files.setPosixFilePermissions(directory.resolve("entities"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

        List<String> refusals = Surroundings.refusals(config(List.of("server.tls.enabled=true",
                "server.tls.cert_file=" + directory.resolve("cert.pem"), "server.tls.key_file=" + directory.resolve("key.pem"),
                "server.tls.ca_file=" + directory.resolve("ca.pem"), "database.adapter=postgres",
                "database.connection.ca_file=" + directory.resolve("db-ca.pem"),
                "database.connection.password_file=" + directory.resolve("password"),
                "security.secrets.key_file=" + directory.resolve("secrets.key"),
                "security.jwt.secret_file=" + directory.resolve("jwt"),
                "security.jwt.keys=[{\"id\":\"a\",\"public_key_file\":\"" + directory.resolve("jwt.pub") + "\"}]")), owner);

        assertThat(refusals.stream().filter(reason -> reason.contains("may be written by others"))
                .map(SurroundingsTest::setting)).containsExactlyInAnyOrder("security.acl.rules_file", "database.entities",
                "server.tls.key_file", "server.tls.cert_file", "server.tls.ca_file", "database.connection.ca_file",
                "database.connection.password_file", "security.secrets", "security.jwt.secret_file", "security.jwt.keys[0]");
        assertThat(refusals.stream().filter(reason -> reason.contains("may be read by others"))
                .map(SurroundingsTest::setting)).containsExactlyInAnyOrder("security.acl.rules_file", "database.entities",
                "server.tls.key_file", "database.connection.password_file", "security.secrets", "security.jwt.secret_file");
    }

    @Test
    void directories_of_sockets_that_others_may_change_are_named() throws IOException {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(Surroundings.refusals(config(List.of("http.socket=" + open.resolve("h.sock"), "socket.path="
                + open.resolve("s.sock"))), owner)).extracting(SurroundingsTest::setting).contains("http.socket", "socket.path");
        assertThat(Surroundings.refusals(config(List.of("http.enabled=false", "http.socket=" + open.resolve("h.sock"),
                "socket.enabled=false")), owner)).extracting(SurroundingsTest::setting).doesNotContain("http.socket", "socket.path");
    }

    @Test
    void without_strict_nothing_is_looked_at() throws IOException {
        Files.setPosixFilePermissions(directory.resolve("rules.yaml"), PosixFilePermissions.fromString("rw-rw-rw-"));
        DaemonConfig config = config(List.of("server.host=0.0.0.0", "server.allow_plaintext=true"));

        assertThat(Surroundings.refusals(config)).isEmpty();
        assertThat(Surroundings.refusals(config, Optional.of(directory.resolve("rules.yaml")))).isEmpty();
    }

    private static String setting(String refusal) {
        String rest = refusal.substring(REFUSES.length());
        return rest.substring(0, rest.indexOf(": "));
    }

    private DaemonConfig config(List<String> flags) {
        List<String> all = new ArrayList<>(List.of("data_dir=" + directory.resolve("data"),
                "database.entities=" + directory.resolve("entities"),
                "security.acl.rules_file=" + directory.resolve("rules.yaml")));
        all.addAll(flags);
        LoadedConfig loaded = new ConfigLoader(Map.of(), DaemonConfig::read).load(Optional.empty(), all);
        assertThat(loaded.problems()).isEmpty();
        return DaemonConfig.read(loaded.section());
    }
}
