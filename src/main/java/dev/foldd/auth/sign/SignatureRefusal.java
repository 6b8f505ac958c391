package dev.foldd.auth.sign;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.time.Duration;

/**
 * Why a signed request proves nobody: a word for meters and logs, and a sentence for the caller, who learns what he can
 * repair and no more.
 */
enum SignatureRefusal {
    MALFORMED("malformed", "the signature's parts are not in order: a raw Ed25519 key, a nonce of 16 bytes and a signature, "
            + "each as base64"),
    KEY("key", "this is not a valid Ed25519 public key"),
    TIME("time", "the timestamp is too far from this node's clock, or lies before its start"),
    REPLAYED("replayed", "the nonce has been used"),
    SIGNATURE("signature", "the signature does not fit this request to this node"),
    PATH("path", "the path of trust is not written as it must be"),
    FORGED_PATH("path-forged", "an edge of the path of trust has a key that is none, or is not signed by it"),
    PINNED("pinned", "this socket belongs to another key"),
    BUSY("busy", "too many signatures are waiting to be checked"),
    FULL("full", "too many nonces are remembered");

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final String word;
    private final String sentence;

    SignatureRefusal(String word, String sentence) {
        this.word = word;
        this.sentence = sentence;
    }

    /** One of few, fit for a label. */
    String word() {
        return word;
    }

    /** With what exactly is wrong. */
    FaultException exception(String detail) {
        return new FaultException(new Fault.Unauthenticated(sentence + ": " + detail));
    }

    FaultException exception() {
        return new FaultException(this == BUSY || this == FULL ? new Fault.RateLimited(RETRY)
                : new Fault.Unauthenticated(sentence));
    }
}
