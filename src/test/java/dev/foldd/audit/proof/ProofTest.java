package dev.foldd.audit.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.audit.AuditConfig;
import dev.foldd.audit.AuditLog;
import dev.foldd.audit.LogFiles;
import dev.foldd.audit.Trails;
import dev.foldd.audit.format.Chain;
import dev.foldd.audit.format.Checkpoint;
import dev.foldd.audit.format.LoggedLine;
import dev.foldd.audit.read.Signers;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.PublicKey;
import dev.foldd.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Proofs of single records: made from a log, checked without it. */
class ProofTest {

    private static final NodeKey STRANGER = NodeKey.ofSeed("a key of somebody else entirely!".getBytes(StandardCharsets.US_ASCII));

    @TempDir
    Path directory;

    private LogFiles files;

    @BeforeEach
    void writeALog() {
        files = Trails.written(directory.resolve("audit.log"), 60);
    }

    @Test
    void every_record_of_a_log_can_be_proved() throws IOException {
        List<LoggedLine> lines = lines();
        for (LoggedLine line : lines) {
            if (line.kind().equals("record") || line.kind().equals("note")) {
                ProofBundle bundle = new Prover(files).prove(Set.of(line.seq()), Set.of());

                assertThat(flaw(bundle, Trails.KEY.publicKey())).as(line.toString()).isEmpty();
                assertThat(bundle.proofs()).singleElement().satisfies(proof -> {
                    assertThat(proof.hash()).isEqualTo(line.hash());
                    assertThat(LoggedLine.parse(proof.record().getBytes(StandardCharsets.UTF_8))).contains(line);
                });
            }
        }
    }

    @Test
    void a_bundle_holds_of_other_records_nothing_but_hashes() throws IOException {
        String text = Json.write(prove("1-33").asMap());

        assertThat(text).contains("\\\"requestId\\\":\\\"1-33\\\"").doesNotContain("1-32", "1-34");
        assertThat(text.length()).isLessThan(4_000);
    }

    @Test
    void a_request_is_proved_with_all_its_records_and_once() throws IOException {
        try (AuditLog log = Trails.open(files.path(), Trails.config(AuditConfig.Mode.STRICT, 8 * 1024, 256, 10))) {
            log.intend(Trails.read("7-1")).toCompletableFuture().join();
            log.record(Trails.read("7-1")).toCompletableFuture().join();
        }

        ProofBundle bundle = prove("7-1");

        assertThat(bundle.proofs()).hasSize(2);
        assertThat(flaw(bundle, Trails.KEY.publicKey())).isEmpty();
        long seq = LoggedLine.parse(bundle.proofs().get(0).record().getBytes(StandardCharsets.UTF_8)).orElseThrow().seq();
        assertThat(new Prover(files).prove(Set.of(seq), Set.of("7-1"))).isEqualTo(bundle);
    }

