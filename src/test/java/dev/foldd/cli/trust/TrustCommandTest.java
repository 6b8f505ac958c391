package dev.foldd.cli.trust;

import static dev.foldd.identity.trust.Edges.ALICE;
import static dev.foldd.identity.trust.Edges.BOB;
import static dev.foldd.identity.trust.Edges.CAROL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.cli.CommandRun;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.daemon.DaemonConfig;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.trust.Edge;
import dev.foldd.identity.trust.EdgeRevocation;
import dev.foldd.identity.trust.TrustPath;
import dev.foldd.json.Json;
import dev.foldd.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrustCommandTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path directory;
    private final TestClock clock = new TestClock(NOW);
    private NodeKey node;
    private CommandRun run;

    @BeforeEach
    void makeKey() {
        node = NodeKey.loadOrCreate(NodeKey.fileIn(directory.resolve("data")));
    }

    private int trust(String... words) {
        run = new CommandRun("trust", () -> TrustCommand.with(new ConfigLoader(Map.of(), DaemonConfig::read), clock));
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", directory.resolve("data").toString()));
        return run.execute(all.toArray(String[]::new));
    }

    private TrustPath printed() {
        return TrustPath.read(Json.parse(run.out.toString()));
    }

    private Path saved(String name) throws IOException {
        return Files.writeString(directory.resolve(name), run.out.toString());
    }

    @Test
    void an_edge_that_is_added_is_signed_by_the_node_and_printed_to_be_presented() {
        int code = trust("add", "--to", ALICE.publicKey().text());

        Edge edge = printed().edges().get(0);
        assertThat(code).as(run.err.toString()).isZero();
        assertThat(edge.isGenuine()).isTrue();
        assertThat(edge.from()).isEqualTo(node.publicKey().text());
        assertThat(edge.maxHops()).isZero();
        assertThat(edge.scope()).hasToString("*:read,write");
        assertThat(edge.notBefore()).isEqualTo(NOW.getEpochSecond() - 60);
        assertThat(edge.notAfter()).isEqualTo(NOW.plus(Duration.ofHours(24)).getEpochSecond());
        assertThat(run.err.toString()).contains(edge.id());
    }

    @Test
    void it_has_the_scope_the_hops_and_the_life_that_were_said() {
        trust("add", "--to", ALICE.publicKey().text(), "--max-hops", "2", "--scope", "User*:read", "--scope", "Card:write", "--ttl", "5m",
                "--json");

        Map<?, ?> told = (Map<?, ?>) Json.parse(run.out.toString());
        Edge edge = TrustPath.read(told.get("path")).edges().get(0);
        assertThat(edge.maxHops()).isEqualTo(2);
        assertThat(edge.scope()).hasToString("User*:read Card:write");
        assertThat(told.get("id")).isEqualTo(edge.id());
        assertThat(told.get("notAfter")).isEqualTo("2026-03-01T12:05:00Z");
    }

    @Test
    void whoever_it_leads_to_may_extend_it_with_a_key_of_his_own() throws IOException {
        Path key = directory.resolve("alice/alice.key");
        NodeKey alice = NodeKey.loadOrCreate(key);
        trust("add", "--to", alice.publicKey().text(), "--max-hops", "1");
        Path path = saved("path.json");

        int code = trust("add", "--to", BOB.publicKey().text(), "--extend", path.toString(), "--key", key.toString());
        Path longer = saved("longer.json");

        assertThat(code).as(run.err.toString()).isZero();
        assertThat(printed().edges()).hasSize(2).last().extracting(Edge::from).isEqualTo(alice.publicKey().text());
        assertThat(trust("show", longer.toString(), "--json")).isZero();
        assertThat((Map<?, ?>) Json.parse(run.out.toString())).hasToString("{edges=" + ((Map<?, ?>) Json.parse(run.out.toString()))
                .get("edges") + ", distance=2, resolvedBy=a path of 2 signed edges}");
        assertThat(trust("add", "--to", CAROL.publicKey().text(), "--extend", path.toString())).isEqualTo(1);
        assertThat(run.err.toString()).contains("does not begin where the one before it ends");
    }

    @Test
    void a_path_may_go_to_a_file() throws IOException {
        Path file = Files.writeString(directory.resolve("path.json"), "an older one");

        assertThat(trust("add", "--to", ALICE.publicKey().text(), "--out", file.toString())).isZero();

        assertThat(run.out.toString().strip()).isEqualTo("file " + file);
        assertThat(TrustPath.read(Json.parse(Files.readString(file))).edges()).hasSize(1);
        assertThat(trust("add", "--to", ALICE.publicKey().text(), "--out", directory.resolve("none/path.json").toString())).isEqualTo(1);
    }

    @Test
    void more_hops_than_are_allowed_are_not_signed() throws IOException {
        Path key = directory.resolve("alice/alice.key");
        trust("add", "--to", NodeKey.loadOrCreate(key).publicKey().text());
        Path path = saved("path.json");

        int code = trust("add", "--to", BOB.publicKey().text(), "--extend", path.toString(), "--key", key.toString());

        assertThat(code).isEqualTo(1);
        assertThat(run.out.toString()).isEmpty();
        assertThat(run.err.toString()).contains("does not allow so many edges behind it");
    }

    @Test
    void what_is_revoked_is_written_signed_and_shown() throws IOException {
        trust("add", "--to", ALICE.publicKey().text());
        Edge first = printed().edges().get(0);
        Path file = saved("path.json");
        clock.forward(Duration.ofSeconds(1));

        assertThat(trust("revoke", "--edge", first.id(), "--json")).isZero();
        EdgeRevocation revocation = EdgeRevocation.read(Json.parse(run.out.toString()));

        assertThat(revocation.isGenuine()).isTrue();
        assertThat(revocation.edge()).contains(first.id());
        assertThat(directory.resolve("data/trust/revocations/" + revocation.id() + ".json")).exists();
        assertThat(trust("show", file.toString())).isEqualTo(1);
        assertThat(run.out.toString()).contains("state revoked", "none: edge 1 of the path has been revoked");
    }

    @Test
    void a_key_that_is_revoked_can_be_trusted_again_later() {
        trust("add", "--to", ALICE.publicKey().text());
        clock.forward(Duration.ofSeconds(1));
        assertThat(trust("revoke", "--to", ALICE.publicKey().text())).isZero();
        clock.forward(Duration.ofSeconds(1));
        trust("add", "--to", ALICE.publicKey().text());
        Edge again = printed().edges().get(0);

        assertThat(trust("list")).isZero();

        assertThat(run.out.toString()).containsSubsequence("id " + again.id(), "state valid", "state revoked",
                "revoked key " + ALICE.publicKey().text(), "2 edges, 1 revocation");
        assertThat(trust("show", again.id())).isZero();
        assertThat(run.out.toString()).contains("distance 1");
        clock.forward(Duration.ofDays(2));
        assertThat(trust("list", "--json")).isZero();
        assertThat(run.out.toString()).contains("\"state\":\"expired\"", "\"state\":\"revoked\"");
    }

    @Test
    void a_file_that_is_damaged_is_told_of() throws IOException {
        trust("add", "--to", ALICE.publicKey().text());
        Files.writeString(directory.resolve("data/trust/edges/bad.json"), "{}");

        assertThat(trust("list")).isEqualTo(1);
        assertThat(run.err.toString()).contains("trust/edges/bad.json");
        assertThat(run.out.toString()).contains("1 edge, 0 revocations");
    }

    static Stream<Arguments> mistakes() {
        String key = ALICE.publicKey().text();
        return Stream.of(
                argumentSet("no key", List.of("add", "--to", "x"), 2, "--to"),
                argumentSet("too many hops", List.of("add", "--to", key, "--max-hops", "8"), 2, "maxHops"),
                argumentSet("no scope", List.of("add", "--to", key, "--scope", "User"), 2, "scope"),
                argumentSet("no time", List.of("add", "--to", key, "--ttl", "soon"), 2, "--ttl"),
                argumentSet("no file", List.of("add", "--to", key, "--extend", "none.json"), 2, "none.json"),
                argumentSet("no key file", List.of("add", "--to", key, "--key", "none.key"), 1, "none.key"),
                argumentSet("nothing to revoke", List.of("revoke"), 2, "--edge"),
                argumentSet("two things to revoke", List.of("revoke", "--edge", "0".repeat(64), "--to", key), 2, "--edge"),
                argumentSet("no id", List.of("revoke", "--edge", "7"), 2, "hexadecimal"),
                argumentSet("an unknown id", List.of("show", "0".repeat(64)), 1, "no edge"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakes_are_told(List<String> words, int code, String sentence) {
        assertThat(trust(words.toArray(String[]::new))).isEqualTo(code);
        assertThat(run.err.toString()).contains(sentence);
        assertThat(run.out.toString()).isEmpty();
    }
}
