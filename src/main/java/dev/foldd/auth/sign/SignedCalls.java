package dev.foldd.auth.sign;

import dev.foldd.auth.trust.TrustPaths;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.contract.Principal;
import dev.foldd.identity.KeyException;
import dev.foldd.identity.PublicKey;
import dev.foldd.identity.trust.TrustException;
import dev.foldd.identity.trust.TrustPath;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Proves who has signed a request: cheap checks first, then the signature on another thread, then the nonce, which is used up
 * only by a signature that holds. Safe to use from any event loop.
 */
public final class SignedCalls {

    /** Keys that were parsed before: to prove that one is of the prime order costs as much as a signature. */
    private static final int PARSED_MAX = 10_000;

    private final String door;
    private final Parts parts;
    private final Shared shared;

    /** What all doors have in common. */
    public static final class Shared {
        private final Nonces nonces;
        private final long windowMillis;
        private final long startedMillis;
        private final Map<String, PublicKey> parsed = new ConcurrentHashMap<>();

        /** @param started what was signed before it may have been used up at the daemon before this one */
        public Shared(SignedConfig config, Instant started, LongSupplier nanoTime) {
            this.nonces = new Nonces(config.noncesKept(), config.noncesMax(), nanoTime);
            this.windowMillis = config.window().toMillis();
            this.startedMillis = started.toEpochMilli();
        }
    }

    /** @param nodeId whom a request must be meant for */
    public record Parts(String nodeId, Applications applications, TrustPaths paths, Signatures signatures, Clock clock,
                        Observer observer) {
    }

    /** @param door as observations and audit records name it */
    public SignedCalls(String door, Parts parts, Shared shared) {
        this.door = door;
        this.parts = parts;
        this.shared = shared;
    }

    /**
     * Who has proved himself: his key, by which he is looked up again whenever he asks for something.
     *
     * @param path that he has presented; nothing of it counts where his key is known here in its own right
     */
    public record Signer(PublicKey key, Optional<TrustPaths.Seen> path, Principal principal) {
    }

    /**
     * @param path the path of trust that he presents, JSON in plain Java
     * @param pinned the only key that counts here
     * @return fails with {@code Unauthenticated}, or {@code RateLimited} when too much has to be checked or remembered
     */
    public Future<Signer> prove(SignedCall call, Optional<Object> path, Optional<PublicKey> pinned) {
        byte[] nonce;
        byte[] signature;
        try {
            nonce = Base64.getDecoder().decode(call.nonce());
            signature = Base64.getDecoder().decode(call.signature());
        } catch (IllegalArgumentException notBase64) {
            return refused(SignatureRefusal.MALFORMED);
        }
        if (nonce.length != Nonces.SIZE || signature.length != PublicKey.SIGNATURE_SIZE) {
            return refused(SignatureRefusal.MALFORMED);
        }
        if (!isTimely(call.timestamp())) {
            return refused(SignatureRefusal.TIME);
        }
        Optional<TrustPath> presented;
        try {
            presented = path.map(TrustPath::read);
        } catch (TrustException e) {
            return refused(e);
        }
        PublicKey known = shared.parsed.get(call.publicKey());
        if (known != null && shared.nonces.isUsed(known, nonce)) {
            return refused(SignatureRefusal.REPLAYED);
        }
        return parts.signatures().check(() -> led(verified(call, nonce, signature, known), presented))
                .recover(busy -> refused(SignatureRefusal.BUSY))
                .compose(verdict -> verdict.refusal().isPresent() ? refused(verdict.refusal().get())
                        : taken(verdict, nonce, pinned));
    }

    /**
     * Proves who has signed the greeting of a connection. Its nonce is the door's to use up.
     *
     * @param key base64 of the raw public key
     * @param signature base64
     * @param message what he must have signed, made of his raw key
     * @param path the path of trust that he presents, JSON in plain Java
     * @param pinned the only key that counts here
     * @return fails as {@link #prove} does
     */
    public Future<Signer> login(String key, String signature, UnaryOperator<byte[]> message, Optional<Object> path,
                                Optional<PublicKey> pinned) {
        byte[] signed;
        Optional<TrustPath> presented;
        try {
            signed = Base64.getDecoder().decode(signature);
            presented = path.map(TrustPath::read);
        } catch (TrustException e) {
            return refused(e);
        } catch (IllegalArgumentException notBase64) {
            return refused(SignatureRefusal.MALFORMED);
        }
        PublicKey known = shared.parsed.get(key);
        return parts.signatures().check(() -> led(verified(key, known, signed, message), presented))
                .recover(busy -> refused(SignatureRefusal.BUSY))
                .compose(verdict -> verdict.refusal().isPresent() ? refused(verdict.refusal().get())
                        : isOther(verdict.key(), pinned) ? refused(SignatureRefusal.PINNED) : proved(verdict));
    }

