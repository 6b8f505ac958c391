package dev.foldd.http;

import dev.foldd.limit.ConnectionLimit;
import dev.foldd.wire.Tls;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One HTTP door on one event loop. All its instances share one listening socket. */
final class HttpVerticle extends VerticleBase {

    private static final int REQUEST_LINE_MAX = 2_048;
    private static final long SWEEP_MILLIS_MIN = 250;
    private static final long SWEEP_MILLIS_MAX = 1_000;

    private final DoorConfig config;
    private final Place place;
    private final StatusParts parts;
    private final ConnectionLimit limit;
    private final Duration drain;
    private final Mount more;
    private HttpServer server;

    /**
     * Where it listens.
     *
     * @param port as it is asked of Vert.x
     * @param file of a Unix socket, instead of a port
     */
    record Place(int port, Optional<Path> file) {
    }

    /** @param drain how long a stop waits for what is in flight */
    HttpVerticle(DoorConfig config, Place place, StatusParts parts, ConnectionLimit limit, Duration drain, Mount more) {
        this.config = config;
        this.place = place;
        this.parts = parts;
        this.limit = limit;
        this.drain = drain;
        this.more = more;
    }

    @Override
    public Future<?> start() {
        Visitors visitors = new Visitors(config, limit, parts.observer(), parts.nanos());
        Router router = new StatusRoutes(parts, config).router(vertx,
                routes -> more.on(routes, new Mount.Place(vertx, context, visitors)));
        long look = Math.min(SWEEP_MILLIS_MAX, Math.max(SWEEP_MILLIS_MIN, config.idleTimeout().toMillis() / 4));
        vertx.setPeriodic(look, timer -> visitors.sweep());
        server = vertx.createHttpServer(options())
                .connectionHandler(visitors::arrive)
                .requestHandler(request -> {
                    if (visitors.hear(request.connection()).isPresent()) {
                        router.handle(request);
                    }
                });
        return place.file().isPresent() ? server.listen(SocketAddress.domainSocketAddress(place.file().get().toString()))
                : server.listen(place.port(), config.host());
    }

    @Override
    public Future<?> stop() {
        if (server == null) {
            return Future.succeededFuture();
        }
        return drain.isZero() ? server.close() : server.shutdown(drain.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The port that is really listened at. */
    int port() {
        return server.actualPort();
    }

    /** Reads the TLS files again; connections that are open keep what they have. */
    Future<Boolean> reload(Tls tls) {
        return server.updateSSLOptions(tls.renewed(), true);
    }

    /** HTTP/1 alone: nobody who comes here needs more, and every protocol less is one less to bound. */
    private HttpServerOptions options() {
        HttpServerOptions options = new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                .setMaxHeaderSize(config.maxHeaderBytes())
                .setMaxInitialLineLength(REQUEST_LINE_MAX)
                .setAcceptBacklog(128);
        options.setTcpNoDelay(place.file().isEmpty())
                .setSslHandshakeTimeout(config.idleTimeout().toMillis()).setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        config.tls().ifPresent(tls -> tls.applyTo(options));
        return options;
    }
}
