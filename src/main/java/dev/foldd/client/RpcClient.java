package dev.foldd.client;

import dev.foldd.client.json.JsonValues;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks a daemon over its WebSocket door. For one thread at a time; requests may be sent ahead of their replies, which
 * come in any order.
 */
public final class RpcClient implements AutoCloseable {

    private static final String ID_PREFIX = "req_";

    private final WebSocketConnection connection;
    private final ClientOptions options;
    private final Map<String, String> early = new LinkedHashMap<>();
    private long sent;

    private RpcClient(WebSocketConnection connection, ClientOptions options) {
        this.connection = connection;
        this.options = options;
    }

    /**
     * Connects.
     *
     * @param url {@code ws://host:port/?token=…}, or {@code wss://}
     * @throws ClientException when nobody is there, or the server refuses
     */
    public static RpcClient connect(URI url, ClientOptions options) throws ClientException {
        return new RpcClient(WebSocketConnection.open(url, options), options);
    }

    /**
     * One method, and its result as plain Java ({@link JsonValues}).
     *
     * @throws RpcException when the daemon answers with an error
     * @throws IOException when it does not answer; the connection is then good for nothing more
     */
    public Object call(String method, List<?> params) throws IOException, RpcException {
        return result(reply(send(method, params)));
    }

    /** Sends a request and does not wait. The answer is what {@link #reply} wants. */
    public String send(String method, List<?> params) throws IOException {
        String id = ID_PREFIX + ++sent;
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("id", id);
        request.put("method", method);
        request.put("params", new ArrayList<Object>(params));
        connection.send(JsonValues.text(request));
        return id;
    }

    /** The reply to a request that was sent, as the text that came. */
    public String reply(String id) throws IOException {
        String kept = early.remove(id);
        if (kept != null) {
            return kept;
        }
        while (true) {
            String text = connection.receive(options.requestTimeout());
            Object of = parse(text).get("id");
            if (id.equals(of)) {
                return text;
            }
            if (of instanceof String other && early.size() < sent) {
                early.put(other, text);
            }
        }
    }

    /** What a reply says. */
    public static Object result(String reply) throws IOException, RpcException {
        Map<?, ?> members = parse(reply);
        if (members.get("error") instanceof Map<?, ?> error) {
            Map<String, Object> details = new LinkedHashMap<>();
            if (error.get("details") instanceof Map<?, ?> told) {
                told.forEach((name, value) -> details.put((String) name, value));
            }
            int code = error.get("code") instanceof Number number ? number.intValue() : 0;
            throw new RpcException(code, String.valueOf(error.get("message")), details);
        }
        if (!members.containsKey("result")) {
            throw new ClientException("the server's reply has neither a result nor an error");
        }
        return members.get("result");
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }

    private static Map<?, ?> parse(String text) throws ClientException {
        try {
            if (JsonValues.parse(text) instanceof Map<?, ?> members) {
                return members;
            }
        } catch (IOException e) {
            throw new ClientException("the server's reply is not JSON: " + e.getMessage(), e);
        }
        throw new ClientException("the server's reply is not a JSON object");
    }
}
