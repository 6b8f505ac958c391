package dev.foldd.cli.part;

import dev.foldd.json.Json;
import java.util.Iterator;
import java.util.Map;

/** JSON for people: two spaces, one member a line, what is empty on one line. */
public final class PrettyJson {

    private PrettyJson() {
    }

    /** Takes what {@link Json#write} takes. */
    public static String write(Object value) {
        StringBuilder text = new StringBuilder();
        write(text, value, "");
        return text.toString();
    }

    private static void write(StringBuilder text, Object value, String indent) {
        String inner = indent + "  ";
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            String before = "{\n";
            for (Map.Entry<?, ?> member : map.entrySet()) {
                text.append(before).append(inner).append(Json.write(member.getKey())).append(": ");
                write(text, member.getValue(), inner);
                before = ",\n";
            }
            text.append('\n').append(indent).append('}');
        } else if (value instanceof Iterable<?> items && items.iterator().hasNext()) {
            text.append("[\n");
            for (Iterator<?> rest = items.iterator(); rest.hasNext();) {
                text.append(inner);
                write(text, rest.next(), inner);
                text.append(rest.hasNext() ? ",\n" : "\n");
            }
            text.append(indent).append(']');
        } else {
            text.append(Json.write(value));
        }
    }
}
