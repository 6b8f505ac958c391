package dev.foldd.auth.jwt;

import dev.foldd.auth.Refusal;

/**
 * Ends the reading of a token. It stays within this package and has no stack trace: most of them are somebody's trying.
 */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    RefusedException(Refusal refusal) {
        super(refusal.word(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
