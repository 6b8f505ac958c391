package dev.foldd.http;

import dev.foldd.bus.Bus;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observer;
import dev.foldd.wire.Host;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.LongSupplier;

/** Serves one HTTP door. In this version {@code http} and {@code admin} are both this, on ports of their own. */
public final class HttpVerticle extends VerticleBase {

    private static final int REQUEST_LINE_MAX = 2_048;

    private final DoorConfig config;
    private final Bus bus;
    private final Incidents incidents;
    private final String version;
    private final Visitors visitors;
    private HttpServer server;

    /** @param nanos a clock that only counts up, as {@code System.nanoTime} */
    public HttpVerticle(DoorConfig config, Bus bus, Observer observer, Incidents incidents, String version,
                        LongSupplier nanos) {
        this.config = config;
        this.bus = bus;
        this.incidents = incidents;
        this.version = version;
        this.visitors = new Visitors(config, observer, nanos);
    }

    @Override
    public Future<?> start() {
        Handler<HttpServerRequest> router = new StatusRoutes(bus, incidents, config, version).router(vertx);
        vertx.setPeriodic(Math.max(250, config.idleTimeout().toMillis() / 4), timer -> visitors.sweep());
        server = vertx.createHttpServer(options())
                .connectionHandler(visitors::arrive)
                .requestHandler(request -> {
                    if (visitors.hear(request.connection())) {
                        router.handle(request);
                    }
                });
        return server.listen();
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.close();
    }

    /** Where this door really listens, once it is deployed: {@code http://127.0.0.1:8080}. */
    public String url() {
        return Host.url("http", config.host(), server.actualPort());
    }

    /** HTTP/1 alone: nobody who comes here needs more, and every protocol less is one less to bound. */
    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(config.maxHeaderBytes())
                .setMaxInitialLineLength(REQUEST_LINE_MAX)
                .setAcceptBacklog(128);
    }
}
