package dev.foldd.cli.part;

/** A command has not worked out, for a reason that whoever typed it can understand. Exit code 1. */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param sentence what went wrong, and what to do about it where that is known */
    public CommandFailure(String sentence) {
        super(sentence, null, false, false);
    }
}
