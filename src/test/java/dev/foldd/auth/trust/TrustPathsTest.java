package dev.foldd.auth.trust;

import static dev.foldd.identity.trust.Edges.ALICE;
import static dev.foldd.identity.trust.Edges.BOB;
import static dev.foldd.identity.trust.Edges.CAROL;
import static dev.foldd.identity.trust.Edges.NODE;
import static dev.foldd.identity.trust.Edges.NOW;
import static dev.foldd.identity.trust.Edges.edge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.config.ConfigException;
import dev.foldd.config.Problems;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.trust.Edge;
import dev.foldd.identity.trust.EdgeRevocation;
import dev.foldd.identity.trust.Obstacle;
import dev.foldd.identity.trust.Scope;
import dev.foldd.identity.trust.TrustPath;
import dev.foldd.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustPathsTest {

    private static final Edge TO_ALICE = edge(NODE, ALICE);
    private static final Edge TO_BOB = edge(ALICE, BOB);
    private static final TrustPath PATH = new TrustPath(List.of(TO_ALICE, TO_BOB));

    @TempDir
    private Path directory;
    private final TestClock clock = new TestClock(Instant.ofEpochSecond(NOW));
    private TrustFiles files;
    private TrustPaths paths;

    @BeforeEach
    void open() {
        files = new TrustFiles(directory.resolve("trust"));
        paths = with(new TrustConfig(3, List.of(), 4 << 20, 10));
    }

    private TrustPaths with(TrustConfig config) {
        return new TrustPaths(config, NODE.publicKey(), files, clock);
    }

    private OptionalInt distance(TrustPath path, NodeKey end) {
        return paths.look(path, end.publicKey()).map(seen -> paths.reach(seen, end.publicKey()).distance())
                .orElse(OptionalInt.of(-1));
    }

    @Test
    void a_sound_path_is_worth_its_length() {
        assertThat(distance(PATH, BOB)).hasValue(2);
        assertThat(distance(PATH, BOB)).as("from memory too").hasValue(2);
        assertThat(distance(PATH, CAROL)).isEmpty();
    }

    @Test
    void a_false_signature_anywhere_is_no_path_even_when_the_rest_is_known() {
        distance(PATH, BOB);
        Edge widened = new Edge(TO_BOB.from(), TO_BOB.to(), TO_BOB.maxHops(), Scope.parse(List.of("*:*")), TO_BOB.notBefore(),
                TO_BOB.notAfter(), TO_BOB.serial(), TO_BOB.signature());

        assertThat(paths.look(new TrustPath(List.of(TO_ALICE, widened)), BOB.publicKey())).isEmpty();
        assertThat(paths.look(new TrustPath(List.of(TO_ALICE, widened)), BOB.publicKey())).isEmpty();
    }

    @Test
    void nothing_is_kept_where_no_memory_is_allowed() {
        paths = with(new TrustConfig(3, List.of(), 0, 10));

        assertThat(distance(PATH, BOB)).hasValue(2);
        assertThat(distance(PATH, BOB)).hasValue(2);
    }

    @Test
    void a_configured_root_may_begin_a_path() {
        TrustPath path = new TrustPath(List.of(edge(CAROL, BOB)));
        assertThat(distance(path, BOB)).isEmpty();

        paths = with(new TrustConfig(3, List.of(CAROL.publicKey().text()), 4 << 20, 10));

        assertThat(distance(path, BOB)).hasValue(1);
    }

    @Test
    void a_node_may_follow_fewer_edges_or_more() {
        paths = with(new TrustConfig(1, List.of(), 4 << 20, 10));

        assertThat(paths.look(PATH, BOB.publicKey()).orElseThrow().lasting()).contains(new Obstacle(Obstacle.Kind.LENGTH, 2));
    }

    @Test
    void time_goes_by_and_it_is_worth_nothing_any_more() {
        TrustPaths.Seen seen = paths.look(PATH, BOB.publicKey()).orElseThrow();
        assertThat(paths.reach(seen, BOB.publicKey()).words()).isEqualTo("a path of 2 signed edges");

        clock.forward(Duration.ofSeconds(3_600));
        assertThat(paths.reach(seen, BOB.publicKey()).distance()).hasValue(2);
        clock.forward(Duration.ofMillis(1));

        assertThat(paths.reach(seen, BOB.publicKey()).distance()).isEmpty();
        assertThat(paths.reach(seen, BOB.publicKey()).words()).isEqualTo("none: edge 1 of the path has expired");
    }

    @Test
    void what_is_taken_back_counts_from_the_next_reload_on_and_for_good() throws IOException {
        TrustPaths.Seen seen = paths.look(PATH, BOB.publicKey()).orElseThrow();
        Path file = files.keep(EdgeRevocation.ofEdge(NODE, TO_BOB.id(), 0));

        paths.reload();
        assertThat(paths.reach(seen, BOB.publicKey()).distance()).isEmpty();
        Files.delete(file);
        paths.reload();

        assertThat(paths.reach(seen, BOB.publicKey()).distance()).isEmpty();
    }

    @Test
    void who_is_trusted_anew_after_that_counts_again() throws IOException {
        files.keep(EdgeRevocation.ofSubject(NODE, ALICE.publicKey(), 5));
        paths.reload();

        assertThat(distance(new TrustPath(List.of(Edge.signed(NODE, ALICE.publicKey(), 0, Scope.READ_AND_WRITE, 0, NOW, 5))), ALICE))
                .isEmpty();
        assertThat(distance(new TrustPath(List.of(Edge.signed(NODE, ALICE.publicKey(), 0, Scope.READ_AND_WRITE, 0, NOW, 6))), ALICE))
                .hasValue(1);
    }

    @Test
    void a_bad_file_is_told_and_keeps_none_of_the_others_from_counting() throws IOException {
        EdgeRevocation sound = EdgeRevocation.ofEdge(NODE, TO_ALICE.id(), 0);
        Path place = files.keep(sound).getParent();
        EdgeRevocation forged = new EdgeRevocation(sound.issuer(), Optional.of(TO_BOB.id()), Optional.empty(), 0, sound.signature());
        files.keep(forged);
        Files.writeString(place.resolve("a.json"), "{");
        Files.writeString(place.resolve("b.json"), "{}");
        Files.writeString(place.resolve("c.json"), " ".repeat(70_000));
        Files.writeString(place.resolve("d.txt"), "is none of them");

        assertThatThrownBy(paths::reload).isInstanceOfSatisfying(ConfigException.class, e -> assertThat(e.problems()).hasSize(4)
                .anySatisfy(problem -> assertThat(problem).contains(forged.id(), "not signed")));

        assertThat(distance(new TrustPath(List.of(TO_ALICE)), ALICE)).isEmpty();
    }

    @Test
    void more_revocations_than_are_allowed_are_told() throws IOException {
        paths = with(new TrustConfig(3, List.of(), 4 << 20, 1));
        files.keep(EdgeRevocation.ofSubject(NODE, ALICE.publicKey(), 5));
        paths.reload();
        files.keep(EdgeRevocation.ofSubject(NODE, ALICE.publicKey(), 6));

        assertThatThrownBy(paths::reload).hasMessageContaining("trust.max_revocations");
    }

    @Test
    void files_are_their_owners_alone_and_watched() throws IOException {
        Path file = files.keep(EdgeRevocation.ofEdge(NODE, TO_ALICE.id(), 0));
        Path kept = files.keep(TO_ALICE);

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(file.getParent())).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(paths.files()).contains(file, file.getParent(), directory.resolve("trust")).doesNotContain(kept);
        assertThat(files.edges(new Problems())).containsExactly(TO_ALICE);
    }
}
