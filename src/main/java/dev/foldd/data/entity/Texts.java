package dev.foldd.data.entity;

/** What texts must look like. Plain loops: no text, however written, costs more than one look at each character. */
final class Texts {

    private static final int IDENTIFIER_MAX = 255;
    private static final int EMAIL_MAX = 255;
    private static final int LOCAL_PART_MAX = 64;
    private static final int LABEL_MAX = 63;
    private static final String NOT_IN_EMAIL = "\"(),:;<>[\\]@`";
    /** The printable characters of ASCII that may stand before the at sign. */
    private static final boolean[] IN_LOCAL_PART = new boolean[127];

    static {
        for (char c = ' ' + 1; c < IN_LOCAL_PART.length; c++) {
            IN_LOCAL_PART[c] = NOT_IN_EMAIL.indexOf(c) < 0;
        }
    }

    private Texts() {
    }

    /**
     * Fields of type uuid and cuid hold identifiers, not only UUIDs: real clients keep {@code user_456}, CUIDs and mail
     * addresses there. What is refused is what no system makes as an id: spaces, quotes, control characters.
     */
    static boolean isIdentifier(String text) {
        if (text.isEmpty() || text.length() > IDENTIFIER_MAX) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean allowed = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z'
                    || c == '-' || c == '_' || c == '.' || c == ':' || c == '@';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    /** A local part, one at sign, a domain of labels; a sanity check, since only a sent mail proves an address. */
    static boolean isEmail(String text) {
        int at = text.indexOf('@');
        return text.length() <= EMAIL_MAX && at > 0 && at <= LOCAL_PART_MAX
                && isDotted(text, 0, at, LOCAL_PART_MAX, false)
                && isDotted(text, at + 1, text.length(), LABEL_MAX, true);
    }

    /** Parts between single dots, none of them empty. */
    private static boolean isDotted(String text, int from, int to, int partMax, boolean domain) {
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || text.charAt(i) == '.') {
                if (i == start || i - start > partMax
                        || domain && (text.charAt(start) == '-' || text.charAt(i - 1) == '-')) {
                    return false;
                }
                start = i + 1;
            } else if (domain ? !isInLabel(text.charAt(i)) : !isInLocalPart(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Letters of every script, since domains have them too; halves of surrogate pairs stand for rare ones. */
    private static boolean isInLabel(char c) {
        return c >= 'a' && c <= 'z' || c == '-' || Character.isLetterOrDigit(c) || Character.isSurrogate(c)
                || Character.getType(c) == Character.NON_SPACING_MARK;
    }

    private static boolean isInLocalPart(char c) {
        return c < IN_LOCAL_PART.length ? IN_LOCAL_PART[c]
                : !Character.isISOControl(c) && !Character.isWhitespace(c) && !Character.isSpaceChar(c);
    }
}
