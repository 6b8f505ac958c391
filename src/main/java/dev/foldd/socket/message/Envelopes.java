package dev.foldd.socket.message;

import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.util.Map;
import java.util.Optional;

/** Reads the envelopes of both dialects. Members that mean nothing here are left alone; one that stands there twice is not. */
public final class Envelopes {

    private Envelopes() {
    }

    /**
     * @param bytes of one message
     * @throws EnvelopeException when it is no request
     */
    public static SocketRequest read(Dialect dialect, byte[] bytes) {
        String text = StrictText.decode(bytes)
                .orElseThrow(() -> new EnvelopeException(null, "the text is not valid UTF-8", false));
        return switch (dialect) {
            case LINES -> line(text);
            case FRAMES -> frame(text);
        };
    }

    /** Whether a line is none: its sender likes to leave some empty. */
    public static boolean isBlank(byte[] line) {
        return line.length == 0 || line.length == 1 && line[0] == '\r';
    }

    private static SocketRequest line(String text) {
        Map<String, Object> envelope = object(text);
        if (!(envelope.get("request_id") instanceof String id)) {
            throw new EnvelopeException(null, "request_id must be a text", true);
        }
        Object name = envelope.get("operation_type");
        if (name == null) {
            throw new EnvelopeException(id, "Missing operation_type", true);
        }
        Operation operation = operation(name, Dialect.LINES, id);
        Map<String, Object> auth = member(envelope, "auth", id);
        return new SocketRequest(id, operation, member(envelope, "payload", id), signed(text, envelope, "payload"),
                SocketRequest.Signing.of(auth), Optional.empty());
    }

    private static SocketRequest frame(String text) {
        Map<String, Object> envelope = object(text);
        Object id = envelope.get("request_id");
        if (!(id == null || id instanceof String || id instanceof Number)) {
            throw new EnvelopeException(null, "request_id must be a text or a number", true);
        }
        Object name = envelope.get("operation");
        if (name == null) {
            throw new EnvelopeException(id, "Missing operation", true);
        }
        Operation operation = operation(name, Dialect.FRAMES, id);
        Object target = envelope.get("target_node_id");
        if (!(target == null || target instanceof String)) {
            throw new EnvelopeException(id, "target_node_id must be a text", true);
        }
        return new SocketRequest(id, operation, member(envelope, "params", id), signed(text, envelope, "params"),
                SocketRequest.Signing.of(envelope), Optional.ofNullable((String) target));
    }

    private static Map<String, Object> object(String text) {
        try {
            if (Json.parse(text) instanceof Map<?, ?> object) {
                return typed(object);
            }
        } catch (JsonException e) {
            throw new EnvelopeException(null, e.getMessage(), false);
        }
        throw new EnvelopeException(null, "a request must be an object", false);
    }

    private static Operation operation(Object name, Dialect dialect, Object id) {
        if (!(name instanceof String wanted)) {
            throw new EnvelopeException(id, "the operation must be a text", true);
        }
        return Operation.named(wanted, dialect)
                .orElseThrow(() -> new EnvelopeException(id, "Unknown operation: " + Shown.of(wanted), true));
    }

    /** What is left out, or null, is empty. */
    private static Map<String, Object> member(Map<String, Object> envelope, String name, Object id) {
        Object value = envelope.get(name);
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> object) {
            return typed(object);
        }
        throw new EnvelopeException(id, name + " must be an object", true);
    }

    private static String signed(String text, Map<String, Object> envelope, String name) {
        return envelope.containsKey(name) ? Members.textOf(text, name).orElse("") : "";
    }

    /** The reader of JSON makes no other names than texts. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> typed(Map<?, ?> object) {
        return (Map<String, Object>) object;
    }
}
