package dev.foldd.store.prisma;

import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Logins;
import dev.foldd.store.server.Breaker;
import dev.foldd.store.server.Watch;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.PemTrustOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way to a bridge and back: one POST for each statement, over kept connections. Follows no redirect, since whoever can send
 * one could send the token anywhere; reads no more than is allowed; repeats nothing by itself.
 */
final class Bridge {

    private static final String TOKEN = "x-dbal-native-prisma-token";
    private static final int OK = 200;
    private static final Set<Integer> TOKEN_REFUSED = Set.of(401, 403);
    /** What proxies say when there is nobody behind them (RFC 9110, 15.6.3 to 15.6.5). */
    private static final Set<Integer> NOBODY_THERE = Set.of(502, 503, 504);
    private static final int UNBOUNDED = -1;
    private static final int REFUSAL_MAX = 64 * 1024;
    /** A request on a connection that its server is just closing is lost; Node's servers close idle ones after five seconds. */
    private static final int IDLE_SECONDS = 3;
    private static final Fault BUSY = new Fault.Unavailable("too many requests wait for a connection", BridgeFaults.SOON);
    private static final Fault NO_MEMORY = new Fault.Unavailable("too many large answers are being made", BridgeFaults.SOON);

    private final Vertx vertx;
    private final BridgeConfig config;
    private final Logins logins;
    private final Observer observer;
    private final HttpClient client;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Breaker breaker = new Breaker(System::nanoTime);

    /** @param logins its password is the token */
    Bridge(Vertx vertx, BridgeConfig config, Logins logins, Observer observer) {
        this.vertx = vertx;
        this.config = config;
        this.logins = logins;
        this.observer = observer;
        HttpClientOptions options = new HttpClientOptions().setConnectTimeout((int) config.waitMax().toMillis())
                .setKeepAlive(true).setKeepAliveTimeout(IDLE_SECONDS).setDecompressionSupported(false).setVerifyHost(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
        config.caFile().ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
        this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(config.connectionsMax())
                .setMaxWaitQueueSize(UNBOUNDED));
    }

    /**
     * What a request may take.
     *
     * @param left until it must be done
     * @param replyMax bytes of the reply
     * @param beyond the fault of a longer one
     * @param life whose answer it is, and holds its memory
     */
    record Bounds(Duration left, long replyMax, Fault beyond, Cancellation life) {
    }

    /** One request under way: whatever ends it first, ends it. */
    private final class Exchange {
        private final Promise<String> answer = ((ContextInternal) vertx.getOrCreateContext()).promise();
        private final Watch.Running running;
        private final Bounds bounds;

        Exchange(Watch.Running running, Bounds bounds) {
            this.running = running;
            this.bounds = bounds;
        }

        Future<String> send(HttpClientRequest request, Buffer body) {
            running.stoppedBy(() -> stop(request, running.reason()));
            if (running.isDue(System.nanoTime())) {
                stop(request, running.reason());
            } else {
                request.send(body).onFailure(this::fail).onSuccess(response -> read(request, response));
            }
            return answer.future().transform(done -> running.isOver().transform(free -> answer.future()));
        }

        /** A connection that was ended from here has not been lost. */
        private void fail(Throwable cause) {
            if (!answer.future().isComplete()) {
                answer.tryFail(lost(cause));
            }
        }

        private Future<Void> stop(HttpClientRequest request, Fault reason) {
            answer.tryFail(new FaultException(reason));
            return request.reset();
        }