    /** The same caller now: what was read anew since may have taken something from him, and his path may have expired. */
    public Principal now(Signer signer) {
        return now(signer.key(), signer.path());
    }

    private Principal now(PublicKey key, Optional<TrustPaths.Seen> path) {
        Principal known = parts.applications().principal(key);
        return path.isEmpty() || known.resolvedDistance().isPresent() ? known
                : known.reaching(parts.paths().reach(path.get(), key));
    }

    private boolean isTimely(long seconds) {
        if (Math.abs(seconds) > Long.MAX_VALUE / 1_000) {
            return false;
        }
        long millis = seconds * 1_000;
        // Nonces do not outlive the daemon: what may have been sent to the one before this is refused, to the last second.
        return Math.abs(parts.clock().millis() - millis) <= shared.windowMillis && millis >= shared.startedMillis;
    }

    /** @param key null when it was refused */
    private record Verdict(PublicKey key, Optional<TrustPaths.Seen> path, Optional<SignatureRefusal> refusal) {

        static Verdict of(SignatureRefusal refusal) {
            return new Verdict(null, Optional.empty(), Optional.of(refusal));
        }
    }

    /** Looks at the path of whoever has signed, unless he is known here in his own right. */
    private Verdict led(Verdict signed, Optional<TrustPath> presented) {
        if (signed.refusal().isPresent() || presented.isEmpty()
                || parts.applications().principal(signed.key()).resolvedDistance().isPresent()) {
            return signed;
        }
        return parts.paths().look(presented.get(), signed.key())
                .map(seen -> new Verdict(signed.key(), Optional.of(seen), Optional.empty()))
                .orElseGet(() -> Verdict.of(SignatureRefusal.FORGED_PATH));
    }

    private Verdict verified(SignedCall call, byte[] nonce, byte[] signature, PublicKey known) {
        return verified(call.publicKey(), known, signature, raw ->
                SignedCall.bytes(parts.nodeId(), call.operation(), call.timestamp(), nonce, raw, call.digest()));
    }

    private Verdict verified(String text, PublicKey known, byte[] signature, UnaryOperator<byte[]> message) {
        PublicKey key = known;
        if (key == null) {
            try {
                byte[] raw = Base64.getDecoder().decode(text);
                key = PublicKey.parse(raw);
            } catch (IllegalArgumentException | KeyException e) {
                return Verdict.of(SignatureRefusal.KEY);
            }
        }
        if (!key.verify(message.apply(key.raw()), signature)) {
            return Verdict.of(SignatureRefusal.SIGNATURE);
        }
        if (known == null && shared.parsed.size() < PARSED_MAX) {
            shared.parsed.put(text, key);
        }
        return new Verdict(key, Optional.empty(), Optional.empty());
    }

    private Future<Signer> taken(Verdict verdict, byte[] nonce, Optional<PublicKey> pinned) {
        if (isOther(verdict.key(), pinned)) {
            return refused(SignatureRefusal.PINNED);
        }
        return switch (shared.nonces.take(verdict.key(), nonce)) {
            case NEW -> proved(verdict);
            case USED -> refused(SignatureRefusal.REPLAYED);
            case FULL -> refused(SignatureRefusal.FULL);
        };
    }

    private static boolean isOther(PublicKey key, Optional<PublicKey> pinned) {
        return pinned.isPresent() && !pinned.get().equals(key);
    }

    /** A path that does not count is no refusal: without one he may ask, too. */
    private Future<Signer> proved(Verdict verdict) {
        verdict.path().flatMap(TrustPaths.Seen::lasting).ifPresent(obstacle ->
                parts.observer().observe(new Observation.CredentialRefused(door, obstacle.kind().word())));
        parts.observer().observe(new Observation.CredentialProved(door));
        return Future.succeededFuture(new Signer(verdict.key(), verdict.path(), now(verdict.key(), verdict.path())));
    }

    private <T> Future<T> refused(TrustException unreadable) {
        parts.observer().observe(new Observation.CredentialRefused(door, SignatureRefusal.PATH.word()));
        return Future.failedFuture(SignatureRefusal.PATH.exception(unreadable.getMessage()));
    }

    private <T> Future<T> refused(SignatureRefusal refusal) {
        parts.observer().observe(new Observation.CredentialRefused(door, refusal.word()));
        return Future.failedFuture(refusal.exception());
    }
}
