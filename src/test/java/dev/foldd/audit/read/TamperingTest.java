package dev.foldd.audit.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.audit.LogFiles;
import dev.foldd.audit.Trails;
import dev.foldd.audit.read.Breach.Kind;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.PublicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that somebody with the files and without the key may do to a log, and what the verifier says of it. */
class TamperingTest {

    private static final int RECORDS = 60;

    @TempDir
    Path directory;

    private LogFiles files;

    @FunctionalInterface
    interface Deed {
        void on(LogFiles files) throws IOException;
    }

    @BeforeEach
    void writeALog() {
        files = Trails.written(directory.resolve("audit.log"), RECORDS);
    }

    @Test
    void an_untouched_log_is_sound() throws IOException {
        Verdict verdict = verify(Trails.KEY.publicKey());

        assertThat(verdict.breach()).isEmpty();
        assertThat(verdict.notes()).isEmpty();
        assertThat(verdict.segments()).isGreaterThan(3);
        assertThat(verdict.firstSeq()).isEqualTo(1);
        assertThat(verdict.lines()).isEqualTo(verdict.lastSeq()).isGreaterThan(RECORDS);
        assertThat(verdict.signedThrough()).isEqualTo(verdict.lastSeq() - 1);
        assertThat(verdict.key()).contains(Trails.KEY.publicKey());
    }

    /** Line 6 of segment 2 is an ordinary record with ordinary records around it. */
    static Stream<Arguments> deeds() {
        return Stream.of(
                deed("a value edited", line(2, 6, text -> text.replace("user-1234", "user-9999")), Kind.EDITED, 2, 6),
                deed("a number edited", line(2, 6, text -> text.replaceFirst("\"seq\":\\d+", "\"seq\":3")),
                        Kind.EDITED, 2, 6),
                deed("one character of white space", line(2, 6, text -> text.replace("\"rows\":1", "\"rows\": 1")),
                        Kind.EDITED, 2, 6),
                deed("the hash of the record before it edited", line(2, 6, text -> text.replaceFirst("\"prev\":\"[0-9a-f]{8}",
                        "\"prev\":\"00000000")), Kind.EDITED, 2, 6),
                deed("a tree edited", lines(2, lines -> lines.replaceAll(text -> text.replaceFirst("\"root\":\"[0-9a-f]{8}",
                        "\"root\":\"00000000"))), Kind.EDITED, 2, 13),
                deed("a line made unreadable", line(2, 6, text -> text.replace('{', '#')), Kind.EDITED, 2, 6),
                deed("two neighbours edited", lines(2, lines -> {
                    lines.replaceAll(text -> lines.indexOf(text) == 5 || lines.indexOf(text) == 6
                            ? text.replace("user-1234", "nobody") : text);
                }), Kind.EDITED, 2, 6),
                deed("the last record of a segment edited", lines(2, lines -> lines.set(lines.size() - 1,
                        lines.get(lines.size() - 1).replace("\"time\":\"2", "\"time\":\"1"))), Kind.EDITED, 2, -1),
                deed("a head edited", line(3, 1, text -> text.replace("\"time\":\"2", "\"time\":\"1")), Kind.FORKED, 3,
                        1),
                deed("a copy inserted", lines(2, lines -> lines.add(6, lines.get(3))), Kind.INSERTED, 2, 7),
                deed("a record doubled", lines(2, lines -> lines.add(6, lines.get(5))), Kind.INSERTED, 2, 7),
                deed("garbage inserted", lines(2, lines -> lines.add(6, "hello")), Kind.INSERTED, 2, 7),
                deed("a forged record that fits what is before it", lines(2, lines -> lines.add(6,
                        lines.get(6).replace("user-1234", "somebody"))), Kind.INSERTED, 2, 7),
                deed("a record deleted", lines(2, lines -> lines.remove(6)), Kind.DELETED, 2, 7),
                deed("several records deleted", lines(2, lines -> lines.subList(5, 8).clear()), Kind.DELETED, 2, 6),
                deed("the last record of a segment deleted", lines(2, lines -> lines.remove(lines.size() - 1)),
                        Kind.DELETED, 3, 1),
                deed("a head deleted", lines(3, lines -> lines.remove(0)), Kind.DELETED, 3, 1),
                deed("the first head deleted", lines(1, lines -> lines.remove(0)), Kind.DELETED, 1, 1),
                deed("a whole segment deleted", files -> Files.delete(files.segment(2)), Kind.DELETED, 3, 1),
                deed("two neighbours swapped", lines(2, lines -> Collections.swap(lines, 5, 6)), Kind.REORDERED, 2, 6),
                deed("a record moved back", lines(2, lines -> lines.add(8, lines.remove(5))), Kind.REORDERED, 2, 6),
                deed("a record moved forward", lines(2, lines -> lines.add(5, lines.remove(8))), Kind.REORDERED, 2, 6),
                deed("two segments swapped", files -> {
                    Path aside = files.path().resolveSibling("aside");
                    Files.move(files.segment(2), aside);
                    Files.move(files.segment(3), files.segment(2));
                    Files.move(aside, files.segment(3));
                }, Kind.REORDERED, 2, 1),
                deed("a segment cut in its middle", files -> Files.writeString(files.segment(2),
                        Files.readString(files.segment(2)).substring(0, 3000)), Kind.EDITED, 2, -1),
                deed("the first segments deleted as if their time had come", files -> {
                    Files.delete(files.segment(1));
                    Files.delete(files.segment(2));
                }, Kind.TRUNCATED, -1, 1));
    }

