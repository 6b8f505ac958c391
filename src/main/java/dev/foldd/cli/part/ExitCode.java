package dev.foldd.cli.part;

/** What a command's end tells the shell. */
public final class ExitCode {

    public static final int OK = 0;
    /** It was tried and did not work out. */
    public static final int FAILED = 1;
    /** The command line cannot be understood. */
    public static final int USAGE = 2;
    /** The configuration cannot be used ({@code EX_CONFIG} of sysexits.h). */
    public static final int CONFIG = 78;

    private ExitCode() {
    }
}
