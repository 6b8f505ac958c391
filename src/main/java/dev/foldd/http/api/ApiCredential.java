package dev.foldd.http.api;

import dev.foldd.auth.Credentials;
import dev.foldd.auth.Prover.Proven;
import dev.foldd.auth.Refusal;
import dev.foldd.auth.sign.SignedCall;
import dev.foldd.auth.sign.SignedCalls.Signer;
import dev.foldd.contract.Observation.CredentialRefused;
import dev.foldd.contract.Principal;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.http.ApiConfig;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import dev.foldd.limit.MemoryBudget;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Proves who sends a request: by its bearer token, before its body is read; or by its signature, for which the body must be
 * there. Whoever sends both is nobody, since nobody could say which one counts. Belongs to one event loop.
 */
final class ApiCredential {

    private static final String AUTHORIZATION = "Authorization";
    private static final String KEY = "X-Foldd-Key";
    private static final String TIMESTAMP = "X-Foldd-Timestamp";
    private static final String NONCE = "X-Foldd-Nonce";
    private static final String SIGNATURE = "X-Foldd-Signature";
    /** Beside them: the path of trust that is presented, base64 of a JSON list of edges. */
    static final String PATH = "X-Foldd-Path";
    /** The headers of a signed request; all of them or none. */
    static final List<String> SIGNED = List.of(KEY, TIMESTAMP, NONCE, SIGNATURE);

    private final ApiParts parts;
    private final ApiConfig config;
    private final MemoryBudget bodies;
    private final Context context;

    ApiCredential(ApiParts parts, ApiConfig config, MemoryBudget bodies, Context context) {
        this.parts = parts;
        this.config = config;
        this.bodies = bodies;
        this.context = context;
    }

    /** Who was proved, and what he has sent. */
    record Sender(Principal principal, ApiBody.Content body) {
    }

    /**
     * Proves the sender and reads the body, in the order that costs strangers the least.
     *
     * @return fails with {@code Unauthenticated} when nobody is proved, or as {@link ApiBody#read} does
     */
    Future<Sender> prove(ApiExchange exchange) {
        try {
            parts.failedProofs().admit(exchange.remote());
        } catch (FaultException tooMany) {
            return Future.failedFuture(tooMany);
        }
        MultiMap headers = exchange.request().headers();
        boolean signed = SIGNED.stream().anyMatch(headers::contains) || headers.contains(PATH);
        Optional<String> bearer = Credentials.ofHandshake(headers.getAll(AUTHORIZATION), List.of());
        Future<Sender> sender = signed && bearer.isPresent()
                ? refused("malformed", "a token and a signature were sent; send one of them")
                : signed ? bySignature(exchange) : byToken(exchange, bearer);
        return sender.onFailure(failure -> count(exchange, failure));
    }

    private Future<Sender> byToken(ApiExchange exchange, Optional<String> bearer) {
        if (bearer.isEmpty()) {
            parts.node().observer().observe(new CredentialRefused(ApiExchange.DOOR, Refusal.ABSENT.word()));
            return Future.failedFuture(Refusal.ABSENT.exception());
        }
        Future<Proven> proof = parts.bearers().prove(bearer.get(), exchange.remote());
        return (proof.isComplete() ? proof : Future.fromCompletionStage(proof.toCompletionStage(), context))
                .compose(this::standing)
                .compose(proven -> ApiBody.read(exchange, config, bodies, false)
                        .map(body -> new Sender(proven.principal(), body)));
    }

    /** It may have been taken back while it was looked at. */
    private Future<Proven> standing(Proven proven) {
        if (proven.stillValid().getAsBoolean()) {
            return Future.succeededFuture(proven);
        }
        parts.node().observer().observe(new CredentialRefused(ApiExchange.DOOR, Refusal.REVOKED.word()));
        return Future.failedFuture(Refusal.REVOKED.exception());
    }

    private Future<Sender> bySignature(ApiExchange exchange) {
        HttpServerRequest request = exchange.request();
        long seconds;
        for (String name : SIGNED) {
            if (request.headers().getAll(name).size() != 1) {
                return refused("malformed", "a signed request has each of the headers " + String.join(", ", SIGNED) + " once");
            }
        }
        try {
            seconds = Long.parseLong(request.getHeader(TIMESTAMP));
        } catch (NumberFormatException notSeconds) {
            return refused("malformed", TIMESTAMP + " is a whole number of seconds since 1970");
        }
        Optional<Object> path;
        try {
            path = path(request.headers().getAll(PATH));
        } catch (IllegalArgumentException | JsonException notSuch) {
            return refused("path", PATH + " is there once at most: base64 of a JSON list of edges");
        }
        // The target as it was sent: whatever stands between may not turn one request into another.
        String operation = request.method().name() + " " + request.uri();
        return ApiBody.read(exchange, config, bodies, true).compose(body -> parts.signatures().prove(
                new SignedCall(request.getHeader(KEY), seconds, request.getHeader(NONCE), request.getHeader(SIGNATURE), operation,
                        body.digest().orElseThrow()), path, Optional.empty())
                .map(Signer::principal).map(principal -> new Sender(principal, body)));
    }

    private static Optional<Object> path(List<String> values) {
        if (values.size() > 1) {
            throw new IllegalArgumentException("twice");
        }
        return values.stream().findFirst().map(value -> Json.parse(
                new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    }

    private void count(ApiExchange exchange, Throwable failure) {
        if (FaultException.carriedBy(failure).filter(Fault.Unauthenticated.class::isInstance).isPresent()) {
            parts.failedProofs().count(exchange.remote());
        }
    }

    private <T> Future<T> refused(String word, String sentence) {
        parts.node().observer().observe(new CredentialRefused(ApiExchange.DOOR, word));
        return Future.failedFuture(new FaultException(new Fault.Unauthenticated(sentence)));
    }
}
