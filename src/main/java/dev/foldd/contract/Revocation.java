package dev.foldd.contract;

import java.time.Instant;

/**
 * A credential that counts no longer, although nothing in it says so.
 *
 * @param kind what {@code value} names
 * @param issuedBefore tokens issued at or before this moment are refused, later ones are not
 * @param until when the record may be forgotten, since whatever it names has expired by itself
 */
public record Revocation(Kind kind, String value, Instant issuedBefore, Instant until) {

    /** One token by its {@code jti}, all tokens of a subject, or all tokens signed with a key. */
    public enum Kind { JTI, SUB, KEY }
}
