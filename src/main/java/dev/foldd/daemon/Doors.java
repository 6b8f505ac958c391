package dev.foldd.daemon;

import dev.foldd.config.ConfigException;
import dev.foldd.config.Problems;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.daemon.files.DataDirectory;
import dev.foldd.daemon.files.TlsContent;
import dev.foldd.http.DoorConfig;
import dev.foldd.http.HttpDoor;
import dev.foldd.http.Mount;
import dev.foldd.http.api.ApiParts;
import dev.foldd.http.api.ApiRoutes;
import dev.foldd.rpc.RpcDoor;
import dev.foldd.rpc.RpcParts;
import dev.foldd.socket.SocketDoor;
import dev.foldd.socket.SocketParts;
import dev.foldd.socket.TcpDoor;
import dev.foldd.socket.file.SocketFile;
import dev.foldd.wire.Host;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where callers come in. */
final class Doors {

    /** The rights of the HTTP door's own Unix socket: for the daemon's user and the group. */
    private static final int SOCKET_MODE = 0660;

    private final DaemonConfig config;
    private final Observer observer;
    private final RpcDoor rpc;
    private final HttpDoor http;
    private final HttpDoor local;
    private final HttpDoor admin;
    private final SocketDoor sockets;
    private final TcpDoor tcp;

    /** What each of them is given. */
    record Parts(RpcParts rpc, ApiParts api, SocketParts socket) {
    }

    Doors(DaemonConfig config, Vertx vertx, DataDirectory directory, Parts parts) {
        this.config = config;
        this.observer = parts.rpc().observer();
        this.rpc = new RpcDoor(vertx, config.rpc(), parts.rpc());
        Mount api = new ApiRoutes(config.http().door(), config.http().api(), parts.api());
        Duration drain = config.http().api().drainTimeout();
        this.http = new HttpDoor(vertx, config.http().door(), parts.api().node(), drain, api);
        this.local = new HttpDoor(vertx, config.http().local(), parts.api().node(), drain, api);
        this.admin = new HttpDoor(vertx, config.admin().door(), parts.api().node(), Duration.ZERO, Mount.NOTHING);
        this.sockets = new SocketDoor(vertx, config.socket(), directory.root(), parts.socket());
        this.tcp = new TcpDoor(vertx, config.tcp(), parts.socket());
    }

    /**
     * Opens those that are enabled and chosen, and returns where each really listens, as {@code rpc ws://127.0.0.1:50051}.
     * The doors of data open last and so close first, while probes can still see that this daemon is not ready.
     */
    List<String> open(DoorChoice choice, Closing closing) {
        List<String> listening = new ArrayList<>();
        open(admin, config.admin().door(), 1, choice, closing).ifPresent(listening::add);
        open(http, config.http().door(), config.eventLoops(), choice, closing).ifPresent(listening::add);
        if (config.http().door().enabled() && choice.includes("http")) {
            config.http().socket().ifPresent(path -> listening.add("http unix:" + openLocal(path, closing)));
        }
        if (choice.includes("rpc")) {
            int port = opened("server", config.rpc().host(), config.rpc().port(), config.rpc().tls().isPresent(),
                    rpc.open(config.eventLoops()));
            closing.add(() -> Await.on(rpc.close()));
            listening.add(0, "rpc " + config.rpc().url(port));
        }
        if (config.socket().enabled() && choice.includes("socket")) {
            openSockets(closing).forEach(path -> listening.add("socket " + path));
        }
        if (config.tcp().enabled() && choice.includes("tcp")) {
            closing.add(() -> Await.on(tcp.close()));
            int port = opened("tcp", config.tcp().host(), config.tcp().port(), false, tcp.open(config.eventLoops()));
            listening.add("tcp " + Host.bracketed(config.tcp().host()) + ":" + port);
        }
        return listening;
    }

    /** Reads certificates again; for the connections that come. Waits. */
    void reloadTls() {
        Problems problems = new Problems();
        config.rpc().tls().ifPresent(tls -> TlsContent.check(tls, "server.tls", problems));
        config.http().door().tls().ifPresent(tls -> TlsContent.check(tls, "http.tls", problems));
        problems.throwIfAny();
        reload("server.tls", rpc.reloadTls());
        reload("http.tls", http.reloadTls());
    }

    private static void reload(String section, Future<Void> renewed) {
        Await.on(renewed.recover(cause -> Future.failedFuture(
                new ConfigException(List.of(section + ": the files cannot be used: " + cause.getMessage())))));
    }

    private static Optional<String> open(HttpDoor door, DoorConfig config, int eventLoops, DoorChoice choice,
                                         Closing closing) {
        if (!config.enabled() || !choice.includes(config.name())) {
            return Optional.empty();
        }
        String url = opened(config.name(), config.host(), config.port(), config.tls().isPresent(), door.open(eventLoops));
        closing.add(() -> Await.on(door.close()));
        return Optional.of(config.name() + " " + url);
    }

    /** Bound where nobody else can enter, then moved to its name with its rights; taken away before the door closes. */
    private Path openLocal(Path path, Closing closing) {
        try {
            SocketFile file = SocketFile.reserve(path, SOCKET_MODE, config.http().socketGroup());
            closing.add(file::close);
            closing.add(() -> Await.on(local.close()));
            Await.on(local.openAt(file.temporary(), config.eventLoops()));
            file.publish();
            closing.add(file::withdraw);
            return path;
        } catch (RuntimeException e) {
            throw StartException.ofSocket("http.socket", e);
        }
    }

    private List<String> openSockets(Closing closing) {
        closing.add(() -> Await.on(sockets.close()));
        if (!sockets.knowsPeers()) {
            observer.observe(new Observation.Degraded("socket",
                    "without the native transport it is not known which users connect to the Unix sockets"));
        }
        try {
            return Await.on(sockets.open(config.eventLoops()));
        } catch (RuntimeException e) {
            throw StartException.ofSocket("socket", e);
        }
    }

    private static <T> T opened(String section, String host, int port, boolean tls, Future<T> door) {
        try {
            return Await.on(door);
        } catch (RuntimeException e) {
            throw StartException.ofDoor(section, host, port, tls, e);
        }
    }
}
