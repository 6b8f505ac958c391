package dev.foldd.audit.proof;

/**
 * Why a bundle proves nothing.
 *
 * @param proof which of its proofs, from 1
 * @param seq the number that the record says it has, 0 when it says none
 * @param sentence what is wrong
 */
public record Flaw(Kind kind, int proof, long seq, String sentence) {

    /** What was done to the bundle, as far as it can tell. */
    public enum Kind {
        /** The record is not the one that was hashed. */
        EDITED,
        /** What should lead from the record to the checkpoint does not. */
        CUT,
        /** The checkpoint is not signed by the key that it names. */
        FORGED,
        /** Signed, but by another key than the one that was asked for. */
        WRONG_KEY
    }
}
