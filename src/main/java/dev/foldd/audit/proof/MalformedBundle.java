package dev.foldd.audit.proof;

/** A text that is no proof bundle; the message says where it is not. */
public final class MalformedBundle extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedBundle(String sentence) {
        super(sentence, null, false, false);
    }
}
