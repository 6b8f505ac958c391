package dev.foldd.rpc.message;

import static dev.foldd.rpc.message.RpcFailure.invalidRequest;

import dev.foldd.fault.Fault;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import dev.foldd.rpc.message.RpcFailure.Standard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One text frame: a call, or in JSON-RPC 2.0 several.
 *
 * @param batch whether the answers belong together in one array
 */
public record RpcFrame(List<RpcItem> items, boolean batch) {

    /**
     * Reads a frame. Never fails: what cannot be read becomes a refusal, under the id of the message where one is to
     * be found.
     *
     * @param batchMax how many calls one array may hold
     */
    public static RpcFrame decode(String text, int batchMax) {
        Object message;
        try {
            message = Json.parse(text);
        } catch (JsonException e) {
            return single(unreadable(text, e));
        }
        if (message instanceof List<?> batch) {
            return batch(batch, batchMax);
        }
        return single(item(message, false));
    }

    /** A binary frame, whatever it holds. */
    public static RpcFrame binary() {
        return single(new RpcRefusal(Dialect.PLAIN, null, invalidRequest("", "a message is a text frame")));
    }

    /**
     * A message that is too long, refused under its id where that is to be found in its beginning.
     *
     * @param max how many bytes a message may have
     */
    public static RpcFrame tooLong(String beginning, int max) {
        Envelope envelope = Envelope.ofBeginning(beginning);
        return single(new RpcRefusal(envelope.dialect(), envelope.id(),
                new RpcFailure(new Fault.TooLarge("the number of bytes in a message", max), Standard.INVALID_REQUEST)));
    }

    private static RpcFrame single(RpcItem item) {
        return new RpcFrame(List.of(item), false);
    }

    private static RpcFrame batch(List<?> batch, int batchMax) {
        if (batch.isEmpty()) {
            return single(new RpcRefusal(Dialect.JSON_RPC_2, null,
                    invalidRequest("", "a batch holds at least one call")));
        }
        if (batch.size() > batchMax) {
            return single(new RpcRefusal(Dialect.JSON_RPC_2, null,
                    new RpcFailure(new Fault.TooLarge("the number of calls in a batch", batchMax),
                            Standard.INVALID_REQUEST)));
        }
        List<RpcItem> items = new ArrayList<>(batch.size());
        for (Object message : batch) {
            items.add(item(message, true));
        }
        return new RpcFrame(List.copyOf(items), true);
    }

    @SuppressWarnings("unchecked")
    private static RpcItem item(Object message, boolean inBatch) {
        if (message instanceof Map<?, ?> object) {
            return RpcCall.of((Map<String, Object>) object, inBatch);
        }
        return new RpcRefusal(inBatch ? Dialect.JSON_RPC_2 : Dialect.PLAIN, null,
                invalidRequest("", "a message is one JSON object"));
    }

    /**
     * Text beyond a bound may still tell its id, and then its client learns which request it was. Text that is no JSON
     * has no id and no dialect; whoever writes {@code jsonrpc} or begins an array is taken to mean JSON-RPC 2.0.
     */
    private static RpcItem unreadable(String text, JsonException cause) {
        Fault fault = new Fault.Invalid("", cause.getMessage());
        if (cause.beyondBounds()) {
            Envelope envelope = Envelope.of(text);
            return new RpcRefusal(envelope.dialect(), envelope.id(), new RpcFailure(fault, Standard.INVALID_REQUEST));
        }
        boolean standard = text.stripLeading().startsWith("[") || text.contains("\"jsonrpc\"");
        return new RpcRefusal(standard ? Dialect.JSON_RPC_2 : Dialect.PLAIN, null,
                new RpcFailure(fault, Standard.PARSE_ERROR));
    }
}
