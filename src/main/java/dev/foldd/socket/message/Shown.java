package dev.foldd.socket.message;

/** A caller's own word, as far as it is told back to him. */
public final class Shown {

    private static final int LENGTH_MAX = 200;

    private Shown() {
    }

    /** The word, or as much of it as any honest one has. */
    public static String of(Object word) {
        String text = String.valueOf(word);
        return text.length() <= LENGTH_MAX ? text : text.substring(0, LENGTH_MAX) + "…";
    }
}
