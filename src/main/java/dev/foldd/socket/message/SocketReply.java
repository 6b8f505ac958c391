package dev.foldd.socket.message;

import dev.foldd.fault.Fault;
import dev.foldd.json.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the replies of both dialects, as JSON without the length or the line end that go with it. */
public final class SocketReply {

    private static final String UNREADABLE = "Error deserializing request: ";
    private static final String FAILED = "Error processing request: ";
    private static final String HINT = "the length before a request is four bytes, big-endian";

    private SocketReply() {
    }

    /**
     * @param value what a frame is answered with
     * @param data what stands in the data of a line's reply
     */
    public record Success(Object value, Object data) {

        /** The same in both dialects. */
        public Success(Map<String, Object> both) {
            this(both, both);
        }
    }

    /** @param requestId null where there is none */
    public static String success(Dialect dialect, Object requestId, Success success) {
        return switch (dialect) {
            case LINES -> line(requestId, "success", success.data(), null);
            case FRAMES -> Json.write(identified(requestId, success.value()));
        };
    }

    /** Of an operation that was understood and failed. */
    public static String failure(Dialect dialect, Object requestId, Operation.Kind kind, Fault fault) {
        String sentence = SocketFaults.sentence(fault);
        return switch (dialect) {
            case LINES -> line(requestId, "error", null, error(SocketFaults.code(fault.code(), kind), sentence));
            case FRAMES -> Json.write(identified(requestId, Map.of("error", FAILED + sentence)));
        };
    }

    /** Of a message that is no request. */
    public static String unread(Dialect dialect, EnvelopeException refusal) {
        return switch (dialect) {
            case LINES -> line(refusal.requestId(), "error", null, error("PARSE_ERROR", refusal.getMessage()));
            case FRAMES -> Json.write(identified(refusal.requestId(),
                    Map.of("error", (refusal.isReadable() ? FAILED : UNREADABLE) + refusal.getMessage())));
        };
    }

    /** Of what can never become a message. */
    public static String tooLarge(Dialect dialect, int messageMax, boolean hinted) {
        if (dialect == Dialect.LINES) {
            return line(null, "error", null, error("PARSE_ERROR", "a request is one line of at most " + messageMax + " bytes"));
        }
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("error", "Request too large");
        reply.put("max_size", messageMax);
        if (hinted) {
            reply.put("hint", HINT);
        }
        return Json.write(reply);
    }

    /** Of a message for which there is no room beside the others that are on their way. */
    public static String noRoom(Dialect dialect) {
        String sentence = "too many large requests are on their way; log in first, or try again later";
        return switch (dialect) {
            case LINES -> line(null, "error", null, error("RATE_LIMITED", sentence));
            case FRAMES -> Json.write(Map.of("error", FAILED + sentence));
        };
    }

    /** Of a message that was begun and did not come to its end. */
    public static String late(Dialect dialect, long limitMillis) {
        String sentence = "the request did not arrive within " + limitMillis + " ms";
        return switch (dialect) {
            case LINES -> line(null, "error", null, error("TIMEOUT", sentence));
            case FRAMES -> Json.write(Map.of("error", UNREADABLE + sentence));
        };
    }

    private static String line(Object requestId, String status, Object data, Object error) {
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("request_id", requestId == null ? "" : requestId);
        reply.put("status", status);
        reply.put("data", data);
        reply.put("error", error);
        return Json.write(reply);
    }

    private static Map<String, Object> error(String code, String message) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", message);
        return error;
    }

    /** A list has no place for it; its sender knows it by its turn. */
    private static Object identified(Object requestId, Object reply) {
        if (requestId == null || !(reply instanceof Map<?, ?> members)) {
            return reply;
        }
        Map<Object, Object> identified = new LinkedHashMap<>();
        identified.put("request_id", requestId);
        identified.putAll(members);
        return Collections.unmodifiableMap(identified);
    }
}
