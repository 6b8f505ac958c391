package dev.foldd.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.audit.format.Chain;
import dev.foldd.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LineTextTest {

    static Stream<Arguments> ids() {
        return Stream.of(
                argumentSet("a plain one", "u-1:a@b.c", " id=u-1:a@b.c "),
                argumentSet("with the words of another column", "x outcome=refused", " id=\"x outcome=refused\" "),
                argumentSet("with a quote", "x\" outcome=refused", " id=\"x\\\" outcome=refused\" "),
                argumentSet("with line ends of several kinds", "a\nb\u2028c\u0085d", " id=\"a\\nb?c?d\" "),
                argumentSet("that turns the line round", "a\u202eb", " id=\"a?b\" "),
                argumentSet("in other letters", "Jürgen", " id=\"Jürgen\" "));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void nothing_that_a_caller_sends_looks_like_a_column(String id, String shown) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("seq", 7L);
        record.put("kind", "record");
        record.put("prev", "A".repeat(Chain.HASH_LENGTH));
        record.put("time", "2026-01-02T03:04:05.000Z");
        record.put("id", id);
        record.put("outcome", "succeeded");
        record.put("rows", 1L);
        record.put("durationUs", 2L);
        record.put("requestId", "1-1");

        assertThat(LineText.of(Json.write(record))).contains(shown);
    }
}
