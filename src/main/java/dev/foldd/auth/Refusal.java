package dev.foldd.auth;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.time.Duration;

/**
 * Why a credential proves nobody: a word for meters and logs, and a sentence for the caller. Until a signature holds,
 * every sentence is the same, since whoever sent it may be trying what works; afterwards the caller is someone whom an
 * issuer knows.
 */
public enum Refusal {
    ABSENT("absent", "no credential was sent"),
    TOO_LONG("too-long", Refusal.NOT_VALID),
    MALFORMED("malformed", Refusal.NOT_VALID),
    HEADER("header", Refusal.NOT_VALID),
    ALGORITHM("algorithm", Refusal.NOT_VALID),
    KEY("key", Refusal.NOT_VALID),
    SIGNATURE("signature", Refusal.NOT_VALID),
    CLAIMS("claims", "the token's claims are not in order"),
    LIFETIME("lifetime", "the token is valid for longer than is accepted here"),
    EXPIRED("expired", "the token has expired"),
    EARLY("early", "the token is not valid yet"),
    ISSUER("issuer", "the token comes from an issuer that is not accepted here"),
    AUDIENCE("audience", "the token is meant for another audience"),
    KEYS_AWAY("keys-away", "the issuer's keys cannot be had now"),
    SESSION("session", Refusal.NOT_VALID),
    SESSIONS_AWAY("sessions-away", "sessions cannot be looked up now"),
    REVOKED("revoked", "the token has been revoked"),
    OTHER_USER("other-user", "auth.user_id is not the subject of the token");

    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final String NOT_VALID = "the token is not valid";

    private final String word;
    private final String sentence;

    Refusal(String word, String sentence) {
        this.word = word;
        this.sentence = sentence;
    }

    /** One of few, fit for a label. */
    public String word() {
        return word;
    }

    /** What the caller is told: 401, or 503 where it could not be found out whether he is who he says. */
    public FaultException exception() {
        if (this == KEYS_AWAY || this == SESSIONS_AWAY) {
            return new FaultException(new Fault.Unavailable(sentence, RETRY));
        }
        return new FaultException(new Fault.Unauthenticated(sentence));
    }
}
