package dev.foldd.auth.jwks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The keys that one issuer publishes. They are fetched again in the background before the answer that brought them is
 * stale, outlast a server that is away for a while and no longer, and are asked for out of turn when a token names one
 * that is not there: at most once in an interval, by one request whoever else waits. Safe from any thread.
 */
public final class RemoteSet {

    /** A refresh starts at this part of the time for which an answer is good. */
    private static final double EARLY = 0.75;
    private static final int DOUBLINGS_MAX = 5;

    /** Whose keys, and where they are. */
    public record Source(String issuer, URI address) {
        public Source {
            Objects.requireNonNull(issuer);
            Objects.requireNonNull(address);
        }
    }

    private final Source source;
    private final JwksConfig config;
    private final JwksFetch fetch;
    private final Clock clock;
    private final Observer observer;
    private final Runnable changed;
    private final Cache<String, Boolean> unknown;
    private volatile JwkSet set = JwkSet.EMPTY;
    private volatile boolean failing = true;
    private Future<Void> running;
    private Instant started = Instant.EPOCH;
    private Instant next = Instant.EPOCH;
    private Instant end = Instant.EPOCH;
    private int failures;

    /** @param changed told after every change of {@link #keys}, on the thread that brought it */
    public RemoteSet(Source source, JwksConfig config, JwksFetch fetch, Clock clock, Observer observer,
                     Runnable changed) {
        this.source = Objects.requireNonNull(source);
        this.config = Objects.requireNonNull(config);
        this.fetch = Objects.requireNonNull(fetch);
        this.clock = Objects.requireNonNull(clock);
        this.observer = Objects.requireNonNull(observer);
        this.changed = Objects.requireNonNull(changed);
        this.unknown = Caffeine.newBuilder().maximumSize(config.unknownMax()).expireAfterWrite(config.unknownFor())
                .ticker(() -> Duration.ofMillis(clock.millis()).toNanos()).executor(Runnable::run).build();
    }

    /** Those that count now. */
    public JwkSet keys() {
        return set;
    }

    /** Whether nothing can be told of this issuer's tokens: there are no keys, since the last attempt failed. */
    public boolean isAway() {
        return failing && set.keys().isEmpty();
    }

    /** To be called about every second: fetches what is due, and drops what has outlasted its time. */
    public void look() {
        boolean dropped = false;
        synchronized (this) {
            Instant now = clock.instant();
            boolean clockWentBack = now.isBefore(started);
            if (running == null && (clockWentBack || !now.isBefore(next))) {
                start(now, Optional.empty());
            }
            if (!set.keys().isEmpty() && !now.isBefore(end) && failing) {
                set = JwkSet.EMPTY;
                dropped = true;
            }
        }
        if (dropped) {
            warn("are dropped, since they could not be fetched for too long; its tokens are refused");
            changed.run();
        }
    }

    /**
     * Completes, and never fails, when there is nothing more to wait for. The caller looks again then.
     *
     * @param keyId what is missing; empty for a token that names no key
     */
    public synchronized Future<Void> lookFor(Optional<String> keyId) {
        if (running != null) {
            return running;
        }
        Instant now = clock.instant();
        boolean tooSoon = now.isBefore(started.plus(config.interval())) && !now.isBefore(started);
        if (tooSoon || keyId.isPresent() && unknown.getIfPresent(keyId.get()) != null) {
            return Future.succeededFuture();
        }
        return start(now, keyId);
    }

    /** To be called with the lock held; a fetch may be over before it returns. */
    private Future<Void> start(Instant now, Optional<String> wanted) {
        started = now;
        Future<Void> attempt = fetched().transform(answer -> {
            if (answer.succeeded()) {
                accept(answer.result(), wanted);
            } else {
                failed(answer.cause());
            }
            return Future.succeededFuture();
        });
        if (!attempt.isComplete()) {
            running = attempt;
        }
        return attempt;
    }

    private record Answer(JwkSet set, Duration good) {
    }

    private Future<Answer> fetched() {
        try {
            return fetch.fetch(source.address()).map(fetched -> new Answer(
                    JwkSet.read(fetched.body(), config.keysMax()), good(fetched.maxAge())));
        } catch (RuntimeException notEvenTried) {
            return Future.failedFuture(notEvenTried);
        }
    }

    private Duration good(Optional<Duration> maxAge) {
        Duration told = maxAge.orElse(config.refreshMin());
        return told.compareTo(config.refreshMin()) < 0 ? config.refreshMin()
                : told.compareTo(config.refreshMax()) > 0 ? config.refreshMax() : told;
    }

    private void accept(Answer answer, Optional<String> wanted) {
        boolean different;
        synchronized (this) {
            Instant now = clock.instant();
            running = null;
            next = now.plusMillis((long) (answer.good().toMillis() * EARLY));
            end = now.plus(answer.good()).plus(config.keep());
            failures = 0;
            failing = false;
            different = !answer.set().equals(set);
            set = answer.set();
            wanted.filter(keyId -> !set.holds(keyId)).ifPresent(keyId -> unknown.put(keyId, true));
        }
        if (different) {
            answer.set().secrets().forEach(secret -> warn("are not all for the public: " + secret + " and is not used"));
            observer.observe(new Observation.Noted("auth", "the keys of the issuer " + source.issuer() + " are now "
                    + answer.set().keys().size()));
            changed.run();
        }
    }

    /** Waits twice as long after every failure, up to a bound, so that a server that comes back is not run over. */
    private void failed(Throwable cause) {
        boolean first;
        String rest;
        synchronized (this) {
            running = null;
            rest = set.keys().isEmpty() ? "" : "; those at hand count until " + end;
            first = failures == 0;
            next = clock.instant().plus(config.interval().multipliedBy(1L << Math.min(failures, DOUBLINGS_MAX)));
            failures++;
            failing = true;
        }
        if (first) {
            warn("cannot be fetched: " + (cause instanceof JwksException told ? told.getMessage() : "no answer came")
                    + rest);
        }
    }

    private void warn(String text) {
        observer.observe(new Observation.Warned("auth", "the keys of the issuer " + source.issuer() + " " + text));
    }
}
