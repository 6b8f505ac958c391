package dev.foldd.rpc;

import dev.foldd.auth.Prover;
import dev.foldd.auth.Prover.Proven;
import dev.foldd.auth.Refusal;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.limit.FailedProofs;
import dev.foldd.rpc.message.RpcCall;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * What one connection has proved. The first credential present decides: that of the message, else that of the
 * connection, with no falling back from one that proves nobody. A proof is kept for as long as it lasts, so that only
 * the first of many requests pays for it. Belongs to the connection's event loop.
 */
final class RpcCredential {

    private static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);

    private final Prover prover;
    private final FailedProofs failures;
    private final Observer observer;
    private final Clock clock;
    private final Context context;
    private final String remote;
    private Optional<Held> ofConnection;
    private Held ofLastMessage;
    private Proven longest;
    private int failuresInRow;

    /** One token with its proof, once there is one, or the attempt at it. */
    private static final class Held {
        private final String bearer;
        private Proven proven;
        private long endMillis;
        private Future<Proven> pending;

        Held(String bearer) {
            this.bearer = bearer;
        }
    }

    /** @param ofHandshake the bearer token that came with the handshake */
    RpcCredential(RpcParts parts, Context context, String remote, Optional<String> ofHandshake) {
        this.prover = parts.prover();
        this.failures = parts.failedProofs();
        this.observer = parts.observer();
        this.clock = parts.clock();
        this.context = context;
        this.remote = remote;
        this.ofConnection = ofHandshake.map(Held::new);
    }

    /**
     * Proves the handshake's credential ahead of any request; whoever fails here fails again, and is counted and told,
     * when he asks for something.
     */
    Future<Void> proveEarly() {
        if (ofConnection.isEmpty()) {
            return Future.succeededFuture();
        }
        try {
            failures.admit(remote);
        } catch (FaultException tooMany) {
            return Future.succeededFuture();
        }
        return prove(ofConnection.get()).transform(done -> Future.succeededFuture());
    }

    /** The proof behind a call when it is already there; the way of all requests but the first. */
    Optional<Proven> known(RpcCall call) {
        Optional<Held> held = heldFor(call);
        if (held.isEmpty() || held.get().proven == null || held.get().endMillis <= clock.millis()
                || !speaksFor(held.get().proven, call)) {
            return Optional.empty();
        }
        failuresInRow = 0;
        return Optional.of(held.get().proven);
    }

    /** Proves who sent a call. Fails with {@code Unauthenticated} when nobody is proved, and counts it. */
    Future<Proven> prove(RpcCall call) {
        try {
            failures.admit(remote);
        } catch (FaultException tooMany) {
            return Future.failedFuture(tooMany);
        }
        return heldFor(call).map(this::prove)
                .orElseGet(() -> unauthenticated(Refusal.ABSENT))
                .compose(proven -> speaksFor(proven, call) ? Future.succeededFuture(proven)
                        : unauthenticated(Refusal.OTHER_USER))
                .compose(proven -> end(proven).isAfter(clock.instant()) ? Future.succeededFuture(proven)
                        : unauthenticated(Refusal.EXPIRED))
                .onSuccess(proven -> failuresInRow = 0)
                .onFailure(this::count);
    }

    /**
     * Puts another credential of the same subject in the place of the connection's.
     *
     * @param present who asks for it; he must be the one whose connection it is
     */
    Future<Proven> refresh(String bearer, Proven present) {
        Held fresh = new Held(bearer);
        return prove(fresh).onFailure(this::count).compose(proven -> {
            String subject = ofConnection.map(own -> own.proven).orElse(present).principal().subject();
            if (!proven.principal().subject().equals(subject) || !present.principal().subject().equals(subject)) {
                return Future.failedFuture(new FaultException(new Fault.Forbidden("the token is of another subject")));
            }
            ofConnection = Optional.of(fresh);
            ofLastMessage = null;
            longest = proven;
            return Future.succeededFuture(proven);
        });
    }

    /** Whether anybody has ever been proved here. */
    boolean provedSomebody() {
        return longest != null;
    }

    int failuresInRow() {
        return failuresInRow;
    }

    /** Whether what this connection lives by is over. */
    boolean expired() {
        return living().flatMap(Proven::expiresAt).filter(end -> !end.isAfter(clock.instant())).isPresent();
    }

    /** Whether what this connection lives by has been taken back; a message's credential is then proved anew. */
    boolean revoked() {
        if (ofLastMessage != null && ofLastMessage.proven != null
                && !ofLastMessage.proven.stillValid().getAsBoolean()) {
            ofLastMessage = null;
        }
        return living().filter(proven -> !proven.stillValid().getAsBoolean()).isPresent();
    }

    /**
     * A connection without a credential of its own lives by the one that lasts longest of those its messages brought.
     */
    private Optional<Proven> living() {
        return ofConnection.isPresent() && ofConnection.get().proven != null ? Optional.of(ofConnection.get().proven)
                : Optional.ofNullable(longest);
    }

    private Optional<Held> heldFor(RpcCall call) {
        if (call.token().isEmpty()) {
            return ofConnection;
        }
        if (ofLastMessage == null || !ofLastMessage.bearer.equals(call.token().get())) {
            ofLastMessage = new Held(call.token().get());
        }
        return Optional.of(ofLastMessage);
    }

    /** Requests that come while a token is being proved wait for the same proof. */
    private Future<Proven> prove(Held held) {
        if (held.pending != null) {
            return held.pending;
        }
        Future<Proven> proof = Future.fromCompletionStage(prover.prove(held.bearer, remote).toCompletionStage(),
                context)
                // What was taken back on the way here has been announced already, and nobody would look again.
                .compose(proven -> proven.stillValid().getAsBoolean() ? Future.succeededFuture(proven)
                        : unauthenticated(Refusal.REVOKED))
                .onSuccess(proven -> keep(held, proven));
        held.pending = proof;
        proof.onComplete(done -> held.pending = null);
        return proof;
    }

    private void keep(Held held, Proven proven) {
        held.proven = proven;
        held.endMillis = end(proven).toEpochMilli();
        if (longest == null || end(proven).isAfter(end(longest))) {
            longest = proven;
        }
    }

    private static Instant end(Proven proven) {
        return proven.expiresAt().filter(end -> end.isBefore(NEVER)).orElse(NEVER);
    }

    private static boolean speaksFor(Proven proven, RpcCall call) {
        return call.userId().isEmpty() || call.userId().get().equals(proven.principal().subject());
    }

    private void count(Throwable failure) {
        if (FaultException.carriedBy(failure).filter(fault -> fault instanceof Fault.Unauthenticated).isPresent()) {
            failuresInRow++;
            failures.count(remote);
        }
    }

    /** What {@link Prover} refuses it has observed itself. */
    private Future<Proven> unauthenticated(Refusal refusal) {
        observer.observe(new Observation.CredentialRefused(RpcExchange.DOOR, refusal.word()));
        return Future.failedFuture(refusal.exception());
    }
}
