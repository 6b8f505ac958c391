package dev.foldd.auth.jwks;

/** Why a set of keys could not be had or understood, in words of our own that a log may hold. */
public final class JwksException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param sentence goes on from "the keys of the issuer cannot be used: " */
    public JwksException(String sentence) {
        super(sentence, null, false, false);
    }
}
