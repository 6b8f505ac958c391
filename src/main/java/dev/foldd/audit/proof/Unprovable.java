package dev.foldd.audit.proof;

/** No proof can be made of what was asked for; the message says why, and what would help. */
public final class Unprovable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unprovable(String sentence) {
        super(sentence, null, false, false);
    }
}
