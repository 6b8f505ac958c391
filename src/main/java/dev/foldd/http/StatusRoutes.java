package dev.foldd.http;

import dev.foldd.contract.Addresses;
import dev.foldd.contract.Observation;
import dev.foldd.contract.ops.HealthQuestion;
import dev.foldd.contract.ops.MetricsQuestion;
import dev.foldd.fault.Fault;
import dev.foldd.wire.Pages;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What probes, scrapers and operators may ask of the daemon over HTTP, and what is common to all requests: by which host they
 * may come, and what becomes of those that lead nowhere.
 */
final class StatusRoutes {

    private final StatusParts parts;
    private final String door;
    private final Pages pages;
    private final Map<String, Object> version = new LinkedHashMap<>();

    StatusRoutes(StatusParts parts, DoorConfig config) {
        this.parts = parts;
        this.door = config.name();
        this.pages = new Pages(config.allowedHosts());
        this.version.put("name", "foldd");
        this.version.put("version", parts.version());
    }

    /** @param more adds routes to those of the pages */
    Router router(Vertx vertx, Consumer<Router> more) {
        Router router = Router.router(vertx);
        router.route().handler(this::judgeHost);
        for (StatusPage page : StatusPage.values()) {
            router.route(page.path()).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(context -> show(page, context));
            router.route(page.path()).handler(context -> {
                context.response().putHeader("Allow", "GET, HEAD");
                Replies.refuse(context.request(), 405, "Method not allowed");
            });
        }
        more.accept(router);
        router.route().handler(context -> Replies.refuse(context.request(), 404, Fault.Code.NOT_FOUND.message()));
        router.route().failureHandler(this::notRouted);
        return router;
    }

    /** Comes before every route. */
    private void judgeHost(RoutingContext context) {
        HttpServerRequest request = context.request();
        pages.judge(request.headers().getAll("Host"), request.version() == HttpVersion.HTTP_1_0).ifPresentOrElse(refusal -> {
            parts.observer().observe(new Observation.ConnectionRefused(door, "host"));
            Replies.refuse(request, refusal.status(), refusal.reason());
        }, context::next);
    }

    private void show(StatusPage page, RoutingContext context) {
        HttpServerRequest request = context.request();
        switch (page) {
            case LIVE -> Replies.json(request, 200, Map.of("status", "alive"));
            case VERSION -> Replies.json(request, 200, version);
            case HEALTH -> parts.bus().ask(Addresses.OPS_HEALTH, new HealthQuestion()).onComplete(
                    report -> Replies.json(request, report.healthy() ? 200 : 503, report.asMap()),
                    failure -> failed(request, failure));
            case READY -> parts.bus().ask(Addresses.OPS_HEALTH, new HealthQuestion()).onComplete(
                    report -> Replies.json(request, report.ready() ? 200 : 503, report.readinessAsMap()),
                    failure -> failed(request, failure));
            case METRICS -> parts.bus().ask(Addresses.OPS_METRICS, new MetricsQuestion()).onComplete(
                    meters -> Replies.send(request, 200, Pages.METRICS, Buffer.buffer(meters.text())),
                    failure -> failed(request, failure));
        }
    }

    /** What the router itself refuses, such as a request without a Host, has a status of its own. */
    private void notRouted(RoutingContext context) {
        if (context.statusCode() >= 400 && context.statusCode() < 500) {
            Replies.refuse(context.request(), context.statusCode(), "This request cannot be understood");
        } else {
            failed(context.request(), context.failure());
        }
    }

    private void failed(HttpServerRequest request, Throwable failure) {
        Fault fault = parts.incidents().faultOf(failure);
        Replies.json(request, HttpFaults.status(fault.code()), HttpFaults.body(fault));
    }
}
