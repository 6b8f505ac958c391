package dev.foldd.auth.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.foldd.auth.Proof;
import dev.foldd.auth.Refusal;
import dev.foldd.auth.Revocations;
import dev.foldd.auth.SessionsConfig;
import dev.foldd.auth.session.SessionLookup.Answer;
import dev.foldd.auth.session.SessionLookup.Found;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import io.vertx.core.Future;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Proves callers by opaque session tokens. A session is looked up once and known as long as somebody lives by it; it is looked
 * at again when its rows may have changed. Safe from any thread.
 */
public final class SessionBearers {

    /** What stands for the key in proofs: sessions are signed by nobody. */
    public static final String KEY_ID = "session";

    private static final int LENGTH_MAX = 1_024;
    private static final int UNKNOWN_MAX = 10_000;
    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(1);

    private final SessionsConfig config;
    private final SessionLookup lookup;
    private final Parts parts;
    /** By the token as it is stored, as long as whoever was proved by it holds on to it. */
    private final Map<String, WeakReference<Held>> sessions = new ConcurrentHashMap<>();
    private final Map<String, Future<Held>> pending = new ConcurrentHashMap<>();
    private final Cache<String, BooleanSupplier> unknown;
    private final AtomicInteger lookups = new AtomicInteger();
    private final AtomicBoolean looking = new AtomicBoolean();

    /**
     * What it works with.
     *
     * @param lost told when sessions have ended before their time, on the thread that found it out
     */
    public record Parts(Revocations revocations, Runnable lost, Clock clock, Observer observer) {
    }

    /**
     * Who was proved.
     *
     * @param holds whether the session is still there and nothing of it has been taken back; quick
     */
    public record Standing(Proof proof, BooleanSupplier holds) {
    }

    /** One session that is in use. */
    private static final class Held {
        private final String token;
        private final Proof proof;
        private volatile BooleanSupplier unchanged;
        private volatile long lookedMillis;
        private volatile boolean gone;

        Held(String token, Found found, BooleanSupplier unchanged, long now) {
            this.token = token;
            this.proof = proofOf(found);
            this.unchanged = unchanged;
            this.lookedMillis = now;
        }
    }

    public SessionBearers(SessionsConfig config, SessionLookup lookup, Parts parts) {
        this.config = config;
        this.lookup = lookup;
        this.parts = parts;
        this.unknown = Caffeine.newBuilder().maximumSize(UNKNOWN_MAX).expireAfterWrite(UNKNOWN_FOR)
                .ticker(() -> Duration.ofMillis(parts.clock().millis()).toNanos()).executor(Runnable::run).build();
    }

    /** Whether a credential has not the form of a JSON Web Token, which is three parts with points between. */
    public static boolean isSession(String bearer) {
        int first = bearer.indexOf('.');
        int second = first < 0 ? -1 : bearer.indexOf('.', first + 1);
        return second < 0 || bearer.indexOf('.', second + 1) >= 0;
    }

    /**
     * Proves whom a token speaks for.
     *
     * @param door stands in what is observed
     * @return fails as {@link dev.foldd.auth.Bearers} does
     */
    public Future<Standing> prove(String door, String bearer) {
        if (bearer.isEmpty() || bearer.length() > LENGTH_MAX) {
            return refused(door, bearer.isEmpty() ? Refusal.ABSENT : Refusal.TOO_LONG);
        }
        String token = stored(bearer);
        Held known = known(token);
        if (known != null) {
            return stands(door, known);
        }
        BooleanSupplier stillUnknown = unknown.getIfPresent(token);
        if (stillUnknown != null && stillUnknown.getAsBoolean()) {
            return refused(door, Refusal.SESSION);
        }
        return looked(token).transform(done -> {
            if (done.failed()) {
                return refused(door, Refusal.SESSIONS_AWAY);
            }
            return done.result() == null ? refused(door, Refusal.SESSION) : stands(door, done.result());
        });
    }

    /** Looks again at sessions in use that may have changed. To be called a few times a second; answers when it has. */
    public Future<Void> look() {
        if (!looking.compareAndSet(false, true)) {
            return Future.succeededFuture();
        }
        sessions.values().removeIf(reference -> reference.get() == null);
        List<Held> due = new ArrayList<>();
        for (WeakReference<Held> reference : sessions.values()) {
            Held held = reference.get();
            if (held != null && !isFresh(held)) {
                due.add(held);
            }
        }
        return lookAgain(due, 0, new AtomicBoolean()).onComplete(done -> looking.set(false));
    }

