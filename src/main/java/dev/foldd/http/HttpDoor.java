package dev.foldd.http;

import dev.foldd.limit.ConnectionLimit;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP door as the composition root holds it: opened once, on as many event loops as wanted, and closed once. */
public final class HttpDoor {

    /** Vert.x shares one free port among the servers that ask for the same negative number; no other door asks for this. */
    private static final int SHARED_FREE_PORT = -8080;

    private final Vertx vertx;
    private final DoorConfig config;
    private final StatusParts parts;
    private final ConnectionLimit limit;
    private final Duration drain;
    private final Mount more;
    private final List<HttpVerticle> instances = new CopyOnWriteArrayList<>();
    private Future<String> deployment = Future.failedFuture("not opened");

    /**
     * @param drain how long a stop waits for what is in flight
     * @param more what it serves besides the pages that every door has
     */
    public HttpDoor(Vertx vertx, DoorConfig config, StatusParts parts, Duration drain, Mount more) {
        this.vertx = vertx;
        this.config = config;
        this.parts = parts;
        this.limit = new ConnectionLimit(config.maxConnections(), config.maxConnections());
        this.drain = drain;
        this.more = more;
    }

    /** Completes with where it really listens: {@code http://127.0.0.1:8080}. */
    public Future<String> open(int eventLoops) {
        int port = config.port() == 0 && eventLoops > 1 ? SHARED_FREE_PORT : config.port();
        return open(new HttpVerticle.Place(port, Optional.empty()), eventLoops)
                .map(id -> config.url(instances.get(0).port()));
    }

    /** The same at a Unix socket, whose file comes to be and is not taken away again by {@link #close}. */
    public Future<Void> openAt(Path socket, int eventLoops) {
        return open(new HttpVerticle.Place(0, Optional.of(socket)), eventLoops).mapEmpty();
    }

    private Future<String> open(HttpVerticle.Place place, int eventLoops) {
        deployment = vertx.deployVerticle(() -> {
            HttpVerticle instance = new HttpVerticle(config, place, parts, limit, drain, more);
            instances.add(instance);
            return instance;
        }, new DeploymentOptions().setInstances(eventLoops));
        return deployment;
    }

    /**
     * Reads the files named in the configuration again; what is open keeps what it has, and so do all when they are bad.
     * Without TLS, or before the door is open, there is nothing to do.
     */
    public Future<Void> reloadTls() {
        return config.tls().isEmpty() || instances.isEmpty() ? Future.succeededFuture()
                : instances.get(0).reload(config.tls().get()).mapEmpty();
    }

    /** Takes no new connection, and answers what is in flight for as long as it may. Completes when all are gone. */
    public Future<Void> close() {
        return deployment.transform(opened -> opened.succeeded() ? vertx.undeploy(opened.result())
                : Future.succeededFuture());
    }
}
