package dev.foldd.cli.audit;

import dev.foldd.audit.format.LoggedLine;
import dev.foldd.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One line of the log as one line for people. */
final class LineText {

    private static final List<String> COLUMNS = List.of("door", "remote", "subject", "roles", "tenant", "operation",
            "entity", "id", "outcome", "error", "rules", "note", "text", "from", "to");

    /** All else is quoted, so that it does not look like further columns. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:@/+,*#-]+");

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
                text.add(column + "=" + (PLAIN.matcher(value).matches() ? value : Json.write(value)));
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
        return text.codePoints().map(point -> isHarmless(point) ? point : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private static boolean isHarmless(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
