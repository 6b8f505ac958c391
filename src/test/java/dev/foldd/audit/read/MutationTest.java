package dev.foldd.audit.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.audit.AuditConfig;
import dev.foldd.audit.AuditLog;
import dev.foldd.audit.LogFiles;
import dev.foldd.audit.Trails;
import dev.foldd.audit.format.LineReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Thousands of random changes to a log of several segments: each is noticed, and named at the first line it touches. */
class MutationTest {

    private static final int CHANGES_OF_EACH_KIND = 250;
    private static final int BYTES_MAX = 8;
    private static final char FEED = '\n';

    @TempDir
    private static Path directory;

    private static List<List<String>> log;
    private static List<String> heads;
    private static List<NamedCheckpoint> checkpoints;

    /** What is done to the log, once in each change. */
    enum Deed {
        EDIT_A_BYTE {
            @Override
            void on(List<String> texts, Random random) {
                editBytes(texts, random, 1);
            }
        },
        EDIT_SOME_BYTES {
            @Override
            void on(List<String> texts, Random random) {
                editBytes(texts, random, 2 + random.nextInt(BYTES_MAX - 1));
            }
        },
        TURN_ONE_BIT {
            @Override
            void on(List<String> texts, Random random) {
                int segment = random.nextInt(texts.size());
                StringBuilder text = new StringBuilder(texts.get(segment));
                int at = random.nextInt(text.length());
                text.setCharAt(at, (char) (text.charAt(at) ^ 1 << random.nextInt(8)));
                texts.set(segment, text.toString());
            }
        },
        INSERT_BYTES {
            @Override
            void on(List<String> texts, Random random) {
                int segment = random.nextInt(texts.size());
                StringBuilder text = new StringBuilder(texts.get(segment));
                text.insert(random.nextInt(text.length()), bytes(random, 1 + random.nextInt(BYTES_MAX)));
                texts.set(segment, text.toString());
            }
        },
        DELETE_BYTES {
            @Override
            void on(List<String> texts, Random random) {
                int segment = random.nextInt(texts.size());
                StringBuilder text = new StringBuilder(texts.get(segment));
                int at = random.nextInt(text.length());
                text.delete(at, at + 1 + random.nextInt(BYTES_MAX));
                texts.set(segment, text.toString());
            }
        },
        DELETE_LINES {
            @Override
            void on(List<String> texts, Random random) {
                int segment = random.nextInt(texts.size());
                List<String> lines = lines(texts.get(segment));
                int at = random.nextInt(lines.size());
                lines.subList(at, Math.min(lines.size(), at + 1 + random.nextInt(3))).clear();
                texts.set(segment, text(lines));
            }
        },
        INSERT_A_LINE_OF_THE_LOG {
            @Override
            void on(List<String> texts, Random random) {
                List<String> source = lines(texts.get(random.nextInt(texts.size())));
                int segment = random.nextInt(texts.size());
                List<String> lines = lines(texts.get(segment));
                lines.add(random.nextInt(lines.size() + 1), source.get(random.nextInt(source.size())));
                texts.set(segment, text(lines));
            }
        },
        SWAP_LINES {
            @Override
            void on(List<String> texts, Random random) {
                int segment = random.nextInt(texts.size());
                List<String> lines = lines(texts.get(segment));
                Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
                texts.set(segment, text(lines));
            }
        },
        MOVE_A_LINE_TO_ANOTHER_SEGMENT {
            @Override
            void on(List<String> texts, Random random) {
                int from = random.nextInt(texts.size());
                List<String> lines = lines(texts.get(from));
                String moved = lines.remove(random.nextInt(lines.size()));
                texts.set(from, text(lines));
                int to = random.nextInt(texts.size());
                lines = lines(texts.get(to));
                lines.add(random.nextInt(lines.size() + 1), moved);
                texts.set(to, text(lines));
            }
        },
        TRUNCATE_A_SEGMENT {
            @Override
            void on(List<String> texts, Random random) {
                int segment = random.nextInt(texts.size());
                texts.set(segment, texts.get(segment).substring(0, random.nextInt(texts.get(segment).length())));
            }
        },
        SWAP_SEGMENTS {
            @Override
            void on(List<String> texts, Random random) {
                Collections.swap(texts, random.nextInt(texts.size()), random.nextInt(texts.size()));
            }
        };

        abstract void on(List<String> texts, Random random);

        private static void editBytes(List<String> texts, Random random, int count) {
            int segment = random.nextInt(texts.size());
            StringBuilder text = new StringBuilder(texts.get(segment));
            int at = random.nextInt(text.length() - count);
            text.replace(at, at + count, bytes(random, count));
            texts.set(segment, text.toString());
        }