    @Test
    void a_record_that_a_crash_left_unsigned_is_proved_once_the_next_daemon_has_signed() throws IOException {
        long last = files.segments().lastKey();
        List<String> all = new ArrayList<>(Files.readAllLines(files.segment(last)));
        long signed = lines().stream().filter(LoggedLine::isCheckpoint).map(LoggedLine::seq).reduce((one, two) -> two)
                .orElseThrow();
        String crashed = "1-59";
        all.subList(all.size() - 3, all.size()).clear();
        Files.write(files.segment(last), all);
        String newest = lines().stream().filter(LoggedLine::isCheckpoint).reduce((one, two) -> two)
                .flatMap(line -> Checkpoint.of(line.members())).orElseThrow().text();
        Files.writeString(files.checkpoint(), newest);

        assertThatThrownBy(() -> prove(crashed)).isInstanceOf(Unprovable.class).hasMessageContaining("not signed yet");
        Trails.open(files.path(), Trails.config(AuditConfig.Mode.STANDARD, 8 * 1024, 256, 10)).close();

        assertThat(signed).isGreaterThan(lines().size() - 6L);
        assertThat(flaw(prove(crashed), Trails.KEY.publicKey())).isEmpty();
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(
                forgery("the record edited", with(proof -> new Proof(proof.record().replace("user-1234", "user-9999"),
                        proof.hash(), proof.path(), proof.tree(), proof.checkpoint())), Flaw.Kind.EDITED),
                forgery("the record edited and hashed again", with(proof -> {
                    String edited = proof.record().replace("user-1234", "user-9999");
                    return new Proof(edited, Chain.hashOf(edited.getBytes(StandardCharsets.UTF_8)), proof.path(), proof.tree(),
                            proof.checkpoint());
                }), Flaw.Kind.CUT),
                forgery("the record unreadable", with(proof -> new Proof("hello", proof.hash(), proof.path(), proof.tree(),
                        proof.checkpoint())), Flaw.Kind.EDITED),
                forgery("the record's number outside of the tree", with(proof -> {
                    String moved = proof.record().replaceFirst("\"seq\":\\d+", "\"seq\":9999");
                    return new Proof(moved, Chain.hashOf(moved.getBytes(StandardCharsets.UTF_8)), proof.path(), proof.tree(),
                            proof.checkpoint());
                }), Flaw.Kind.CUT),
                forgery("a hash of the path changed", with(proof -> {
                    List<String> path = new ArrayList<>(proof.path());
                    path.set(1, path.get(0));
                    return new Proof(proof.record(), proof.hash(), path, proof.tree(), proof.checkpoint());
                }), Flaw.Kind.CUT),
                forgery("the path too short", with(proof -> new Proof(proof.record(), proof.hash(),
                        proof.path().subList(1, proof.path().size()), proof.tree(), proof.checkpoint())), Flaw.Kind.CUT),
                forgery("the tree edited", with(proof -> new Proof(proof.record(), proof.hash(), proof.path(),
                        proof.tree().replaceFirst("\"from\":\\d", "\"from\":8"), proof.checkpoint())), Flaw.Kind.CUT),
                forgery("the record in the tree's place", with(proof -> new Proof(proof.record(), proof.hash(), proof.path(),
                        proof.record(), proof.checkpoint())), Flaw.Kind.CUT),
                forgery("the checkpoint's number changed", checkpoint(checkpoint -> new Checkpoint(checkpoint.log(),
                        checkpoint.segment(), checkpoint.at() + 1, checkpoint.hash(), checkpoint.millis(), checkpoint.key(),
                        checkpoint.signature())), Flaw.Kind.FORGED),
                forgery("the checkpoint's time changed", checkpoint(checkpoint -> new Checkpoint(checkpoint.log(),
                        checkpoint.segment(), checkpoint.at(), checkpoint.hash(), checkpoint.millis() + 1, checkpoint.key(),
                        checkpoint.signature())), Flaw.Kind.FORGED),
                forgery("another key's name on the checkpoint", checkpoint(checkpoint -> new Checkpoint(checkpoint.log(),
                        checkpoint.segment(), checkpoint.at(), checkpoint.hash(), checkpoint.millis(), STRANGER.publicKey(),
                        checkpoint.signature())), Flaw.Kind.FORGED),
                forgery("the checkpoint signed by another key", checkpoint(checkpoint -> Checkpoint.sign(STRANGER,
                        checkpoint.log(), checkpoint.segment(), checkpoint.at(), checkpoint.hash(), checkpoint.millis())),
                        Flaw.Kind.WRONG_KEY));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void a_forgery_is_named(UnaryOperator<Proof> forgery, Flaw.Kind kind) throws IOException {
        Proof proof = prove("1-33").proofs().get(0);
        Proof forged = forgery.apply(proof);
        assertThat(forged).isNotEqualTo(proof);

        Optional<Flaw> flaw = flaw(new ProofBundle(List.of(proof, forged)), Trails.KEY.publicKey());

        assertThat(flaw).hasValueSatisfying(found -> {
            assertThat(found.kind()).as(found.toString()).isEqualTo(kind);
            assertThat(found.proof()).isEqualTo(2);
        });
    }

    /** Whoever has no key can make everything fit but the signature. */
    @Test
    void a_record_of_another_log_does_not_pass_for_one_of_this_node() throws IOException {
        ProofBundle bundle = prove("1-33");

        assertThat(flaw(bundle, STRANGER.publicKey())).hasValueSatisfying(flaw ->
                assertThat(flaw.kind()).isEqualTo(Flaw.Kind.WRONG_KEY));
        assertThat(new ProofCheck(new Signers(Set.of(), Set.of(Trails.KEY.nodeId()))).flaw(bundle)).isEmpty();
    }

    @Test
    void what_cannot_be_proved_is_told_with_its_reason() throws IOException {
        Prover prover = new Prover(files);
        long checkpoint = lines().stream().filter(LoggedLine::isCheckpoint).findFirst().orElseThrow().seq();
        long tree = lines().stream().filter(LoggedLine::isTree).findFirst().orElseThrow().seq();

        assertThatThrownBy(() -> prover.prove(Set.of(4L, 9_999L), Set.of("9-9"))).hasMessage(
                "there is no record 9-9, 9999 in the log");
        assertThatThrownBy(() -> prover.prove(Set.of(checkpoint), Set.of())).hasMessageContaining("is a checkpoint");
        assertThatThrownBy(() -> prover.prove(Set.of(tree), Set.of())).hasMessageContaining("is a tree");
        assertThatThrownBy(() -> prover.prove(Set.of(1L), Set.of())).hasMessageContaining("is the head of a segment");
    }

    @Test
    void nothing_is_proved_from_a_log_that_is_not_as_it_was_written() throws IOException {
        Path segment = files.segment(2);
        Files.writeString(segment, Files.readString(segment).replaceFirst("user-1234", "user-9999"));
        LoggedLine first = LoggedLine.parse(Files.readAllLines(segment).get(2).getBytes(StandardCharsets.UTF_8)).orElseThrow();

        assertThatThrownBy(() -> new Prover(files).prove(Set.of(first.seq()), Set.of())).isInstanceOf(Unprovable.class)
                .hasMessageContaining("'foldd audit verify' tells more");
    }

    @Test
    void a_bundle_is_read_from_its_own_text() throws IOException {
        ProofBundle bundle = prove("1-33");

        assertThat(ProofBundle.parse(Json.write(bundle.asMap()))).isEqualTo(bundle);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"format\":\"foldd/audit-proof/v2\",\"proofs\":[]}",
        "{\"format\":\"foldd/audit-proof/v1\",\"proofs\":[]}", "{\"format\":\"foldd/audit-proof/v1\",\"proofs\":[1]}",
        "{\"format\":\"foldd/audit-proof/v1\",\"proofs\":[{}],\"note\":\"believe me\"}"})
    void another_text_is_no_bundle(String text) {
        assertThatThrownBy(() -> ProofBundle.parse(text)).isInstanceOf(MalformedBundle.class);
    }

