package dev.foldd.daemon;

import dev.foldd.config.ConfigException;
import dev.foldd.config.Problems;
import dev.foldd.daemon.files.TlsContent;
import dev.foldd.http.DoorConfig;
import dev.foldd.http.HttpVerticle;
import dev.foldd.rpc.RpcDoor;
import dev.foldd.rpc.RpcParts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** Where callers come in. */
final class Doors {

    private final DaemonConfig config;
    private final Vertx vertx;
    private final RpcParts parts;
    private final RpcDoor rpc;

    Doors(DaemonConfig config, Vertx vertx, RpcParts parts) {
        this.config = config;
        this.vertx = vertx;
        this.parts = parts;
        this.rpc = new RpcDoor(vertx, config.rpc(), parts);
    }

    /**
     * Opens those that are enabled and chosen, and returns where each really listens, as {@code rpc ws://127.0.0.1:50051}.
     * The door of data opens last and so closes first, while probes can still see that this daemon is not ready.
     */
    List<String> open(DoorChoice choice, Closing closing) {
        List<String> listening = new ArrayList<>();
        for (DoorConfig door : List.of(config.admin().door(), config.http().door())) {
            if (door.enabled() && choice.includes(door.name())) {
                listening.add(door.name() + " " + openStatus(door, closing));
            }
        }
        if (choice.includes("rpc")) {
            int port = opened("server", config.rpc().host(), config.rpc().port(), config.rpc().tls().isPresent(),
                    rpc.open(config.eventLoops()));
            closing.add(() -> Await.on(rpc.close()));
            listening.add(0, "rpc " + config.rpc().url(port));
        }
        return listening;
    }

    /** Reads certificates again; for the connections that come. Waits. */
    void reloadTls() {
        Problems problems = new Problems();
        config.rpc().tls().ifPresent(tls -> TlsContent.check(tls, "server.tls", problems));
        problems.throwIfAny();
        Await.on(rpc.reloadTls().recover(cause -> Future.failedFuture(
                new ConfigException(List.of("server.tls: the files cannot be used: " + cause.getMessage())))));
    }

    private String openStatus(DoorConfig door, Closing closing) {
        HttpVerticle verticle = new HttpVerticle(door, parts.bus(), parts.observer(), parts.incidents(), parts.version(),
                parts.nanos());
        String deployment = opened(door.name(), door.host(), door.port(), false, vertx.deployVerticle(verticle));
        closing.add(() -> Await.on(vertx.undeploy(deployment)));
        return verticle.url();
    }

    private static <T> T opened(String section, String host, int port, boolean tls, Future<T> door) {
        try {
            return Await.on(door);
        } catch (RuntimeException e) {
            throw StartException.ofDoor(section, host, port, tls, e);
        }
    }
}
