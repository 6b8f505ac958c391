package dev.foldd.socket;

import dev.foldd.limit.ConnectionLimit;
import dev.foldd.limit.MemoryBudget;
import dev.foldd.socket.file.SocketFile;
import dev.foldd.socket.settings.DoorBounds;
import dev.foldd.socket.settings.SocketConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The Unix sockets as the composition root holds them: opened once, on as many event loops as wanted, and closed once. */
public final class SocketDoor {

    private final Vertx vertx;
    private final SocketConfig config;
    private final Path dataDirectory;
    private final Shared shared;
    private final ConnectionLimit limit;
    private final List<Open> opened = new ArrayList<>();

    /**
     * What all connections of a door share.
     *
     * @param messages memory for requests on their way in or not yet answered
     * @param replies memory for answers
     */
    record Shared(DoorBounds bounds, SocketParts parts, MemoryBudget messages, MemoryBudget replies,
                  ApplicationLimits applications) {
    }

    /** @param deployment of its verticles */
    private record Open(SocketFile file, String deployment) {
    }

    private record Place(SocketFile file, Listener listener) {
    }

    public SocketDoor(Vertx vertx, SocketConfig config, Path dataDirectory, SocketParts parts) {
        this.vertx = vertx;
        this.config = config;
        this.dataDirectory = dataDirectory;
        this.shared = shared(config.bounds(), parts);
        this.limit = new ConnectionLimit(config.bounds().connectionsMax(), config.bounds().connectionsPerAddressMax());
    }

    static Shared shared(DoorBounds bounds, SocketParts parts) {
        return new Shared(bounds, parts, new MemoryBudget(bounds.memory().messages()),
                new MemoryBudget(bounds.memory().replies()), new ApplicationLimits(bounds.application()));
    }

    /** Whether the kernel's word for who connects is to be had, which takes the native transport. */
    public boolean knowsPeers() {
        return vertx.isNativeTransportEnabled();
    }

    /**
     * Completes with the paths that are listened at.
     *
     * @return fails with {@link dev.foldd.socket.file.SocketFileException} when one of them cannot be had; what was opened is
     *     closed by {@link #close} then as ever
     */
    public Future<List<String>> open(int eventLoops) {
        List<SocketConfig.Own> all = new ArrayList<>();
        all.add(new SocketConfig.Own(config.pathIn(dataDirectory), config.group(), Optional.empty(), Optional.empty()));
        all.addAll(config.own());
        Future<List<String>> paths = Future.succeededFuture(new ArrayList<>());
        for (SocketConfig.Own own : all) {
            paths = paths.compose(before -> open(own, eventLoops).map(path -> {
                before.add(path);
                return before;
            }));
        }
        return paths;
    }

    private Future<String> open(SocketConfig.Own own, int eventLoops) {
        String path = own.path().toString();
        Listener listener = Listener.socket(path, config.auth() == SocketConfig.Auth.NONE, own.key(), own.schemas());
        return vertx.executeBlocking(() -> SocketFile.reserve(own.path(), config.mode(), own.group()), false)
                .compose(file -> listen(new Place(file, listener), eventLoops).recover(cause ->
                        vertx.executeBlocking(() -> closed(file), false).transform(done -> Future.failedFuture(cause))))
                .map(path);
    }

    private Future<Void> listen(Place place, int eventLoops) {
        SocketAddress address = SocketAddress.domainSocketAddress(place.file().temporary().toString());
        return vertx.deployVerticle(() -> new SocketVerticle(shared, place.listener(), address, limit),
                new DeploymentOptions().setInstances(eventLoops)).compose(id -> {
                    opened.add(new Open(place.file(), id));
                    return vertx.executeBlocking(() -> {
                        place.file().publish();
                        return null;
                    }, false);
                });
    }

    /**
     * Takes the sockets away, answers what is in flight for as long as {@code drain_timeout} allows, closes every connection,
     * and lets another daemon have the names.
     */
    public Future<Void> close() {
        List<Future<Void>> closing = new ArrayList<>();
        for (Open one : opened) {
            closing.add(vertx.executeBlocking(() -> withdrawn(one.file()), false)
                    .transform(gone -> vertx.undeploy(one.deployment()))
                    .transform(gone -> vertx.executeBlocking(() -> closed(one.file()), false)));
        }
        opened.clear();
        return Future.join(closing).mapEmpty();
    }

    private static Void withdrawn(SocketFile file) throws Exception {
        file.withdraw();
        return null;
    }

    private static Void closed(SocketFile file) throws Exception {
        file.close();
        return null;
    }
}
