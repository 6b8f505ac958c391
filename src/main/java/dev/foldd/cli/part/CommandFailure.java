package dev.foldd.cli.part;

/** A command has not worked out, for a reason that whoever typed it can understand. */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;

    private CommandFailure(String sentence, int code) {
        super(sentence, null, false, false);
        this.code = code;
    }

    /** Of arguments that name something which is not there: exit code 2. */
    public static CommandFailure ofUsage(String sentence) {
        return new CommandFailure(sentence, ExitCode.USAGE);
    }

    /** The exit code. */
    public int code() {
        return code;
    }

    /**
     * Exit code 1.
     *
     * @param sentence what went wrong, and what to do about it where that is known
     */
    public CommandFailure(String sentence) {
        this(sentence, ExitCode.FAILED);
    }
}
