package dev.foldd.data.entity.file;

import dev.foldd.config.load.FormatException;
import dev.foldd.config.load.YamlText;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns the text of a file into its documents: plain maps, lists and scalars that no one can change. */
final class Documents {

    private static final int DEPTH_MAX = 32;
    private static final int NODES_MAX = 100_000;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final EntityFileLimits limits;

    Documents(EntityFileLimits limits) {
        this.limits = limits;
    }

    /** The text cannot be read; the message is the reason, as the end of a sentence about the file. */
    static final class UnreadableException extends Exception {

        private static final long serialVersionUID = 1L;

        UnreadableException(String reason) {
            super(reason, null, false, false);
        }
    }

    /** One object or an array of objects. */
    List<Object> ofJson(String text) throws UnreadableException {
        try {
            Object value = Json.parse(withoutMark(text));
            List<?> documents = value instanceof List<?> several ? several : List.of(value == null ? Map.of() : value);
            return bounded(documents);
        } catch (JsonException e) {
            throw new UnreadableException(e.getMessage());
        }
    }

    /** Documents parted by {@code ---}; empty ones count for nothing. */
    List<Object> ofYaml(String text) throws UnreadableException {
        try {
            return bounded(YamlText.readAll(withoutMark(text), limits.documentsMax(), limits.aliasesMax(),
                    limits.fileBytesMax()));
        } catch (FormatException e) {
            throw new UnreadableException("it " + e.getMessage());
        }
    }

    private List<Object> bounded(List<?> documents) throws UnreadableException {
        if (documents.size() > limits.documentsMax()) {
            throw new UnreadableException("it holds more than " + limits.documentsMax() + " documents");
        }
        List<Object> copies = new ArrayList<>();
        Copy copy = new Copy();
        for (Object document : documents) {
            copies.add(copy.of(document, 0));
        }
        return copies;
    }

    private static String withoutMark(String text) {
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    /** Copies deeply while counting: a few aliases of aliases stand for more nodes than any memory holds. */
    private static final class Copy {

        private int nodes;

        Object of(Object value, int depth) throws UnreadableException {
            if (depth > DEPTH_MAX || ++nodes > NODES_MAX) {
                throw new UnreadableException("it is nested too deep or holds too much");
            }
            if (value instanceof Map<?, ?> map) {
                Map<String, Object> copy = new LinkedHashMap<>();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    if (!(entry.getKey() instanceof String key)) {
                        throw new UnreadableException("the key " + entry.getKey()
                                + " is not a text; a number, true and false need quotes as keys");
                    }
                    copy.put(key, of(entry.getValue(), depth + 1));
                }
                return Collections.unmodifiableMap(copy);
            }
            if (value instanceof Iterable<?> items) {
                List<Object> copy = new ArrayList<>();
                for (Object item : items) {
                    copy.add(of(item, depth + 1));
                }
                return Collections.unmodifiableList(copy);
            }
            return value;
        }
    }
}
