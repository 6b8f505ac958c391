package dev.foldd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SectionTest {

    private enum Mode { READ_ONLY, READ_WRITE }

    private final Problems problems = new Problems();

    @Test
    void what_is_left_out_has_its_default() {
        Section empty = Section.root(Map.of(), problems);

        assertThat(empty.text("a", "x")).isEqualTo("x");
        assertThat(empty.optionalText("b")).isEmpty();
        assertThat(empty.secret("c")).isEmpty();
        assertThat(empty.flag("d", true)).isTrue();
        assertThat(empty.port("e", 80)).isEqualTo(80);
        assertThat(empty.duration("f", seconds(3), seconds(1), seconds(9))).isEqualTo(seconds(3));
        assertThat(empty.size("g", 10, 1, 100)).isEqualTo(10);
        assertThat(empty.choice("h", Mode.READ_ONLY)).isEqualTo(Mode.READ_ONLY);
        assertThat(empty.texts("i", List.of("p"))).containsExactly("p");
        assertThat(empty.section("j").text("k", "y")).isEqualTo("y");
        assertThat(empty.sections("l")).isEmpty();
        assertThat(empty.optionalInteger("m", 0, 9)).isEmpty();
        assertThat(empty.optionalFlag("n")).isEmpty();
        assertThat(problems.list()).isEmpty();
    }

    static Stream<Arguments> readings() {
        return Stream.of(
                reads("text", "abc", s -> s.text("k", ""), "abc"),
                reads("a number as a text", 7, s -> s.text("k", ""), "7"),
                reads("a secret", "pw", s -> s.secret("k").map(Secret::reveal), Optional.of("pw")),
                reads("true", true, s -> s.flag("k", false), true),
                reads("TRUE as a text", "TRUE", s -> s.flag("k", false), true),
                reads("a number", 5, s -> s.integer("k", 0, 0, 9), 5),
                reads("a number as a text", " 5 ", s -> s.integer("k", 0, 0, 9), 5),
                reads("port 0", 0, s -> s.port("k", 1), 0),
                reads("an optional flag", "false", s -> s.optionalFlag("k"), Optional.of(false)),
                reads("an optional number", 5, s -> s.optionalInteger("k", 0, 9), OptionalInt.of(5)),
                reads("bare milliseconds", 1500, s -> duration(s), Duration.ofMillis(1500)),
                reads("seconds", "30s", s -> duration(s), seconds(30)),
                reads("minutes with a space", "5 m", s -> duration(s), Duration.ofMinutes(5)),
                reads("hours", "12h", s -> duration(s), Duration.ofHours(12)),
                reads("days", "2d", s -> duration(s), Duration.ofDays(2)),
                reads("bytes", 77, s -> size(s), 77L),
                reads("KiB", "64KiB", s -> size(s), 65_536L),
                reads("MiB", "10 MiB", s -> size(s), 10L << 20),
                reads("GiB", "1GiB", s -> size(s), 1L << 30),
                reads("a choice in any case", "Read-Write", s -> s.choice("k", Mode.READ_ONLY), Mode.READ_WRITE),
                reads("a list", List.of("a", 1), s -> s.texts("k", List.of()), List.of("a", "1")),
                reads("one text as a list", "a", s -> s.texts("k", List.of()), List.of("a")),
                reads("a text with commas as a list", "a, b", s -> s.texts("k", List.of()), List.of("a", "b")),
                reads("a section", Map.of("i", 3), s -> s.section("k").integer("i", 0, 0, 9), 3),
                reads("sections", List.of(Map.of("i", 3), Map.of("i", 4)), s -> s.sections("k").stream()
                        .map(each -> each.path() + "=" + each.text("i")).toList(), List.of("k[0]=3", "k[1]=4")));
    }

    @ParameterizedTest
    @MethodSource("readings")
    void reads(Object value, Function<Section, Object> reading, Object expected) {
        assertThat(reading.apply(Section.root(Map.of("k", value), problems))).isEqualTo(expected);
        assertThat(problems.list()).isEmpty();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refuses("a section as a text", Map.of(), s -> s.text("k", "d"), "d", "must be a text"),
                refuses("a list as a secret", List.of("pw"), s -> s.secret("k"), Optional.empty(), "must be a text"),
                refuses("yes as a flag", "yes", s -> s.flag("k", true), true, "must be true or false, not 'yes'"),
                refuses("a number too large", 10, s -> s.integer("k", 3, 0, 9), 3, "from 0 to 9, not '10'"),
                refuses("a number too small", -1, s -> s.integer("k", 3, 0, 9), 3, "from 0 to 9, not '-1'"),
                refuses("a number beyond int", "99999999999", s -> s.integer("k", 3, 0, 9), 3, "not '99999999999'"),
                refuses("a section as a number", Map.of("pw", "x"), s -> s.integer("k", 3, 0, 9), 3, "not a section"),
                refuses("a port too large", 65_536, s -> s.port("k", 1), 1, "from 0 to 65535"),
                refuses("a duration too long", "5d", s -> duration(s), seconds(1), "to 2d"),
                refuses("days beyond all time", "999999999999999d", s -> duration(s), seconds(1), "to 2d"),
                refuses("a duration too long to count", "9999999999999999ms", s -> duration(s), seconds(1), "to 2d"),
                refuses("weeks", "2w", s -> duration(s), seconds(1), "12h, 90d; a bare number is milliseconds"),
                refuses("a size too large", "9999GiB", s -> size(s), 1L, "from 1 to 1GiB"),
                refuses("a size beyond long", "999999999999GiB", s -> size(s), 1L, "from 1 to 1GiB"),
                refuses("kilobytes", "5kB", s -> size(s), 1L, "4096, 64KiB, 10MiB"),
                refuses("a slip of the finger", "read-onyl", s -> s.choice("k", Mode.READ_WRITE), Mode.READ_WRITE,
                        "one of read-only, read-write, not 'read-onyl'; did you mean 'read-only'?"),
                refuses("a list of lists", List.of(List.of()), s -> s.texts("k", List.of("d")), List.of("d"),
                        "list of texts"),
                refuses("null in a list", Arrays.asList("a", null), s -> s.texts("k", List.of("d")), List.of("d"),
                        "list of texts"),
                refuses("a text as a section", "postgresql://u:pw@h/d", s -> s.section("k").path(), "k",
                        "must be a section with keys of its own"),
                refuses("a section as sections", Map.of(), s -> s.sections("k"), List.of(),
                        "must be a list of sections"),
                refuses("texts as sections", List.of("a"), s -> s.sections("k"), List.of(),
                        "must be a list of sections"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refuses(Object value, Function<Section, Object> reading, Object fallback, String sentence) {
        assertThat(reading.apply(Section.root(Map.of("k", value), problems))).isEqualTo(fallback);
        assertThat(problems.list()).singleElement().asString().startsWith("k: ").contains(sentence)
                .doesNotContain("pw");
    }

    @Test
    void a_long_value_is_not_repeated() {
        Section.root(Map.of("k", "x".repeat(61)), problems).flag("k", false);

        assertThat(problems.list()).containsExactly("k: must be true or false, not a long text");
    }

    @Test
    void a_required_text_is_missed() {
        assertThat(Section.root(Map.of(), problems).section("a").text("b")).isEmpty();
        assertThat(problems.list()).containsExactly("a.b: is required");
    }

    @Test
    void a_key_that_nobody_reads_is_unknown_and_the_nearest_is_suggested() {
        Section root = Section.root(Map.of("server", Map.of("prot", 1, "tls", Map.of("enabled", true, "cret", "x")),
                "srever", Map.of("a", 1), "timeout", 3, "list", List.of(Map.of("nmae", "x"))), problems);
        root.section("server").port("port", 0);
        root.section("server").section("tls").flag("enabled", false);
        root.section("server").section("tls").optionalText("cert");
        root.section("database").section("connection").integer("timeout", 1, 0, 9);
        root.sections("list").forEach(item -> item.optionalText("name"));
        root.refuseUnknown();

        assertThat(problems.list()).containsExactlyInAnyOrder(
                "server.prot: is unknown; did you mean 'server.port'?",
                "server.tls.cret: is unknown; did you mean 'server.tls.cert'?",
                "srever: is unknown; did you mean 'server'?",
                "timeout: is unknown; did you mean 'database.connection.timeout'?",
                "list[0].nmae: is unknown; did you mean 'list[0].name'?");
    }

    @Test
    void everything_wrong_is_told_at_once() {
        Section root = Section.root(Map.of("a", "x", "b", "y", "c", 1), problems);
        root.port("a", 1);
        root.flag("b", true);
        root.refuseUnknown();

        assertThatThrownBy(problems::throwIfAny).isInstanceOfSatisfying(ConfigException.class,
                e -> assertThat(e.problems()).hasSize(3)).hasMessageContaining("a: must be a whole number");
    }

    @Test
    void reading_makes_the_schema() {
        Section root = Section.root(Map.of(), problems);
        root.section("s").duration("wait", seconds(90), seconds(0), Duration.ofDays(1));
        root.choice("mode", Mode.READ_ONLY);
        root.size("max", 4096, 1, 1 << 20);

        assertThat(root.known().list()).containsExactly(
                new KnownKeys.Key("s.wait", "a duration from 0ms to 1d", "90s"),
                new KnownKeys.Key("mode", "one of read-only, read-write", "read-only"),
                new KnownKeys.Key("max", "a size from 1 to 1MiB", "4KiB"));
    }

    @Test
    void nothing_far_away_is_suggested() {
        assertThat(Suggestion.among(List.of("server.port", "cluster"), "xyz")).isEmpty();
        assertThat(Suggestion.among(List.of("Server.Port"), "server.port")).contains("Server.Port");
    }

    @Test
    void a_secret_is_dots_to_everyone_but_who_asks() {
        assertThat(new Secret("pw")).hasToString("••••••").isEqualTo(new Secret("pw")).isNotEqualTo(new Secret("px"))
                .hasSameHashCodeAs(new Secret("px"));
        assertThat(new Secret("pw").reveal()).isEqualTo("pw");
    }

    @ParameterizedTest
    @MethodSource("durations")
    void durations_are_written_in_the_largest_unit_that_fits(Duration duration, String text) {
        assertThat(Units.of(duration)).isEqualTo(text);
    }

    static Stream<Arguments> durations() {
        return Stream.of(Arguments.of(Duration.ZERO, "0ms"), Arguments.of(Duration.ofMillis(1500), "1500ms"),
                Arguments.of(seconds(59), "59s"), Arguments.of(seconds(120), "2m"),
                Arguments.of(Duration.ofHours(36), "36h"), Arguments.of(Duration.ofDays(7), "7d"));
    }

    private static Arguments reads(String what, Object value, Function<Section, Object> reading, Object expected) {
        return argumentSet(what, value, reading, expected);
    }

    private static Arguments refuses(String what, Object value, Function<Section, Object> reading, Object fallback,
            String sentence) {
        return argumentSet(what, value, reading, fallback, sentence);
    }

    private static Duration duration(Section section) {
        return section.duration("k", seconds(1), seconds(0), Duration.ofDays(2));
    }

    private static long size(Section section) {
        return section.size("k", 1, 1, 1 << 30);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
