package dev.foldd.ops.meter;

import java.math.BigDecimal;

/** Writes Prometheus' text exposition format, version 0.0.4. */
final class Page {

    private final StringBuilder text = new StringBuilder(16 * 1024);

    void family(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    /** @param labels names and values by turns */
    void line(String name, long value, String... labels) {
        start(name, labels).append(value).append('\n');
    }

    void line(String name, BigDecimal value, String... labels) {
        start(name, labels).append(value.stripTrailingZeros().toPlainString()).append('\n');
    }

    /** Appends families that something else has written. */
    void append(String families) {
        text.append(families);
    }

    String text() {
        return text.toString();
    }

    private StringBuilder start(String name, String... labels) {
        text.append(name);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
            escape(labels[i + 1]);
            text.append('"');
        }
        return text.append(labels.length == 0 ? " " : "} ");
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(c);
            }
        }
    }
}
