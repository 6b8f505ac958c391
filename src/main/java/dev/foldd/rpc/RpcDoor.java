package dev.foldd.rpc;

import dev.foldd.limit.ConnectionLimit;
import dev.foldd.limit.MemoryBudget;
import dev.foldd.rpc.message.EdgeMethod;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The WebSocket door as the composition root holds it: opened once, on as many event loops as wanted, and closed once.
 */
public final class RpcDoor {

    /** What the messages and the answers of all connections may hold. */
    record Memory(MemoryBudget messages, MemoryBudget replies) {
    }

    private final Vertx vertx;
    private final RpcConfig config;
    private final RpcParts parts;
    private final ConnectionLimit limit;
    private final Memory memory;
    private final List<RpcVerticle> instances = new CopyOnWriteArrayList<>();
    private Future<String> deployment = Future.failedFuture("not opened");
    private Future<Void> closed;

    public RpcDoor(Vertx vertx, RpcConfig config, RpcParts parts) {
        this.vertx = vertx;
        this.config = config;
        this.parts = parts;
        this.limit = new ConnectionLimit(config.connectionsMax(), config.connectionsPerAddressMax());
        this.memory = new Memory(new MemoryBudget(config.bytes().messages()), new MemoryBudget(config.bytes().replies()));
    }

    /** Every method name that this door knows; nothing else may become a label of a meter. */
    public static List<String> methods() {
        return EdgeMethod.allNames();
    }

    /** Completes with the port that is listened at. */
    public Future<Integer> open(int eventLoops) {
        deployment = vertx.deployVerticle(() -> {
            RpcVerticle instance = new RpcVerticle(config, parts, limit, memory);
            instances.add(instance);
            return instance;
        }, new DeploymentOptions().setInstances(eventLoops));
        return deployment.map(id -> instances.get(0).port());
    }

    /** How many WebSockets are open. */
    public int connections() {
        return limit.total();
    }

    /**
     * Reads the files named in the configuration again; what is open keeps what it has, and so do all when they are
     * bad. Without TLS, or before the door is open, there is nothing to do.
     */
    public Future<Void> reloadTls() {
        return config.tls().isEmpty() || instances.isEmpty() ? Future.succeededFuture()
                : instances.get(0).reload(config.tls().get()).mapEmpty();
    }

    /**
     * Takes no new connection, answers what is in flight for as long as {@code drain_timeout} allows, and closes every
     * connection with 1012 (service restart). Completes when all of them are gone. Asking again, or for
     * a door that never opened, changes nothing.
     */
    public synchronized Future<Void> close() {
        if (closed == null) {
            closed = deployment.transform(opened -> opened.succeeded() ? vertx.undeploy(opened.result())
                    : Future.succeededFuture());
        }
        return closed;
    }
}
