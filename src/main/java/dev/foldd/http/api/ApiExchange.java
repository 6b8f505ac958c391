package dev.foldd.http.api;

import dev.foldd.contract.Caller;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Observation.RequestAnswered;
import dev.foldd.contract.Principal;
import dev.foldd.fault.Fault;
import dev.foldd.http.HttpFaults;
import dev.foldd.http.Mount;
import dev.foldd.http.Replies;
import dev.foldd.http.StatusParts;
import dev.foldd.http.Visitors;
import dev.foldd.http.api.Refusal.Refused;
import dev.foldd.json.Json;
import dev.foldd.wire.Pages;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request from its head to its answer. It is answered once, whatever comes first. Belongs to one event loop. */
final class ApiExchange {

    static final String DOOR = "http";

    /** Smaller answers cost less than counting them. */
    private static final int UNCOUNTED = 4096;
    private static final Duration SOON = Duration.ofSeconds(1);
    /** How long a client that is still sending may take to hear that it need not. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private final StatusParts parts;
    private final Mount.Place place;
    private final RoutingContext routing;
    private final Endpoint endpoint;
    private final String id;
    private final Visitors.Visit visit;
    private final Cancellation life;
    private final List<Runnable> gone = new ArrayList<>(2);
    private final long started;
    private boolean answered;

    /** Of every request: where it came in, and what its answer takes its memory from. */
    record Home(StatusParts parts, Mount.Place place, Cancellation.Room replies) {
    }

    /** @param gone told once, when nothing of it is left */
    ApiExchange(Home home, RoutingContext routing, Endpoint endpoint, String id, Runnable gone) {
        this.parts = home.parts();
        this.place = home.place();
        this.routing = routing;
        this.endpoint = endpoint;
        this.id = id;
        this.visit = home.place().visitors().of(routing.request().connection());
        this.life = new Cancellation(home.replies());
        this.gone.add(gone);
        this.started = parts.nanos().getAsLong();
        visit.expectNothing();
        routing.response().closeHandler(closed -> abandon());
    }

    Endpoint endpoint() {
        return endpoint;
    }

    HttpServerRequest request() {
        return routing.request();
    }

    /** A parameter of the path; one that is not there is a defect. */
    String parameter(String name) {
        return routing.pathParam(name);
    }

    String id() {
        return id;
    }

    String remote() {
        return visit.remote();
    }

    Visitors.Visit visit() {
        return visit;
    }

    /** Does something when nothing is left of it, neither the request nor its answer. */
    void whenGone(Runnable deed) {
        gone.add(deed);
    }

    Caller caller(Principal principal) {
        return new Caller(principal, DOOR, remote(), id, life);
    }

    Duration elapsed() {
        return Duration.ofNanos(parts.nanos().getAsLong() - started);
    }

    void succeed(Answer answer) {
        String text;
        try {
            text = Json.write(answer.body());
        } catch (RuntimeException notJson) {
            fail(notJson);
            return;
        }
        if (text.length() > UNCOUNTED && !life.holds(text.length())) {
            // Waiting helps where others hold the memory, and not where this answer alone is too large for it.
            fail(text.length() > life.roomMax() ? new Fault.TooLarge("the size of the answer in bytes", life.roomMax())
                    : new Fault.Unavailable("too many large answers are waiting for their clients", SOON));
            return;
        }
        end(answer.status(), text, Optional.empty());
    }

    void fail(Throwable cause) {
        if (cause instanceof Refused refused) {
            Refusal refusal = refused.refusal();
            Map<String, Object> details = refused.reason().isEmpty() ? Map.of() : Map.of("reason", refused.reason());
            end(refusal.status(), Json.write(HttpFaults.body(refusal.status(), refusal.message(), details)),
                    Optional.of(refusal.code()));
        } else {
            fail(parts.incidents().faultOf(cause));
        }
    }

    void fail(Fault fault) {
        HttpServerResponse response = routing.response();
        if (!answered && !response.headWritten()) {
            HttpFaults.headers(fault).forEach(response::putHeader);
        }
        end(HttpFaults.status(fault.code()), Json.write(HttpFaults.body(fault)), Optional.of(fault.code()));
    }

    private void end(int status, String body, Optional<Fault.Code> error) {
        if (answered) {
            return;
        }
        answered = true;
        parts.observer().observe(new RequestAnswered(DOOR, endpoint.operation(), id, elapsed(), error));
        HttpServerResponse response = routing.response();
        if (response.closed()) {
            settle();
            return;
        }
        boolean unread = Replies.isBodyAnnounced(request()) && !request().isEnded();
        if (unread) {
            response.putHeader("Connection", "close");
        }
        place.visitors().rest(request().connection(), visit);
        Future<Void> sent = Replies.end(response, status, Pages.JSON, Buffer.buffer(body));
        sent.onComplete(done -> settle());
        if (unread) {
            sent.onComplete(done -> linger());
        } else if (!request().isEnded()) {
            request().resume();
        }
    }

    /**
     * What is still being sent is thrown away for a moment before the connection is closed: a client that is not reading yet
     * would else see a broken connection and no answer.
     */
    private void linger() {
        HttpServerRequest request = request();
        visit.expect(LINGER, request.connection()::close);
        if (request.isEnded()) {
            request.connection().close();
            return;
        }
        request.exceptionHandler(broken -> request.connection().close());
        request.handler(thrownAway -> { });
        request.endHandler(end -> request.connection().close());
        request.resume();
    }

    /** The client is gone; nobody waits for the answer any more. */
    private void abandon() {
        life.cancel();
        if (!answered) {
            answered = true;
            parts.observer().observe(new RequestAnswered(DOOR, endpoint.operation(), id, elapsed(),
                    Optional.of(Fault.Code.TIMEOUT)));
            settle();
        }
    }

    private void settle() {
        life.settle();
        gone.forEach(Runnable::run);
    }
}
