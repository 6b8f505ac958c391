package dev.foldd.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.audit.disk.SegmentFile;
import dev.foldd.audit.format.Note;
import dev.foldd.audit.read.LogVerification;
import dev.foldd.audit.read.Verdict;
import dev.foldd.contract.Observation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a log does with what it finds when it is opened. */
class AuditStartTest {

    @TempDir
    Path directory;

    private Path path;
    private LogFiles files;

    @BeforeEach
    void placeTheLog() {
        path = directory.resolve("audit.log");
        files = new LogFiles(path);
    }

    @Test
    void a_torn_last_line_is_moved_aside_and_noted() throws IOException {
        write(Trails.config(), "1-1");
        Files.writeString(files.segment(1), "{\"seq\":9,\"time", StandardOpenOption.APPEND);

        write(Trails.config(), "1-2");

        assertThat(directory.resolve("audit.log.00000001.torn")).hasContent("{\"seq\":9,\"time");
        assertThat(text()).contains("\"note\":\"" + Note.TORN_TAIL.word() + "\"").contains("\"count\":14");
        assertThat(records()).extracting(record -> record.get("requestId")).containsExactly("1-1", "1-2");
        assertThat(verify().breach()).isEmpty();
    }

    @Test
    void a_segment_without_a_whole_head_is_moved_aside() throws IOException {
        write(Trails.config(), "1-1");
        Files.writeString(files.segment(2), "{\"se");

        write(Trails.config(), "1-2");

        assertThat(files.segments()).containsOnlyKeys(1L);
        assertThat(records()).extracting(record -> record.get("requestId")).containsExactly("1-1", "1-2");
        assertThat(verify().breach()).isEmpty();
    }

    @Test
    void a_head_that_a_crash_kept_out_of_the_file_of_heads_is_added() throws IOException {
        write(Trails.config(AuditConfig.Mode.STANDARD, 1_500, 256, 100), "1-1", "1-2", "1-3", "1-4", "1-5");
        List<String> heads = files.headLines();
        Files.writeString(files.heads(), String.join("\n", heads.subList(0, heads.size() - 1)) + "\n{\"seq\":");

        write(Trails.config(), "1-6");

        assertThat(files.headLines()).isEqualTo(heads);
        assertThat(verify().breach()).isEmpty();
    }

    @Test
    void a_log_changed_while_closed_is_warned_of_and_stays_broken_for_the_verifier() throws IOException {
        write(Trails.config(), "1-1", "1-2", "1-3");
        List<String> lines = Files.readAllLines(files.segment(1));
        Files.write(files.segment(1), lines.subList(0, lines.size() - 3));
        Trails.Heard heard = new Trails.Heard();

        Trails.open(path, Trails.config(), heard, SegmentFile.Opener.FILES).close();

        assertThat(heard.all).anySatisfy(said -> assertThat(said).isInstanceOf(Observation.Warned.class)
                .asString().contains("the newest checkpoint knows record"));
        assertThat(verify().breach()).isPresent();
    }

    @Test
    void an_opened_log_goes_on_where_it_was_closed() throws IOException {
        write(Trails.config(), "1-1");
        write(Trails.config(), "1-2");

        assertThat(records()).extracting(record -> record.get("requestId")).containsExactly("1-1", "1-2");
        Verdict verdict = verify();
        assertThat(verdict.breach()).isEmpty();
        assertThat(verdict.segments()).isEqualTo(1);
    }

    @Test
    void a_file_of_something_else_under_the_log_s_name_stays() throws IOException {
        Files.writeString(path, "older log");
        Trails.Heard heard = new Trails.Heard();

        Trails.open(path, Trails.config(), heard, SegmentFile.Opener.FILES).close();

        assertThat(path).hasContent("older log");
        assertThat(heard.all).anySatisfy(said -> assertThat(said.toString()).contains("is a file of something else"));
    }

    @Test
    void a_second_writer_is_refused_with_a_sentence() {
        try (AuditLog log = Trails.open(path, Trails.config())) {
            assertThat(log).isNotNull();
            assertThatThrownBy(() -> Trails.open(path, Trails.config())).isInstanceOf(AuditException.class)
                    .hasMessageContaining(path.toString()).hasMessageContaining("another foldd");
        }

        Trails.open(path, Trails.config()).close();
    }

    private void write(AuditConfig config, String... requestIds) {
        try (AuditLog log = Trails.open(path, config)) {
            for (String requestId : requestIds) {
                log.record(Trails.read(requestId)).toCompletableFuture().join();
            }
        }
    }

    private Verdict verify() throws IOException {
        return new LogVerification(files).verify(List.of(), Set.of(Trails.KEY.publicKey()));
    }

    private String text() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path segment : files.segments().values()) {
            text.append(Files.readString(segment, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    private List<Map<String, Object>> records() throws IOException {
        return AuditLogTest.recordsOf(files);
    }
}
