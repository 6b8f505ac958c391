package dev.foldd.rpc;

import dev.foldd.contract.Addresses;
import dev.foldd.contract.Observation;
import dev.foldd.limit.ConnectionLimit;
import dev.foldd.rpc.netty.HandshakeGate;
import dev.foldd.wire.Tls;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The WebSocket door on one event loop. All its instances share one listening socket. */
final class RpcVerticle extends VerticleBase {

    /**
     * Vert.x shares one free port among the servers that ask for the same negative number; no other door asks for
     * this.
     */
    private static final int FREE_PORT = -50051;
    private static final int HEAD_BYTES_MAX = 16 * 1024;
    private static final int CLOSE_HANDSHAKE_SECONDS = 1;
    /** Whoever still sends must have the time to read the answer: closing at once would take it from him. */
    private static final long LINGER_MILLIS = 1_000;
    /** How late the end of a credential may be noticed. */
    private static final long LOOK_EVERY_MILLIS = 250;

    private final RpcConfig config;
    private final RpcParts parts;
    private final ConnectionLimit limit;
    private final RpcDoor.Memory memory;
    private final SecureRandom random = new SecureRandom();
    private final Set<RpcConnection> connections = new HashSet<>();
    /** Connections that are no WebSockets (yet), each with the timer that ends it. */
    private final Map<HttpConnection, Long> waiting = new HashMap<>();
    private RpcEntrance entrance;
    private RpcEdge edge;
    private HttpServer server;

    RpcVerticle(RpcConfig config, RpcParts parts, ConnectionLimit limit, RpcDoor.Memory memory) {
        this.config = config;
        this.parts = parts;
        this.limit = limit;
        this.memory = memory;
    }

    @Override
    public Future<?> start() {
        RpcRecords records = new RpcRecords(parts.audit(), context);
        edge = new RpcEdge(parts, new RpcOperations(parts, records), records);
        entrance = new RpcEntrance(config, parts, limit, this::opened);
        parts.bus().listen(Addresses.RPC_CREDENTIAL_REVOKED,
                revoked -> List.copyOf(connections).forEach(RpcConnection::reconsider));
        vertx.setPeriodic(LOOK_EVERY_MILLIS, tick -> look());
        server = vertx.createHttpServer(options(config));
        server.connectionHandler(this::arrived);
        server.requestHandler(this::requested);
        return server.listen(config.port() == 0 ? FREE_PORT : config.port(), config.host());
    }

    /**
     * No new connections; then what is in flight is answered, for so long as is allowed; then every connection is
     * closed.
     */
    @Override
    public Future<?> stop() {
        entrance.stop();
        List<Future<Void>> gone = new ArrayList<>();
        for (RpcConnection connection : List.copyOf(connections)) {
            gone.add(connection.whenClosed());
            connection.drain();
        }
        long patience = config.drainTimeout().toMillis();
        Future<Void> closed = server.shutdown(patience + CLOSE_HANDSHAKE_SECONDS * 2_000L, TimeUnit.MILLISECONDS);
        if (gone.isEmpty()) {
            return closed;
        }
        long timer = vertx.setTimer(Math.max(1, patience), late -> List.copyOf(connections)
                .forEach(connection -> connection.close(RpcConnection.SERVICE_RESTART, "the daemon is stopping")));
        return Future.all(gone).onComplete(all -> vertx.cancelTimer(timer)).compose(all -> closed);
    }

    /** The port that is really listened at. */
    int port() {
        return server.actualPort();
    }

    /** Reads the TLS files again; connections that are open keep what they have. */
    Future<Boolean> reload(Tls tls) {
        return server.updateSSLOptions(tls.renewed(), true);
    }

    /** Whoever connects has to say what for, in time, and again after each page. */
    private void arrived(HttpConnection connection) {
        if (waiting.size() >= config.connectionsMax()) {
            connection.close();
            return;
        }
        HandshakeGate.install(connection, memory.messages());
        connection.closeHandler(gone -> said(connection));
        expect(connection);
    }

    private void expect(HttpConnection connection) {
        waiting.put(connection, vertx.setTimer(config.handshakeTimeout().toMillis(), late -> connection.close()));
    }

    private void said(HttpConnection connection) {
        Long deadline = waiting.remove(connection);
        if (deadline != null) {
            vertx.cancelTimer(deadline);
        }
    }

    private void requested(HttpServerRequest request) {
        HttpConnection connection = request.connection();
        said(connection);
        if (RpcEntrance.hasBody(request)) {
            HandshakeGate.discard(connection);
            request.response().endHandler(answered -> vertx.setTimer(LINGER_MILLIS, over -> connection.close()));
            entrance.unread(request);
        } else if (RpcEntrance.isUpgrade(request)) {
            entrance.upgrade(request);
        } else {
            request.response().endHandler(answered -> {
                expect(connection);
                HandshakeGate.next(connection);
            });
            entrance.page(request);
        }
    }

    private void opened(ServerWebSocket socket, Optional<String> bearer) {
        String remote = socket.remoteAddress().hostAddress();
        RpcConnection connection = new RpcConnection(vertx, socket, config, parts, edge, memory,
                new RpcCredential(parts, context, remote, bearer),
                HexFormat.of().toHexDigits(random.nextInt()));
        connections.add(connection);
        parts.observer().observe(new Observation.ConnectionOpened(RpcExchange.DOOR));
        connection.whenClosed().onComplete(gone -> {
            connections.remove(connection);
            limit.leave(remote);
            parts.observer().observe(new Observation.ConnectionClosed(RpcExchange.DOOR));
        });
        connection.open();
    }

    private void look() {
        long now = parts.clock().millis();
        List.copyOf(connections).forEach(connection -> connection.look(now));
    }

    private static HttpServerOptions options(RpcConfig config) {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxWebSocketFrameSize(config.bytes().messageMax())
                .setMaxWebSocketMessageSize(config.bytes().messageMax())
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setWebSocketClosingTimeout(CLOSE_HANDSHAKE_SECONDS)
                .setMaxInitialLineLength(HEAD_BYTES_MAX)
                .setMaxHeaderSize(HEAD_BYTES_MAX)
                .setHttp2ClearTextEnabled(false);
        options.setReadIdleTimeout((int) config.idleTimeout().toMillis()).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        options.setTcpNoDelay(true);
        options.setSslHandshakeTimeout(config.handshakeTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        config.tls().ifPresent(tls -> tls.applyTo(options));
        return options;
    }
}