    @ParameterizedTest
    @MethodSource("deeds")
    void names_the_first_bad_record_after(Deed deed, Kind kind, int segment, int line) throws IOException {
        deed.on(files);

        Verdict verdict = verify(Trails.KEY.publicKey());

        assertThat(verdict.breach()).hasValueSatisfying(breach -> {
            assertThat(breach.kind()).as(breach.toString()).isEqualTo(kind);
            if (segment > 0) {
                assertThat(breach.file()).as(breach.toString()).isEqualTo(name(segment));
            }
            if (line > 0) {
                assertThat(breach.line()).as(breach.toString()).isEqualTo(line);
            }
        });
    }

    @Test
    void names_the_number_of_the_bad_record_too() throws IOException {
        long seq = seqOf(Files.readAllLines(files.segment(2)).get(5));

        line(2, 6, text -> text.replace("user-1234", "user-9999")).on(files);

        assertThat(verify().breach()).hasValueSatisfying(breach -> assertThat(breach.seq()).isEqualTo(seq));
    }

    @Test
    void an_end_cut_off_behind_a_checkpoint_is_truncated() throws IOException {
        long last = files.segments().lastKey();
        List<String> lines = Files.readAllLines(files.segment(last));

        lines((int) last, all -> all.subList(all.size() - 3, all.size()).clear()).on(files);

        assertThat(verify().breach()).hasValueSatisfying(breach -> {
            assertThat(breach.kind()).isEqualTo(Kind.TRUNCATED);
            assertThat(breach.line()).isEqualTo(lines.size() - 2L);
            assertThat(breach.sentence()).contains("audit.log.checkpoint knows record");
        });
    }

    @Test
    void the_last_segments_deleted_is_truncated() throws IOException {
        Files.delete(files.segments().lastEntry().getValue());

        assertThat(verify().breach()).hasValueSatisfying(breach -> assertThat(breach.kind()).isEqualTo(Kind.TRUNCATED));
    }

    @Test
    void a_torn_last_line_is_a_note_and_no_breach() throws IOException {
        long last = files.segments().lastKey();
        Files.writeString(files.segment(last), Files.readString(files.segment(last)) + "{\"seq\":99,\"ti");

        Verdict verdict = verify(Trails.KEY.publicKey());

        assertThat(verdict.breach()).isEmpty();
        assertThat(verdict.notes()).singleElement().asString().contains("torn: 13 bytes");
    }

    @Test
    void another_node_key_is_the_wrong_key() throws IOException {
        Verdict verdict = verify(NodeKey.generate().publicKey());

        assertThat(verdict.breach()).hasValueSatisfying(breach -> {
            assertThat(breach.kind()).isEqualTo(Kind.WRONG_KEY);
            assertThat(breach.file()).isEqualTo(name(1));
            assertThat(breach.line()).isEqualTo(2);
        });
    }

    @Test
    void without_a_key_the_signer_is_told_and_that_nothing_shows_whose_log_it_is() throws IOException {
        Verdict verdict = verify();

        assertThat(verdict.isIntact()).isTrue();
        assertThat(verdict.isSound()).isFalse();
        assertThat(verdict.doubts()).containsExactly(Doubt.SIGNER);
        assertThat(verdict.key()).contains(Trails.KEY.publicKey());
    }