        /** Half of them such as stand in a log, so that lines stay readable more often. */
        private static String bytes(Random random, int count) {
            StringBuilder bytes = new StringBuilder();
            for (int i = 0; i < count; i++) {
                bytes.append((char) (random.nextBoolean() ? random.nextInt(256) : "0123456789abcdef{}\",: \n"
                        .charAt(random.nextInt(23))));
            }
            return bytes.toString();
        }
    }

    /** Segments as texts, each byte as one character. */
    @BeforeAll
    static void writeALog() throws IOException {
        LogFiles files = new LogFiles(directory.resolve("audit.log"));
        AuditConfig config = Trails.config(AuditConfig.Mode.STANDARD, 10 * 1024, 256, 25);
        for (int start = 0; start < 2; start++) {
            try (AuditLog trail = Trails.open(files.path(), config)) {
                for (int i = 0; i < 14; i++) {
                    trail.record(Trails.read("1-" + i)).toCompletableFuture().join();
                    trail.record(Trails.refused("2-" + i)).toCompletableFuture().join();
                }
            }
        }
        log = new ArrayList<>();
        for (Path segment : files.segments().values()) {
            log.add(lines(Files.readString(segment, StandardCharsets.ISO_8859_1)));
        }
        heads = files.headLines();
        checkpoints = List.of(LogVerification.checkpointIn(files.checkpoint()));
    }

    @Test
    void unchanged_it_is_sound() throws IOException {
        Verdict verdict = verify(texts());

        assertThat(verdict.isSound()).as(verdict.toString()).isTrue();
        assertThat(verdict.notes()).isEmpty();
        assertThat(log).hasSizeGreaterThan(2);
    }

    @ParameterizedTest
    @EnumSource
    void every_change_is_noticed_at_the_first_line_it_touches(Deed deed) throws IOException {
        List<String> sound = texts();
        int changed = 0;
        for (int seed = 0; seed < CHANGES_OF_EACH_KIND; seed++) {
            List<String> texts = texts();
            deed.on(texts, new Random(seed * 31L + deed.ordinal()));
            if (texts.equals(sound)) {
                continue;
            }
            changed++;

            Verdict verdict = verify(texts);

            String what = deed + " with seed " + seed + ": " + verdict;
            assertThat(verdict.breach()).as(what).isPresent();
            assertThat(places(texts)).as(what).contains(verdict.breach().get().file() + " line "
                    + verdict.breach().get().line());
        }
        assertThat(changed).isGreaterThan(CHANGES_OF_EACH_KIND / 2);
    }

    /**
     * Where a finding may be. That is the first line that is another one than before. A line that is there no more has no
     * place of its own: it is missing at the place where the next one stands, which may be the head of the next segment;
     * and when nothing comes after it, behind the last line that there is.
     */
    private static List<String> places(List<String> texts) {
        for (int segment = 0; segment < texts.size(); segment++) {
            List<String> now = lines(texts.get(segment));
            List<String> before = log.get(segment);
            for (int line = 0; line < now.size(); line++) {
                if (line >= before.size() || !now.get(line).equals(before.get(line)) || isTorn(texts.get(segment), line, now)) {
                    return List.of(place(segment, line));
                }
            }
            if (now.size() < before.size()) {
                int next = segment + 1;
                while (next < texts.size() && texts.get(next).isEmpty()) {
                    next++;
                }
                int last = segment;
                while (last > 0 && texts.get(last).isEmpty()) {
                    last--;
                }
                return List.of(next < texts.size() ? place(next, 0)
                        : place(last, lines(texts.get(last)).size()));
            }
        }
        throw new AssertionError("nothing is changed");
    }

    /** The same text, but without its line feed. */
    private static boolean isTorn(String text, int line, List<String> lines) {
        return line == lines.size() - 1 && text.charAt(text.length() - 1) != FEED;
    }

    private static String place(int segment, int line) {
        return "segment " + (segment + 1) + " line " + (line + 1);
    }

    private static Verdict verify(List<String> texts) throws IOException {
        List<TextSegment> segments = new ArrayList<>();
        for (String text : texts) {
            segments.add(new TextSegment(segments.size() + 1, text));
        }
        return new AuditVerifier("heads", heads, checkpoints, Signers.of(Set.of(Trails.KEY.publicKey()))).verify(segments);
    }

    private record TextSegment(long number, String text) implements SegmentSource {

        @Override
        public String name() {
            return "segment " + number;
        }

        @Override
        public LineReader open() {
            return new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    private static List<String> texts() {
        return new ArrayList<>(log.stream().map(MutationTest::text).toList());
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + FEED;
    }

    private static List<String> lines(String text) {
        String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return text.isEmpty() ? new ArrayList<>() : new ArrayList<>(Arrays.asList(whole.split("\n", -1)));
    }
}
