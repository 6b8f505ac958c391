package dev.foldd.identity.trust;

/** An edge, a path, a scope or a revocation is not written as it must be. The message holds nothing of what was sent. */
public final class TrustException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TrustException(String message) {
        super(message);
    }
}