    @Test
    void without_the_newest_checkpoint_nothing_shows_that_the_end_is_there() throws IOException {
        Path kept = directory.resolve("kept");
        Files.move(files.checkpoint(), kept);
        long last = files.segments().lastKey();
        lines((int) last, all -> all.subList(all.size() - 3, all.size()).clear()).on(files);

        Verdict verdict = verify(Trails.KEY.publicKey());
        Verdict laidBeside = new LogVerification(files).verify(List.of(LogVerification.checkpointIn(kept)),
                Set.of(Trails.KEY.publicKey()));

        assertThat(verdict.isIntact()).isTrue();
        assertThat(verdict.isSound()).isFalse();
        assertThat(verdict.doubts()).containsExactly(Doubt.END);
        assertThat(laidBeside.breach()).hasValueSatisfying(breach -> assertThat(breach.kind()).isEqualTo(Kind.TRUNCATED));
    }

    @Test
    void the_node_id_stands_for_the_key() throws IOException {
        LogVerification verification = new LogVerification(files);

        assertThat(verification.verify(List.of(), new Signers(Set.of(), Set.of(Trails.KEY.nodeId()))).isSound()).isTrue();
        assertThat(verification.verify(List.of(), new Signers(Set.of(), Set.of(NodeKey.generate().nodeId()))).breach())
                .hasValueSatisfying(breach -> assertThat(breach.kind()).isEqualTo(Kind.WRONG_KEY));
    }

    @Test
    void a_log_without_the_record_of_its_newest_checkpoint_is_truncated() throws IOException {
        long last = files.segments().lastKey();

        lines((int) last, all -> all.remove(all.size() - 1)).on(files);

        assertThat(verify().breach()).hasValueSatisfying(breach -> assertThat(breach.kind()).isEqualTo(Kind.TRUNCATED));
    }

    @Test
    void a_deleted_line_of_the_heads_is_noticed() throws IOException {
        List<String> heads = new ArrayList<>(files.headLines());
        heads.remove(1);
        Files.writeString(files.heads(), String.join("\n", heads) + "\n");

        assertThat(verify().breach()).hasValueSatisfying(breach -> {
            assertThat(breach.kind()).isEqualTo(Kind.DELETED);
            assertThat(breach.file()).isEqualTo("audit.log.heads.jsonl");
        });
    }

    @Test
    void a_log_chained_anew_without_the_key_fails_at_the_first_checkpoint_after_the_deed() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path segment : files.segments().values()) {
            lines.addAll(Files.readAllLines(segment));
        }
        int checkpoint = 3;
        while (!lines.get(checkpoint).contains("\"kind\":\"checkpoint\"")) {
            checkpoint++;
        }
        line(1, 4, text -> text.replace("user-1234", "user-9999")).on(files);
        Rechain.all(files);
        long expected = seqOf(lines.get(checkpoint));

        assertThat(verify().breach()).hasValueSatisfying(breach -> {
            assertThat(breach.kind()).isIn(Kind.EDITED, Kind.FORKED);
            assertThat(breach.seq()).isEqualTo(expected);
        });
    }

    @Test
    void a_log_without_checkpoints_is_signed_by_nobody() throws IOException {
        for (long number : files.segments().keySet()) {
            lines((int) number, all -> all.removeIf(text -> text.contains("\"kind\":\"checkpoint\""))).on(files);
        }
        Rechain.all(files);
        Files.delete(files.checkpoint());

        assertThat(verify().breach()).hasValueSatisfying(breach -> assertThat(breach.kind()).isEqualTo(Kind.UNSIGNED));
    }

    private static Arguments deed(String name, Deed deed, Kind kind, int segment, int line) {
        return argumentSet(name, deed, kind, segment, line);
    }

    private Verdict verify(PublicKey... keys) throws IOException {
        return new LogVerification(files).verify(List.of(), Set.of(keys));
    }

    private static Deed line(int segment, int line, UnaryOperator<String> change) {
        return lines(segment, lines -> lines.set(line - 1, change.apply(lines.get(line - 1))));
    }

    private static Deed lines(int segment, Consumer<List<String>> change) {
        return files -> {
            List<String> lines = new ArrayList<>(Files.readAllLines(files.segment(segment)));
            List<String> before = List.copyOf(lines);
            change.accept(lines);
            assertThat(lines).as("the deed does something").isNotEqualTo(before);
            Files.write(files.segment(segment), (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        };
    }

    private static long seqOf(String line) {
        return Long.parseLong(line.substring("{\"seq\":".length(), line.indexOf(',')));
    }

    private static String name(int segment) {
        return String.format("audit.log.%08d", segment);
    }
}
