package dev.foldd.http.api;

import dev.foldd.contract.Observation;
import dev.foldd.fault.Fault;
import dev.foldd.http.ApiConfig;
import dev.foldd.http.DoorConfig;
import dev.foldd.http.Mount;
import dev.foldd.limit.MemoryBudget;
import dev.foldd.wire.Origins;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Door 4 on an HTTP listener: makes the routes of the table, and judges what can be told from a request's head. */
public final class ApiRoutes implements Mount {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final DoorConfig door;
    private final ApiConfig config;
    private final ApiParts parts;
    private final Origins origins;
    private final MemoryBudget bodies;
    private final MemoryBudget replies;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<String, Object> document;

    /** One for all event loops of a door. */
    public ApiRoutes(DoorConfig door, ApiConfig config, ApiParts parts) {
        this.door = door;
        this.config = config;
        this.parts = parts;
        this.origins = new Origins(config.allowedOrigins());
        this.bodies = new MemoryBudget(config.bodyMemory());
        this.replies = new MemoryBudget(config.replyMemory());
        this.document = OpenApi.document(parts.node().version());
    }

    @Override
    public void on(Router router, Place place) {
        ApiEdge edge = new ApiEdge(parts, new ApiCredential(parts, config, bodies, place.context()),
                new ApiRecords(parts.audit(), place.context()), document);
        Entry entry = new Entry(place, edge);
        Map<String, List<Endpoint>> byRoute = new LinkedHashMap<>();
        for (Endpoint endpoint : Endpoint.values()) {
            byRoute.computeIfAbsent(endpoint.route(), route -> new ArrayList<>()).add(endpoint);
        }
        byRoute.forEach((route, endpoints) -> {
            endpoints.forEach(endpoint -> router.route(endpoint.method(), route)
                    .handler(routing -> entry.come(endpoint, routing)));
            String allowed = endpoints.stream().map(endpoint -> endpoint.method().name()).collect(Collectors.joining(", "));
            router.route(route).handler(routing -> entry.turnAway(endpoints.get(0), allowed, routing));
        });
    }

    /** Where requests come in on one event loop. */
    private final class Entry {

        private final ApiExchange.Home home;
        private final ApiEdge edge;
        private final String loop = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
        private long lastNumber;

        private Entry(Place place, ApiEdge edge) {
            this.home = new ApiExchange.Home(parts.node(), place, replies);
            this.edge = edge;
        }

        private void come(Endpoint endpoint, RoutingContext routing) {
            ApiExchange exchange = exchange(endpoint, routing);
            Optional<Refusal> refusal = refusalOf(routing.request());
            if (refusal.isPresent()) {
                exchange.fail(refusal.get().exception());
            } else if (inFlight.get() > config.requestsInFlightMax()) {
                exchange.fail(new Fault.Unavailable("too many requests are in flight", SOON));
            } else {
                edge.answer(exchange);
            }
        }

        private void turnAway(Endpoint endpoint, String allowed, RoutingContext routing) {
            routing.response().putHeader("Allow", allowed);
            exchange(endpoint, routing).fail(Refusal.METHOD.exception());
        }

        private ApiExchange exchange(Endpoint endpoint, RoutingContext routing) {
            inFlight.incrementAndGet();
            return new ApiExchange(home, routing, endpoint, loop + "-" + ++lastNumber, inFlight::decrementAndGet);
        }
    }

    private Optional<Refusal> refusalOf(HttpServerRequest request) {
        List<String> told = request.headers().getAll("Origin");
        if (!told.isEmpty() && (told.size() > 1 || !allows(told.get(0), request.localAddress()))) {
            parts.node().observer().observe(new Observation.ConnectionRefused(ApiExchange.DOOR, "origin"));
            return Optional.of(Refusal.ORIGIN);
        }
        return ApiBody.judge(request);
    }

    /** A browser tells where its page comes from; whoever tells nothing is no page. */
    private boolean allows(String origin, SocketAddress local) {
        String address = local == null || local.hostAddress() == null ? door.host() : local.hostAddress();
        return origins.allows(origin, door.tls().isPresent(), door.host(), address, local == null ? -1 : local.port());
    }
}
