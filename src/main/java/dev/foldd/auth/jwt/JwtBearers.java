package dev.foldd.auth.jwt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.foldd.auth.Bearers;
import dev.foldd.auth.Proof;
import dev.foldd.auth.Refusal;
import dev.foldd.auth.Revocations;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

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
    private final Revocations revocations;
    private final Clock clock;
    private final Observer observer;
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

    public JwtBearers(JwtConfig config, KeyRing keys, Revocations revocations, Clock clock, Observer observer) {
        this.claims = new ClaimsReader(config.leeway(), config.maxLifetime());
        this.cacheSize = config.cacheSize();
        this.revocations = Objects.requireNonNull(revocations);
        this.clock = Objects.requireNonNull(clock);
        this.observer = Objects.requireNonNull(observer);
        this.generation = generation(keys);
    }

    /** The same for one door, whose name stands in what is observed. */
    public Bearers at(String door) {
        return bearer -> prove(door, bearer);
    }

    /**
     * From now on only these keys count, for tokens proved before too. The same keys again change nothing.
     *
     * @return the ids of the keys that count no more
     */
    public Set<String> reload(KeyRing keys) {
        KeyRing before = generation.keys();
        if (!keys.provesAs(before)) {
            generation = generation(keys);
        }
        return before.idsMissingIn(keys);
    }

    /** Tells, whenever it is asked, whether a proof still holds: its key counts, and nothing of it has been revoked. */
    public BooleanSupplier standing(Proof proof) {
        Optional<VerificationKey> key = generation.keys().named(proof.keyId());
        return () -> generation.keys().named(proof.keyId()).equals(key) && !revocations.isRevoked(proof);
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
            Known known = known(bearer);
            if (revocations.isRevoked(known.proof())) {
                throw new RefusedException(Refusal.REVOKED);
            }
            return known.future();
        } catch (RefusedException e) {
            observer.observe(new Observation.CredentialRefused(door, e.refusal().word()));
            return Future.failedFuture(e.refusal().exception());
        }
    }

    private Known known(String bearer) {
        if (bearer.length() > LENGTH_MAX) {
            throw new RefusedException(Refusal.TOO_LONG);
        }
        Generation current = generation;
        long now = clock.millis();
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
