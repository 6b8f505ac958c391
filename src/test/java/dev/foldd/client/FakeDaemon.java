package dev.foldd.client;

import dev.foldd.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A WebSocket server that is not ours, with just enough behind it to be asked and measured: users and pages in memory. */
public final class FakeDaemon implements AutoCloseable {

    private static final int PAGE = 20;
    private static final String PAGE_ID = "00000000-0000-4000-a000-";

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    private final Map<String, Map<?, ?>> users;

    private FakeDaemon(HttpServerOptions options, Map<String, Map<?, ?>> users, Consumer<ServerWebSocket> opened) {
        this.users = users;
        server = await(vertx.createHttpServer(options.setMaxWebSocketFrameSize(10 << 20)
                .setMaxWebSocketMessageSize(10 << 20))
                .webSocketHandler(opened::accept).listen(0, "127.0.0.1"));
    }

    /** Does what the test says with every message. */
    public static FakeDaemon saying(BiConsumer<ServerWebSocket, String> said) {
        return with(new HttpServerOptions(), socket -> socket.textMessageHandler(text -> said.accept(socket, text)));
    }

    /** The same over TLS, or with other options. */
    public static FakeDaemon with(HttpServerOptions options, Consumer<ServerWebSocket> opened) {
        return new FakeDaemon(options, Map.of(), opened);
    }

    /** Keeps users, on one event loop as all its connections are. */
    public static FakeDaemon keepingUsers() {
        Map<String, Map<?, ?>> users = new TreeMap<>();
        return new FakeDaemon(new HttpServerOptions(), users, socket -> socket.textMessageHandler(text ->
                socket.writeTextMessage(answer(users, (Map<?, ?>) Json.parse(text)))));
    }

    /** How many users it keeps. */
    public int users() {
        return (int) users.keySet().stream().filter(id -> !id.startsWith(PAGE_ID)).count();
    }

    public int port() {
        return server.actualPort();
    }

    public URI url() {
        return URI.create("ws://127.0.0.1:" + port() + "/");
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    public static String reply(Object id, Object result) {
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("id", id);
        reply.put("result", result);
        return Json.write(reply);
    }

    private static String answer(Map<String, Map<?, ?>> users, Map<?, ?> request) {
        List<?> params = (List<?>) request.get("params");
        Object second = params.size() > 1 ? params.get(1) : null;
        Object result = switch ((String) request.get("method")) {
            case "auth.whoami" -> Map.of("roles", List.of("god"));
            case "read", "update" -> users.get(second);
            case "create" -> kept(users, (Map<?, ?>) second);
            case "createMany" -> {
                ((List<?>) second).forEach(user -> kept(users, (Map<?, ?>) user));
                yield ((List<?>) second).size();
            }
            case "delete" -> users.remove(second) != null;
            case "deleteMany" -> deleted(users, (Map<?, ?>) ((Map<?, ?>) second).get("id"));
            case "list" -> params.get(0).equals("Page") ? joined(users, (Map<?, ?>) ((Map<?, ?>) second).get("filter"))
                    : page(users, (Map<?, ?>) ((Map<?, ?>) second).get("filter"));
            default -> null;
        };
        return reply(request.get("id"), result);
    }

    private static Map<?, ?> kept(Map<String, Map<?, ?>> users, Map<?, ?> user) {
        users.put((String) user.get("id"), user);
        return user;
    }

    private static int deleted(Map<String, Map<?, ?>> users, Map<?, ?> range) {
        int before = users.size();
        users.keySet().removeIf(id -> id.compareTo((String) range.get("gte")) >= 0
                && (range.get("lte") == null || id.compareTo((String) range.get("lte")) <= 0));
        return before - users.size();
    }

    private static Map<String, Object> joined(Map<String, Map<?, ?>> rows, Map<?, ?> filter) {
        Map<String, Object> page = new LinkedHashMap<>();
        rows.get((String) filter.get("id")).forEach((name, value) -> page.put((String) name, value));
        page.put("author", rows.get((String) page.get("authorId")));
        return Map.of("data", List.of(page), "total", 1);
    }

    /** Tenants' users stand one after the other, since their numbers do. */
    private static Map<String, Object> page(Map<String, Map<?, ?>> users, Map<?, ?> filter) {
        String tenant = (String) filter.get("tenantId");
        long number = Long.parseLong(tenant.substring(tenant.lastIndexOf('-') + 1), 16);
        String first = String.format("00000000-0000-4000-8000-%012x", number * 100);
        List<Map<?, ?>> rows = ((TreeMap<String, Map<?, ?>>) users).tailMap(first).values().stream()
                .filter(user -> tenant.equals(user.get("tenantId")) && filter.get("role").equals(user.get("role")))
                .limit(PAGE).toList();
        return Map.of("data", rows, "total", rows.size());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
