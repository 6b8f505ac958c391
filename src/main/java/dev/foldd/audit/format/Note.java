package dev.foldd.audit.format;

/** The words that a note in the log may have: what happened to the log itself. */
public enum Note {
    /** A daemon has begun to write here. */
    OPENED("opened"),
    /** A daemon has ended in good order. */
    CLOSED("closed"),
    /** {@code count} bytes of an unfinished last line, left by a crash, were moved aside. */
    TORN_TAIL("torn-tail"),
    /** The end of the log was not as this node left it. */
    DAMAGED("damaged"),
    /** All segments up to number {@code count} have served their time and are deleted. */
    RETENTION("retention"),
    /** {@code count} records could not be written before this place. */
    GAP("gap");

    private final String word;

    Note(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
