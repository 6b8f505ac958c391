package dev.foldd.audit.read;

/**
 * The first place where a log is not what its node wrote.
 *
 * @param file the segment, or the file beside the segments, that it is in
 * @param line counted from 1
 * @param seq the number of the record, 0 when it has none
 * @param sentence what is wrong with it
 */
public record Breach(Kind kind, String file, long line, long seq, String sentence) {

    /** What was done to the log, as far as the log can tell. */
    public enum Kind {
        EDITED, INSERTED, DELETED, REORDERED, TRUNCATED, FORKED, WRONG_KEY,
        /** There is not one checkpoint, so nobody has signed anything. */
        UNSIGNED,
        /** The node itself found its log changed when it opened it, and noted so. */
        DAMAGED
    }
}