    @Test
    void members_that_nothing_vouches_for_are_refused() throws IOException {
        String text = Json.write(prove("1-33").asMap());

        assertThatThrownBy(() -> ProofBundle.parse(text.replace("\"tree\":", "\"comment\":\"hello\",\"tree\":")))
                .hasMessageContaining("proofs[0] must be an object of checkpoint, hash, path, record, tree");
        assertThatThrownBy(() -> ProofBundle.parse(text.replace("\"path\":[\"", "\"path\":[\"X")))
                .hasMessageContaining("proofs[0].path[0] must be 64");
        assertThatThrownBy(() -> ProofBundle.parse(text.replace("\"hash\":", "\"hush\":")))
                .isInstanceOf(MalformedBundle.class);
    }

    private ProofBundle prove(String requestId) throws IOException {
        return new Prover(files).prove(Set.of(), Set.of(requestId));
    }

    private static Optional<Flaw> flaw(ProofBundle bundle, PublicKey key) {
        return new ProofCheck(Signers.of(Set.of(key))).flaw(bundle);
    }

    private List<LoggedLine> lines() throws IOException {
        List<LoggedLine> lines = new ArrayList<>();
        for (Path segment : files.segments().values()) {
            for (String line : Files.readAllLines(segment)) {
                lines.add(LoggedLine.parse(line.getBytes(StandardCharsets.UTF_8)).orElseThrow());
            }
        }
        return lines;
    }

    private static Arguments forgery(String name, UnaryOperator<Proof> forgery, Flaw.Kind kind) {
        return argumentSet(name, forgery, kind);
    }

    private static UnaryOperator<Proof> with(UnaryOperator<Proof> change) {
        return change;
    }

    private static UnaryOperator<Proof> checkpoint(UnaryOperator<Checkpoint> change) {
        return proof -> new Proof(proof.record(), proof.hash(), proof.path(), proof.tree(), change.apply(proof.checkpoint()));
    }
}
