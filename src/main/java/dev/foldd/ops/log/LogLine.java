package dev.foldd.ops.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.foldd.json.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * One log event as one line: JSON, or text for a terminal. Whatever stands in it, it stays one line of bounded length.
 *
 * <p>Written by hand: the well-known JSON encoder for Logback brings a second Jackson with its databind, and took about
 * three times as long to start as everything else in the log.
 */
final class LogLine {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int TEXT_MAX = 8_192;
    private static final int VALUE_MAX = 2_048;

    private LogLine() {
    }

    /**
     * {@code time}, {@code level}, {@code event}, {@code message}, the event's own members, {@code logger}, {@code
     * causes}.
     */
    static String json(ILoggingEvent event) {
        return Json.write(members(event)) + "\n";
    }

    /**
     * {@code 2026-01-15T10:30:00.123Z WARN  credential refused door=rpc reason=expired}, with causes on the same line.
     */
    static String text(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(200);
        line.append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp()))).append(' ');
        line.append(String.format("%-5s ", event.getLevel()));
        printable(line, cut(String.valueOf(event.getFormattedMessage()), TEXT_MAX));
        for (KeyValuePair pair : pairs(event)) {
            if (!pair.key.equals("event")) {
                line.append(' ').append(pair.key).append('=');
                printable(line, String.valueOf(value(pair.value)));
            }
        }
        if (event.getThrowableProxy() != null) {
            line.append(" causes=");
            printable(line, String.valueOf(Causes.of(event.getThrowableProxy())));
        }
        return line.append('\n').toString();
    }

    /** The text, or its beginning with a mark that it was longer. */
    static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max) + "…";
    }

    private static Map<String, Object> members(ILoggingEvent event) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
        line.put("level", event.getLevel().toString());
        List<KeyValuePair> pairs = pairs(event);
        for (KeyValuePair pair : pairs) {
            if (pair.key.equals("event")) {
                line.put("event", value(pair.value));
            }
        }
        line.put("message", cut(String.valueOf(event.getFormattedMessage()), TEXT_MAX));
        for (KeyValuePair pair : pairs) {
            line.putIfAbsent(pair.key, value(pair.value));
        }
        line.putIfAbsent("logger", event.getLoggerName());
        line.putIfAbsent("thread", event.getThreadName());
        if (event.getThrowableProxy() != null) {
            line.put("causes", Causes.of(event.getThrowableProxy()));
        }
        return line;
    }

    private static List<KeyValuePair> pairs(ILoggingEvent event) {
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        return pairs == null ? List.of() : pairs;
    }

    /** Numbers and truth values as they are, everything else as its bounded text. */
    private static Object value(Object value) {
        if (value == null || value instanceof Long || value instanceof Integer || value instanceof Boolean) {
            return value;
        }
        return cut(String.valueOf(value), VALUE_MAX);
    }

    /** A line break in a text would forge a line, an escape sequence would steer the terminal. */
    private static void printable(StringBuilder line, String text) {
        text.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) || isLineSeparator(c) ? ' ' : c));
    }

    private static boolean isLineSeparator(int c) {
        int type = Character.getType(c);
        return type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
    }
}
