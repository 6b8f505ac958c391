package dev.foldd.socket;

import dev.foldd.limit.ConnectionLimit;
import dev.foldd.socket.settings.TcpConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The door for command frames as the composition root holds it: opened once, on as many event loops as wanted. */
public final class TcpDoor {

    /** Vert.x shares one free port among the servers that ask for it under the same number; no other door asks for this. */
    private static final int FREE_PORT = 9000;

    private final Vertx vertx;
    private final TcpConfig config;
    private final SocketDoor.Shared shared;
    private final ConnectionLimit limit;
    private final List<SocketVerticle> instances = new CopyOnWriteArrayList<>();
    private Future<String> deployment = Future.failedFuture("not opened");

    public TcpDoor(Vertx vertx, TcpConfig config, SocketParts parts) {
        this.vertx = vertx;
        this.config = config;
        this.shared = SocketDoor.shared(config.bounds(), parts);
        this.limit = new ConnectionLimit(config.bounds().connectionsMax(), config.bounds().connectionsPerAddressMax());
    }

    /** Completes with the port that is listened at. */
    public Future<Integer> open(int eventLoops) {
        SocketAddress address = config.port() == 0 ? SocketAddress.sharedRandomPort(FREE_PORT, config.host())
                : SocketAddress.inetSocketAddress(config.port(), config.host());
        deployment = vertx.deployVerticle(() -> {
            SocketVerticle instance = new SocketVerticle(shared, Listener.tcp(), address, limit);
            instances.add(instance);
            return instance;
        }, new DeploymentOptions().setInstances(eventLoops));
        return deployment.map(id -> instances.get(0).port());
    }

    /** Answers what is in flight for as long as {@code drain_timeout} allows, and closes every connection. */
    public Future<Void> close() {
        return deployment.transform(opened -> opened.succeeded() ? vertx.undeploy(opened.result()) : Future.succeededFuture());
    }
}
