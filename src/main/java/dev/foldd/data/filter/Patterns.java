package dev.foldd.data.filter;

/**
 * Patterns of LIKE, in which {@code %} is any text, {@code _} any sign, and a backslash takes the next sign for itself, turned
 * into what a database understands.
 */
public final class Patterns {

    private Patterns() {
    }

    /** {@code %} and {@code _} become {@code *} and {@code ?}. */
    public static String globOf(String like) {
        StringBuilder glob = new StringBuilder(like.length() + 8);
        for (int i = 0; i < like.length(); i++) {
            char c = like.charAt(i);
            if (c == '\\' && i + 1 < like.length()) {
                i++;
                globLiteral(glob, like.charAt(i));
            } else if (c == '%') {
                glob.append('*');
            } else if (c == '_') {
                glob.append('?');
            } else {
                globLiteral(glob, c);
            }
        }
        return glob.toString();
    }

    /** A backslash with nothing behind it stands for itself, as in {@link #globOf}; bare, it would match no text at all. */
    public static String closed(String like) {
        int backslashes = 0;
        while (backslashes < like.length() && like.charAt(like.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 0 ? like : like + '\\';
    }

    /** The same pattern with {@code |} in the place of the backslash. */
    public static String barred(String like) {
        StringBuilder barred = new StringBuilder(like.length() + 8);
        for (int i = 0; i < like.length(); i++) {
            char c = like.charAt(i);
            if (c == '\\' && i + 1 < like.length()) {
                i++;
                barLiteral(barred, like.charAt(i));
            } else if (c == '%' || c == '_') {
                barred.append(c);
            } else {
                barLiteral(barred, c);
            }
        }
        return barred.toString();
    }

    /** The pattern, escaped by {@code |}, that only this text matches. */
    public static String literal(String text) {
        StringBuilder pattern = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            barLiteral(pattern, text.charAt(i));
        }
        return pattern.toString();
    }

    public static String asciiLower(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + 'a' - 'A'));
            }
        }
        return lower.toString();
    }

    private static void barLiteral(StringBuilder pattern, char c) {
        if (c == '%' || c == '_' || c == '|') {
            pattern.append('|');
        }
        pattern.append(c);
    }

    private static void globLiteral(StringBuilder glob, char c) {
        if (c == '*' || c == '?' || c == '[') {
            glob.append('[').append(c).append(']');
        } else {
            glob.append(c);
        }
    }
}