    /** How many are known. */
    public int size() {
        return sessions.size();
    }

    private Future<Void> lookAgain(List<Held> due, int from, AtomicBoolean lost) {
        if (from >= due.size()) {
            if (lost.get()) {
                parts.lost().run();
            }
            return Future.succeededFuture();
        }
        int to = Math.min(due.size(), from + SessionLookup.TOGETHER_MAX);
        List<Held> some = due.subList(from, to);
        // What cannot be looked at now is looked at the next time; whoever lives by it can do nothing meanwhile either.
        return lookup.find(some.stream().map(held -> held.token).toList()).onSuccess(answer -> {
            for (Held held : some) {
                lost.compareAndSet(false, judged(held, answer));
            }
        }).transform(done -> lookAgain(due, to, lost));
    }

    /** Whether the session is not any more what its proof says. */
    private boolean judged(Held held, Answer answer) {
        Found found = answer.sessions().get(held.token);
        if (found != null && found.principal().equals(held.proof.principal())
                && !found.expiresAt().isBefore(held.proof.expiresAt())) {
            held.unchanged = answer.unchanged();
            held.lookedMillis = parts.clock().millis();
            return false;
        }
        held.gone = true;
        sessions.computeIfPresent(held.token, (token, reference) -> reference.get() == held ? null : reference);
        return true;
    }

    private Held known(String token) {
        WeakReference<Held> reference = sessions.get(token);
        Held held = reference == null ? null : reference.get();
        return held != null && !held.gone && isFresh(held) ? held : null;
    }

    private boolean isFresh(Held held) {
        return held.unchanged.getAsBoolean()
                && parts.clock().millis() - held.lookedMillis < config.cacheTtl().toMillis();
    }

    /** Those who ask for the same at once wait for one lookup; null when there is no such session. */
    private Future<Held> looked(String token) {
        Future<Held> running = pending.get(token);
        if (running != null) {
            return running;
        }
        if (lookups.incrementAndGet() > config.maxLookups() || sessions.size() >= config.maxSessions()) {
            lookups.decrementAndGet();
            return Future.failedFuture(Refusal.SESSIONS_AWAY.exception());
        }
        Future<Held> looked = lookup.find(List.of(token)).map(answer -> kept(token, answer));
        pending.put(token, looked);
        return looked.onComplete(done -> {
            pending.remove(token, looked);
            lookups.decrementAndGet();
        });
    }

    private Held kept(String token, Answer answer) {
        WeakReference<Held> before = sessions.get(token);
        Held known = before == null ? null : before.get();
        if (known != null && !known.gone) {
            if (!judged(known, answer)) {
                return known;
            }
            parts.lost().run();
        }
        Found found = answer.sessions().get(token);
        if (found == null) {
            unknown.put(token, answer.unchanged());
            return null;
        }
        Held held = new Held(token, found, answer.unchanged(), parts.clock().millis());
        sessions.put(token, new WeakReference<>(held));
        return held;
    }

    private Future<Standing> stands(String door, Held held) {
        if (parts.revocations().isRevoked(held.proof)) {
            return refused(door, Refusal.REVOKED);
        }
        if (!held.proof.expiresAt().isAfter(parts.clock().instant())) {
            return refused(door, Refusal.EXPIRED);
        }
        return Future.succeededFuture(new Standing(held.proof,
                () -> !held.gone && !parts.revocations().isRevoked(held.proof)));
    }

    private <T> Future<T> refused(String door, Refusal refusal) {
        parts.observer().observe(new Observation.CredentialRefused(door, refusal.word()));
        return Future.failedFuture(refusal.exception());
    }

    private static Proof proofOf(Found found) {
        return new Proof(found.principal(), found.begun(), found.expiresAt(), Optional.empty(), KEY_ID);
    }

    private String stored(String bearer) {
        return switch (config.hash()) {
            case NONE -> bearer;
            case SHA256 -> HexFormat.of().formatHex(sha256(bearer));
        };
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