        private void read(HttpClientRequest request, HttpClientResponse response) {
            int status = response.statusCode();
            long most = status == OK ? bounds.replyMax() : REFUSAL_MAX;
            Buffer body = Buffer.buffer();
            response.exceptionHandler(this::fail);
            response.handler(part -> {
                if (answer.future().isComplete()) {
                    return;
                }
                long length = body.length() + (long) part.length();
                if (length > most) {
                    stop(request, status == OK ? bounds.beyond() : refusal(status, ""));
                } else if (length > REFUSAL_MAX && !bounds.life().holds(length)) {
                    stop(request, NO_MEMORY);
                } else {
                    body.appendBuffer(part);
                }
            });
            response.endHandler(end -> {
                String text = body.toString(StandardCharsets.UTF_8);
                if (status == OK) {
                    breaker.answered();
                    answer.tryComplete(text);
                } else {
                    answer.tryFail(new FaultException(refusal(status, text)));
                }
            });
        }
    }

    /**
     * Sends a statement.
     *
     * @param running ends it early
     * @return the text of the reply; fails with {@link FaultException} alone
     */
    Future<String> post(String body, Watch.Running running, Bounds bounds) {
        if (!breaker.isDue()) {
            try {
                breaker.admit();
            } catch (FaultException away) {
                return Future.failedFuture(away);
            }
        }
        // The pool counts those that wait for a new connection among those that wait for a free one, so they are counted here.
        if (underWay.incrementAndGet() > config.connectionsMax() + config.waitingMax()) {
            underWay.decrementAndGet();
            return Future.failedFuture(new FaultException(BUSY));
        }
        Exchange exchange = new Exchange(running, bounds);
        Duration wait = bounds.left().compareTo(config.waitMax()) < 0 ? bounds.left() : config.waitMax();
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setSsl(config.tls()).setHost(config.host())
                .setPort(config.port()).setURI(config.path()).setFollowRedirects(false).setHeaders(headers())
                .setConnectTimeout(Math.max(1, wait.toMillis()));
        return client.request(options).<String>transform(opened -> opened.succeeded()
                ? exchange.send(opened.result(), Buffer.buffer(body))
                : Future.failedFuture(unopened(opened.cause(), running, bounds))).onComplete(done -> underWay.decrementAndGet());
    }

    /** With the token of now, which may be another one than a moment ago. */
    private MultiMap headers() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().set(HttpHeaders.CONTENT_TYPE, "application/json")
                .set(HttpHeaders.ACCEPT, "application/json");
        logins.now().password().ifPresent(token -> headers.set(TOKEN, token.reveal()));
        return headers;
    }

    Future<Void> close() {
        return client.close();
    }

    /** Nobody is lost where only no connection was free in time. */
    private FaultException unopened(Throwable cause, Watch.Running running, Bounds bounds) {
        boolean late = cause instanceof TimeoutException;
        if (running.isDue(System.nanoTime()) || late && bounds.left().compareTo(config.waitMax()) <= 0) {
            return new FaultException(running.reason());
        }
        return late && underWay.get() > config.connectionsMax() ? new FaultException(BUSY) : lost(cause);
    }

    private FaultException lost(Throwable cause) {
        Optional<Fault> carried = FaultException.carriedBy(cause);
        if (carried.isPresent()) {
            return new FaultException(carried.get());
        }
        breaker.lost();
        warn("cannot be reached (" + cause.getClass().getSimpleName() + ")");
        return new FaultException(BridgeFaults.UNREACHABLE);
    }

    private Fault refusal(int status, String body) {
        if (NOBODY_THERE.contains(status)) {
            breaker.lost();
            warn("answers with status " + status);
            return BridgeFaults.UNREACHABLE;
        }
        breaker.answered();
        Fault fault = BridgeFaults.of(body);
        if (TOKEN_REFUSED.contains(status)) {
            vertx.executeBlocking(() -> {
                logins.look();
                return null;
            });
        }
        if (fault.equals(BridgeFaults.UNUSABLE)) {
            warn(TOKEN_REFUSED.contains(status) ? "does not accept the token (status " + status + ")"
                    : "answers with status " + status);
        }
        return fault;
    }

    /** In words of our own: those of the bridge, or of a library, may hold what the operator's log must not. */
    void warn(String what) {
        observer.observe(new Observation.Warned("store", "the bridge " + what));
    }
}
