package dev.foldd;

/** Arguments to command, exit code. */
public final class Main {

    private Main() {
    }

    public static void main(String[] arguments) {
        System.exit(0);
    }
}
