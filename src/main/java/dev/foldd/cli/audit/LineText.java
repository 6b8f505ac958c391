package dev.foldd.cli.audit;

import dev.foldd.audit.format.LoggedLine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** One line of the log as one line for people. */
final class LineText {

    private static final List<String> COLUMNS = List.of("door", "remote", "subject", "roles", "tenant", "operation",
            "entity", "id", "outcome", "error", "rules", "note", "text", "from", "to");

    private LineText() {
    }

    /** A line that is not one of a log begins with a question mark. */
    static String of(String line) {
        Optional<LoggedLine> parsed = LoggedLine.parse(line.getBytes(StandardCharsets.UTF_8));
        if (parsed.isEmpty()) {
            return "? " + harmless(line);
        }
        LoggedLine record = parsed.get();
        StringJoiner text = new StringJoiner(" ");
        text.add(Long.toString(record.seq())).add(record.text("time")).add(record.kind());
        for (String column : COLUMNS) {
            String value = value(record.members(), column);
            if (!value.isEmpty()) {
                text.add(column + "=" + value);
            }
        }
        if (record.kind().equals("record")) {
            text.add("rows=" + record.number("rows")).add(record.number("durationUs") + "us")
                    .add("request=" + record.text("requestId"));
        }
        return harmless(text.toString());
    }

    private static String value(Map<String, Object> members, String name) {
        Object value = members.get(name);
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        return value instanceof String || value instanceof Long ? value.toString() : "";
    }

    /** What a caller has sent must not steer the operator's terminal. */
    private static String harmless(String text) {
        return text.codePoints().map(point -> Character.isISOControl(point) ? '?' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
