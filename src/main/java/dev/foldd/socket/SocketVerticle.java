package dev.foldd.socket;

import dev.foldd.auth.sign.SignedCalls;
import dev.foldd.contract.Observation;
import dev.foldd.limit.ConnectionLimit;
import dev.foldd.socket.netty.SocketChannel;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One place that is listened at, on one event loop. All its instances share one listening socket. */
final class SocketVerticle extends VerticleBase {

    /** How late a deadline may be noticed. */
    private static final long LOOK_EVERY_MILLIS = 100;

    private final SocketDoor.Shared shared;
    private final Listener listener;
    private final SocketAddress address;
    private final ConnectionLimit limit;
    private final SecureRandom random = new SecureRandom();
    private final Set<SocketConnection> connections = new HashSet<>();
    private SignedCalls calls;
    private SocketEdge edge;
    private NetServer server;
    private boolean stopping;

    SocketVerticle(SocketDoor.Shared shared, Listener listener, SocketAddress address, ConnectionLimit limit) {
        this.shared = shared;
        this.listener = listener;
        this.address = address;
        this.limit = limit;
    }

    @Override
    public Future<?> start() {
        SocketParts parts = shared.parts();
        calls = parts.proofs().apply(listener.door());
        edge = new SocketEdge(parts, new SocketOperations(parts.bus()), new SocketRecords(parts.audit(), context));
        vertx.setPeriodic(LOOK_EVERY_MILLIS, tick -> look());
        server = vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true));
        server.connectHandler(this::arrived);
        return server.listen(address);
    }

    /** What is in flight is answered, for so long as is allowed; then every connection is closed. */
    @Override
    public Future<?> stop() {
        stopping = true;
        List<Future<Void>> gone = new ArrayList<>();
        for (SocketConnection connection : List.copyOf(connections)) {
            gone.add(connection.whenClosed());
            connection.drain();
        }
        if (gone.isEmpty()) {
            return server.close();
        }
        long patience = vertx.setTimer(Math.max(1, shared.bounds().deadlines().drain().toMillis()),
                late -> List.copyOf(connections).forEach(SocketConnection::cut));
        return Future.all(gone).onComplete(all -> vertx.cancelTimer(patience)).compose(all -> server.close());
    }

    /** The port that is really listened at. */
    int port() {
        return server.actualPort();
    }

    private void arrived(NetSocket socket) {
        String remote = listener.local() ? SocketChannel.peerOf(socket) : socket.remoteAddress().hostAddress();
        Optional<ConnectionLimit.Full> full = stopping ? Optional.empty() : limit.enter(remote);
        if (stopping || full.isPresent()) {
            String word = stopping ? "stopping" : full.get() == ConnectionLimit.Full.IN_ALL ? "full" : "full-for-address";
            shared.parts().observer().observe(new Observation.ConnectionRefused(listener.door(), word));
            socket.close();
            return;
        }
        SocketConnection connection = new SocketConnection(vertx, socket, shared, edge, listener,
                new SocketProof(shared.parts(), calls, listener, remote, random), remote,
                HexFormat.of().toHexDigits(random.nextInt()));
        connections.add(connection);
        shared.parts().observer().observe(new Observation.ConnectionOpened(listener.door()));
        connection.whenClosed().onComplete(gone -> {
            connections.remove(connection);
            limit.leave(remote);
            shared.parts().observer().observe(new Observation.ConnectionClosed(listener.door()));
        });
        connection.open();
    }

    private void look() {
        long now = shared.parts().clock().millis();
        List.copyOf(connections).forEach(connection -> connection.look(now));
    }
}
