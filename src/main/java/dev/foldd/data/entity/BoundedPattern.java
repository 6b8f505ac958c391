package dev.foldd.data.entity;

import java.util.regex.Pattern;

/**
 * A pattern that answers within bounds, whatever text it is tried on. It is searched for, as in JSON Schema: whoever
 * means the whole text writes {@code ^} and {@code $}; and {@code $} is the very end, not the place before a last line
 * break.
 */
final class BoundedPattern {

    /** What came of a match. */
    enum Verdict { FITS, DIFFERS, TOO_COSTLY }

    /** One class of characters from the beginning to the end, as most patterns for names are. */
    private static final Pattern ONE_CLASS = Pattern.compile("\\^\\[[^\\[\\]\\\\&]*][+*]\\$");
    private static final int ASCII = 128;
    /** What a search looks at in each character, at most, where there is nothing to choose. */
    private static final int LOOKS = 4;

    private final Pattern pattern;
    private final int stepsMax;
    private final boolean[] fitting;

    BoundedPattern(Pattern declared, int stepsMax) {
        this.pattern = Pattern.compile(strictEnd(declared.pattern()), declared.flags());
        this.stepsMax = stepsMax;
        this.fitting = ONE_CLASS.matcher(declared.pattern()).matches() ? fitting(pattern) : new boolean[0];
    }

    /** Which characters of ASCII are of a pattern's one class: those that fit by themselves. */
    private static boolean[] fitting(Pattern pattern) {
        boolean[] fitting = new boolean[ASCII];
        for (char c = 0; c < ASCII; c++) {
            fitting[c] = pattern.matcher(String.valueOf(c)).find();
        }
        return fitting;
    }

    /** Whether it fits without a search; where it does not, a search decides. */
    private boolean fitsPlainly(String text) {
        if (text.isEmpty() || text.length() > stepsMax / LOOKS) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= fitting.length || !fitting[c]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Groups that repeat are followed by recursion in the JDK, so a long text can use up the stack before the steps;
     * that is a refusal like any other.
     */
    Verdict verdict(String text) {
        if (fitsPlainly(text)) {
            return Verdict.FITS;
        }
        try {
            return pattern.matcher(new Metered(text, stepsMax)).find() ? Verdict.FITS : Verdict.DIFFERS;
        } catch (Exhausted | StackOverflowError tooCostly) {
            return Verdict.TOO_COSTLY;
        }
    }

    /** Writes every {@code $} that is an anchor as {@code \z}: Java's own one lets a trailing line break pass. */
    static String strictEnd(String regex) {
        StringBuilder strict = new StringBuilder(regex.length() + 2);
        int brackets = 0;
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == '\\') {
                int end = regex.startsWith("\\Q", i) ? afterQuote(regex, i) : Math.min(i + 2, regex.length());
                strict.append(regex, i, end);
                i = end - 1;
                continue;
            }
            brackets += c == '[' ? 1 : c == ']' && brackets > 0 ? -1 : 0;
            strict.append(c == '$' && brackets == 0 ? "\\z" : String.valueOf(c));
        }
        return strict.toString();
    }

    private static int afterQuote(String regex, int from) {
        int end = regex.indexOf("\\E", from);
        return end < 0 ? regex.length() : end + 2;
    }

    /** The text, counting every look at a character. */
    private static final class Metered implements CharSequence {

        private final String text;
        private int stepsLeft;

        Metered(String text, int stepsMax) {
            this.text = text;
            this.stepsLeft = stepsMax;
        }

        @Override
        public char charAt(int index) {
            if (--stepsLeft < 0) {
                throw new Exhausted();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Leaves the matcher; nobody sees it. */
    private static final class Exhausted extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Exhausted() {
            super("the match takes too many steps", null, false, false);
        }
    }
}
