package dev.foldd.auth;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.contract.Revocation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What has been taken back: single tokens, all tokens of a subject, all tokens of a key. Asking is quick and needs no
 * lock; taking back is written to disk before it returns, so it belongs on a worker thread.
 */
public final class Revocations {

    private static final int VALUE_LENGTH_MAX = 255;
    private static final Duration RETRY = Duration.ofSeconds(10);

    /** The last moment that a date of four digits can tell. */
    private static final Instant FOR_GOOD = Instant.parse("9999-12-31T23:59:59Z");

    /** What a revocation is about. */
    private record Name(Revocation.Kind kind, String value) {
    }

    private final Map<Name, Revocation> byName = new ConcurrentHashMap<>();
    private final RevocationFile file;
    private final Bounds bounds;
    private final Clock clock;

    private Revocations(RevocationFile file, Bounds bounds, Clock clock) {
        this.file = file;
        this.bounds = bounds;
        this.clock = clock;
    }

    /**
     * How long and how many.
     *
     * @param keep how long a revocation is kept when nobody says otherwise: as long as a token can live
     * @param revocationsMax how many are kept at once
     */
    public record Bounds(Duration keep, int revocationsMax) {
    }

    /**
     * Reads the file, forgets what has expired, and writes it anew where that made it shorter.
     *
     * @throws IOException when it cannot be read or written, or a line of it is not a revocation; the message is a
     *     sentence
     */
    public static Revocations open(Path path, Bounds bounds, Clock clock, Observer observer) throws IOException {
        RevocationFile file = new RevocationFile(path);
        Revocations revocations = new Revocations(file, bounds, clock);
        RevocationFile.Content content = file.read();
        content.revocations().forEach(revocations::remember);
        revocations.forgetExpired();
        if (content.torn() || revocations.size() < content.revocations().size()) {
            file.rewrite(List.copyOf(revocations.byName.values()));
        }
        if (content.torn()) {
            observer.observe(new Observation.Warned("auth",
                    path + " ended in an unfinished line, which was never acknowledged; it has been dropped"));
        }
        return revocations;
    }

    /** Does this proof count no longer? Doors ask it for live connections too. */
    public boolean isRevoked(Proof proof) {
        return !byName.isEmpty()
                && (reaches(proof)
                || byName.containsKey(new Name(Revocation.Kind.KEY, proof.keyId()))
                || proof.tokenId().isPresent()
                        && byName.containsKey(new Name(Revocation.Kind.JTI, proof.tokenId().get())));
    }

    /**
     * Takes back what has been issued up to now, until the last of it has expired by itself; a key for good, since
     * whoever has it can sign tokens of any date.
     *
     * @return what is now on disk, to be announced to those who hold live connections
     * @throws FaultException as {@link #revoke(Revocation)}
     */
    public Revocation revoke(Revocation.Kind kind, String value) {
        Instant now = clock.instant();
        Revocation revocation = new Revocation(kind, value, now,
                kind == Revocation.Kind.KEY ? FOR_GOOD : now.plus(bounds.keep()));
        revoke(revocation);
        return revocation;
    }

    /**
     * Takes back. It counts from the first moment on, and is on disk when this returns.
     *
     * @throws FaultException {@code Invalid} for an empty or overlong value, {@code TooLarge} when there are too many,
     *     {@code Unavailable} when it counts now but could not be written, and so would not survive a restart
     */
    public synchronized void revoke(Revocation revocation) {
        if (revocation.value().isEmpty() || revocation.value().length() > VALUE_LENGTH_MAX) {
            throw new FaultException(new Fault.Invalid("value", "must have 1 to " + VALUE_LENGTH_MAX + " characters"));
        }
        if (byName.size() >= bounds.revocationsMax() && !byName.containsKey(nameOf(revocation))) {
            forgetExpired();
            if (byName.size() >= bounds.revocationsMax()) {
                throw new FaultException(new Fault.TooLarge("the number of revocations", bounds.revocationsMax()));
            }
        }
        Revocation merged = remember(revocation);
        try {
            if (file.wantsRewrite(bounds.revocationsMax())) {
                forgetExpired();
                file.rewrite(new ArrayList<>(byName.values()));
            } else {
                file.append(merged);
            }
        } catch (IOException notWritten) {
            FaultException told = new FaultException(
                    new Fault.Unavailable("the revocation counts now, but could not be written to disk", RETRY));
            told.addSuppressed(notWritten);
            throw told;
        }
    }

    /**
     * Takes back what another daemon has taken back.
     *
     * @return whether that was not known here
     * @throws FaultException as {@link #revoke(Revocation)}
     */
    public boolean learn(Revocation revocation) {
        Revocation known = byName.get(nameOf(revocation));
        boolean covered = revocation.until().isBefore(clock.instant()) || known != null
                && !known.issuedBefore().isBefore(revocation.issuedBefore()) && !known.until().isBefore(revocation.until());
        if (!covered) {
            revoke(revocation);
        }
        return !covered;
    }

    /** All that are kept, at this moment. */
    public List<Revocation> all() {
        return List.copyOf(byName.values());
    }

    /** How many are kept. */
    public int size() {
        return byName.size();
    }

    /**
     * A subject may come again with a later token. A token's own name is given once, and a key that is not trusted says
     * nothing about when, so for those it does not matter when a token claims to have been issued.
     */
    private boolean reaches(Proof proof) {
        Revocation revocation = byName.get(new Name(Revocation.Kind.SUB, proof.principal().subject()));
        return revocation != null && !proof.issuedAt().isAfter(revocation.issuedBefore());
    }

    /** Two of the same name become one that reaches as far as either. */
    private Revocation remember(Revocation revocation) {
        return byName.merge(nameOf(revocation), revocation, (kept, added) -> new Revocation(added.kind(), added.value(),
                later(kept.issuedBefore(), added.issuedBefore()), later(kept.until(), added.until())));
    }

    private void forgetExpired() {
        Instant now = clock.instant();
        byName.values().removeIf(revocation -> revocation.until().isBefore(now));
    }

    private static Name nameOf(Revocation revocation) {
        return new Name(revocation.kind(), revocation.value());
    }

    private static Instant later(Instant left, Instant right) {
        return left.isAfter(right) ? left : right;
    }
}
