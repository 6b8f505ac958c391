package dev.foldd.auth.jwt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.foldd.auth.Bearers;
import dev.foldd.auth.Proof;
import dev.foldd.auth.Refusal;
import dev.foldd.auth.Revocations;
import dev.foldd.auth.jwks.JwksFetch;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Proves callers by JSON Web Tokens (RFC 7519). What a token says is read only after its signature holds, and the key
 * that it holds for decides what it must say. A token that has been proved is remembered, so that the next request with
 * it costs a look into a table; whether it has expired or been revoked is asked every time.
 */
public final class JwtBearers {

    /** Longer texts are refused before anything is done with them. */
    private static final int LENGTH_MAX = 8 * 1024;

    /** What a proved token costs in memory beside its text: the proof and its claims, roughly. */
    private static final int ENTRY_BYTES = 1024;

    private final ClaimsReader claims;
    private final long cacheSize;
    private final Parts parts;
    private final RemoteKeys remote;
    private KeyRing configured;
    private volatile Generation generation;

    /**
     * Keys, and what has been proved by them: both are replaced together, so nothing outlives the key that proved it.
     */
    private record Generation(KeyRing keys, Cache<String, Known> proved) {
    }

    private record Known(Proof proof, long expiresAtMillis, Future<Proof> future) {
        Known(Proof proof) {
            this(proof, proof.expiresAt().toEpochMilli(), Future.succeededFuture(proof));
        }
    }

    /**
     * What it works with.
     *
     * @param fetch brings the keys that issuers publish
     * @param lost told the ids of published keys that count no more, on the thread that found it out
     */
    public record Parts(Revocations revocations, JwksFetch fetch, Consumer<Set<String>> lost, Clock clock,
                        Observer observer) {
        public Parts {
            Objects.requireNonNull(revocations);
            Objects.requireNonNull(fetch);
            Objects.requireNonNull(lost);
            Objects.requireNonNull(clock);
            Objects.requireNonNull(observer);
        }
    }

    /** @param keys those that are configured */
    public JwtBearers(JwtConfig config, KeyRing keys, Parts parts) {
        this.claims = new ClaimsReader(config.leeway(), config.maxLifetime());
        this.cacheSize = config.cacheSize();
        this.parts = Objects.requireNonNull(parts);
        this.configured = Objects.requireNonNull(keys);
        this.generation = generation(keys);
        this.remote = new RemoteKeys(config, parts.fetch(), parts.clock(), parts.observer(), this::published);
    }

    /** The same for one door, whose name stands in what is observed. */
    public Bearers at(String door) {
        return bearer -> prove(door, bearer);
    }

    /** Fetches what issuers publish, where that is due. To be called about every second, from any thread. */
    public void look() {
        remote.look();
    }

    /**
     * From now on only these keys, and those that issuers publish, count, for tokens proved before too. The same keys
     * again change nothing.
     *
     * @return the ids of the keys that count no more
     */
    public Set<String> reload(KeyRing keys) {
        return replace(Optional.of(keys));
    }

    private void published() {
        Set<String> lost = replace(Optional.empty());
        if (!lost.isEmpty()) {
            parts.lost().accept(lost);
        }
    }

    private synchronized Set<String> replace(Optional<KeyRing> reloaded) {
        configured = reloaded.orElse(configured);
        KeyRing before = generation.keys();
        KeyRing now = configured.with(remote.keys());
        if (!now.provesAs(before)) {
            generation = generation(now);
        }
        return before.idsMissingIn(now);
    }

    /** Tells, whenever it is asked, whether a proof still holds: its key counts, and nothing of it has been revoked. */
    public BooleanSupplier standing(Proof proof) {
        Set<VerificationKey> then = generation.keys().named(proof.keyId());
        return () -> !then.isEmpty() && generation.keys().named(proof.keyId()).containsAll(then)
                && !parts.revocations().isRevoked(proof);
    }

    private Generation generation(KeyRing keys) {
        return new Generation(keys, Caffeine.newBuilder()
                .maximumWeight(cacheSize)
                .weigher((String token, Known known) -> token.length() + ENTRY_BYTES)
                .executor(Runnable::run)
                .build());
    }

    private Future<Proof> prove(String door, String bearer) {
        try {
            return proved(bearer);
        } catch (RefusedException e) {
            return fetchable(bearer, e.refusal())
                    .map(token -> remote.lookFor(token).compose(looked -> proveAgain(door, bearer, token)))
                    .orElseGet(() -> refused(door, e.refusal()));
        }
    }

    /** The token, when what it lacks is a key that its issuer may have published by now. */
    private Optional<CompactToken> fetchable(String bearer, Refusal refusal) {
        boolean lacksKey =
                refusal == Refusal.ALGORITHM || refusal == Refusal.KEY || refusal == Refusal.SIGNATURE;
        return lacksKey ? remote.lacking(bearer) : Optional.empty();
    }

    private Future<Proof> proveAgain(String door, String bearer, CompactToken token) {
        try {
            return proved(bearer);
        } catch (RefusedException e) {
            return refused(door, remote.isAway(token) ? Refusal.KEYS_AWAY : e.refusal());
        }
    }

    private Future<Proof> refused(String door, Refusal refusal) {
        parts.observer().observe(new Observation.CredentialRefused(door, refusal.word()));
        return Future.failedFuture(refusal.exception());
    }

    /** @throws RefusedException when it proves nobody */
    private Future<Proof> proved(String bearer) {
        Known known = known(bearer);
        if (parts.revocations().isRevoked(known.proof())) {
            throw new RefusedException(Refusal.REVOKED);
        }
        return known.future();
    }

    private Known known(String bearer) {
        if (bearer.length() > LENGTH_MAX) {
            throw new RefusedException(Refusal.TOO_LONG);
        }
        Generation current = generation;
        long now = parts.clock().millis();
        Known known = current.proved().getIfPresent(bearer);
        if (known == null) {
            CompactToken token = CompactToken.read(bearer);
            VerificationKey key = current.keys().signerOf(token);
            known = new Known(claims.read(token.claims(), key, now));
            current.proved().put(bearer, known);
        } else if (known.expiresAtMillis() <= now) {
            current.proved().invalidate(bearer);
            throw new RefusedException(Refusal.EXPIRED);
        }
        return known;
    }
}
