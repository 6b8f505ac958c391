package dev.foldd.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The JDK's own WebSocket, speaking the older dialect unless told otherwise; nothing of foldd takes part. */
public final class WireClient implements AutoCloseable {

    /** Keeps decimals as they stand in the text. */
    public static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();
    private static final int PATIENCE_SECONDS = 40;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final AtomicInteger ids = new AtomicInteger();
    private boolean standard;
    private WebSocket socket;

    /** How the daemon ended the connection: 1006 without a close frame. */
    public record Closed(int code, String reason) {
    }

    private WireClient() {
    }

    /** Without any credential. */
    public static WireClient connect(URI door) {
        return connect(door, Map.of());
    }

    /** With a credential in the handshake's {@code Authorization}. */
    public static WireClient bearing(URI door, String token) {
        return connect(door, Map.of("Authorization", "Bearer " + token));
    }

    /** With any headers. */
    public static WireClient connect(URI door, Map<String, String> headers) {
        return connect(HTTP, door, headers);
    }

    /** With a trust of its own. */
    public static WireClient connect(HttpClient http, URI door, Map<String, String> headers) {
        WireClient client = new WireClient();
        WebSocket.Builder builder = http.newWebSocketBuilder();
        headers.forEach(builder::header);
        client.socket = builder.buildAsync(door, client.new Listener()).join();
        return client;
    }

    /** Gets a page. */
    public static HttpResponse<String> get(URI page) {
        try {
            return HTTP.send(HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(20)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(page + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Calls a method and gives the whole answer, which must come next and under its id. */
    public JsonNode call(String method, Object... params) {
        String id = "req_" + ids.incrementAndGet();
        send(standard ? json(map("jsonrpc", "2.0", "id", id, "method", method, "params", Arrays.asList(params)))
                : request(id, method, params));
        JsonNode answer = next();
        assertThat(answer.path("id").asText()).as(answer.toString()).isEqualTo(id);
        assertThat(answer.path("jsonrpc").asText()).as(answer.toString()).isEqualTo(standard ? "2.0" : "");
        return answer;
    }

    /** From now on calls are those of JSON-RPC 2.0. */
    public WireClient inStandard() {
        standard = true;
        return this;
    }

    /** Calls a method that must succeed and gives its result. */
    public JsonNode result(String method, Object... params) {
        JsonNode answer = call(method, params);
        assertThat(answer.has("result")).as(answer.toString()).isTrue();
        assertThat(answer.has("error")).as(answer.toString()).isFalse();
        return answer.get("result");
    }

    /** Calls a method that must fail and gives the error. */
    public JsonNode error(String method, Object... params) {
        JsonNode answer = call(method, params);
        assertThat(answer.has("error")).as(answer.toString()).isTrue();
        assertThat(answer.has("result")).as(answer.toString()).isFalse();
        return answer.get("error");
    }

    /** The same with further members beside the method. */
    public JsonNode resultWith(Map<String, Object> members, String method, Object... params) {
        JsonNode answer = callWith(members, method, params);
        assertThat(answer.has("result")).as(answer.toString()).isTrue();
        return answer.get("result");
    }

    /** The same for a call that must fail. */
    public JsonNode errorWith(Map<String, Object> members, String method, Object... params) {
        JsonNode answer = callWith(members, method, params);
        assertThat(answer.has("error")).as(answer.toString()).isTrue();
        return answer.get("error");
    }

    private JsonNode callWith(Map<String, Object> members, String method, Object... params) {
        Map<String, Object> message = map("id", "req_" + ids.incrementAndGet(), "method", method, "params",
                Arrays.asList(params));
        message.putAll(members);
        send(json(message));
        return next();
    }

    /** One request of the older dialect as text. */
    public static String request(String id, String method, Object... params) {
        return json(map("id", id, "method", method, "params", Arrays.asList(params)));
    }

    public void send(String text) {
        socket.sendText(text, true).join();
    }

    public void sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** The next message; fails when there is none in time. */
    public JsonNode next() {
        return parse(nextText());
    }

    /** The next message as it came. */
    public String nextText() {
        try {
            String text = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(text).as("an answer; the connection is %s", closed.getNow(null)).isNotNull();
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The next message within that time, or null. */
    public JsonNode poll(Duration patience) throws InterruptedException {
        String text = received.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        return text == null ? null : parse(text);
    }

    public boolean isClosed() {
        return closed.isDone();
    }

    /** Waits until the daemon has closed the connection. */
    public Closed closed() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        socket.abort();
    }

    /** A JSON object out of names and values; unlike {@code Map.of} it takes null and keeps the order. */
    public static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    public static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** The texts of a member of every object in a list. */
    public static List<String> each(JsonNode list, String member) {
        return list.findValuesAsText(member);
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                received.add(parts.toString());
                parts.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
            received.add("\"a binary frame\"");
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed.complete(new Closed(statusCode, reason));
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.complete(new Closed(1006, String.valueOf(error)));
        }
    }
}
