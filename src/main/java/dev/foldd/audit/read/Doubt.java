package dev.foldd.audit.read;

/** What a log without a breach does not show, as long as nothing from outside of its segments is laid beside it. */
public enum Doubt {
    /** No public key was compared: all of it could be written anew, and signed with another key. */
    SIGNER,
    /** No checkpoint stands beside it or was named: its end could be cut off. */
    END
}
