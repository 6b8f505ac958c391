package dev.foldd.audit.format;

import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * One line as it stands in the log: its place in the chain, as it claims it, and its members.
 *
 * @param prev the hash that it says the line before it has
 * @param hash the hash over this line
 */
public record LoggedLine(long seq, String kind, String prev, String hash, Map<String, Object> members) {

    /** Reads a line; empty when it is not one of the log's: not JSON, or without number, kind or a hash. */
    public static Optional<LoggedLine> parse(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (Json.parse(text) instanceof Map<?, ?> map) {
                return of(map, bytes);
            }
        } catch (CharacterCodingException | JsonException notALine) {
            // Falls through: what is wrong with it does not matter, it is not a line of the log.
        }
        return Optional.empty();
    }

    /** The member as a number, or -1 when it is none. */
    public long number(String name) {
        return members.get(name) instanceof Long number ? number : -1;
    }

    /** The member as a text, or empty. */
    public String text(String name) {
        return members.get(name) instanceof String text ? text : "";
    }

    public boolean isHead() {
        return kind.equals("head");
    }

    public boolean isCheckpoint() {
        return kind.equals("checkpoint");
    }

    public boolean isTree() {
        return kind.equals("tree");
    }

    public boolean is(Note note) {
        return kind.equals("note") && text("note").equals(note.word());
    }

    @SuppressWarnings("unchecked") // Json.parse gives objects with texts for names.
    private static Optional<LoggedLine> of(Map<?, ?> map, byte[] bytes) {
        if (map.get("seq") instanceof Long seq && seq > 0 && map.get("kind") instanceof String kind
                && map.get("prev") instanceof String prev && prev.length() == Chain.HASH_LENGTH) {
            return Optional.of(new LoggedLine(seq, kind, prev, Chain.hashOf(bytes), (Map<String, Object>) map));
        }
        return Optional.empty();
    }
}
