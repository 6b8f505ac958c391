package dev.foldd.store.prisma;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Observation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Store;
import dev.foldd.store.ValueType;
import dev.foldd.testing.Stores;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A bridge that says what it is told to, and a store in front of it. */
final class ScriptedBridge {

    static final String TOKEN = "canary-token";
    static final String ONE_ROW = "{\"rows\":[{\"foldd_1\":1}]}";

    private final Vertx vertx = Vertx.vertx();
    private final List<Observation> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Handler<HttpServerRequest> script = request -> request.response().end(ONE_ROW);
    private HttpServer server;
    private int port;
    private Store store;

    static ScriptedBridge open(Map<String, Object> settings) throws Exception {
        ScriptedBridge bridge = new ScriptedBridge();
        bridge.up();
        Map<String, Object> connection = new HashMap<>(settings);
        connection.putIfAbsent("url", bridge.url());
        connection.put("token", TOKEN);
        DatabaseConfig config = DatabaseConfig.read(Section.root(Stores.tree(Map.of("adapter", "prisma"),
                Map.of("connection", connection)), new Problems()));
        bridge.store = done(PrismaStore.open(bridge.vertx, BridgeConfig.of(config.connection()), Stores.login(config),
                bridge.told::add));
        bridge.asked.set(0);
        return bridge;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    Vertx vertx() {
        return vertx;
    }

    Store store() {
        return store;
    }

    /** From now on it answers in this way. */
    void says(Handler<HttpServerRequest> answer) {
        script = answer;
    }

    /** Requests since it was opened. */
    int asked() {
        return asked.get();
    }

    /** What the operator was told. */
    List<Observation> told() {
        return told;
    }

    void up() throws Exception {
        server = vertx.createHttpServer().requestHandler(request -> {
            asked.incrementAndGet();
            script.handle(request);
        });
        port = done(server.listen(port, "127.0.0.1")).actualPort();
    }

    void down() throws Exception {
        done(server.shutdown(0, TimeUnit.SECONDS));
    }

    Future<Rows> reading(Query.Limits limits, Cancellation life) {
        return store.read(new Query(new Statement("SELECT $1 AS foldd_1",
                List.of(new Statement.Column("x", ValueType.INTEGER))), List.of(1L), limits, life));
    }

    Future<Rows> reading() {
        return reading(new Query.Limits(Duration.ofSeconds(20), 10, 10_000), new Cancellation());
    }

    static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    static Fault faultOf(Future<?> future) throws Exception {
        try {
            done(future);
        } catch (ExecutionException e) {
            return ((FaultException) e.getCause()).fault();
        }
        throw new AssertionError("it should have failed");
    }

    void close() throws Exception {
        if (store != null) {
            done(store.close());
        }
        done(vertx.close());
    }
}
