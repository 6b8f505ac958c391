package dev.foldd.fold.query;

import java.util.Optional;

/** How texts are ordered and matched: by code points, as every database orders them that compares bytes of UTF-8. */
final class Keys {

    private Keys() {
    }

    /** Surrogates stand for code points beyond all others, though their own numbers are smaller than some. */
    static int compare(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        for (int i = 0; i < shorter; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                return Character.isSurrogate(a) == Character.isSurrogate(b) ? Character.compare(a, b)
                        : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return Integer.compare(one.length(), other.length());
    }

    /** The first text that comes after all that begin so; empty when there is none. */
    static Optional<String> afterAllWith(String prefix) {
        int[] points = prefix.codePoints().toArray();
        for (int last = points.length - 1; last >= 0; last--) {
            if (points[last] < Character.MAX_CODE_POINT) {
                // Between these two lie the halves of surrogate pairs, which are no characters.
                points[last] = points[last] == 0xd7ff ? 0xe000 : points[last] + 1;
                return Optional.of(new String(points, 0, last + 1));
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a text is as a pattern says, in which {@code *} stands for any text and {@code ?} for one character. Goes back
     * to the last star alone, and so takes at most length times length steps.
     */
    static boolean matches(String pattern, String text) {
        int[] wanted = pattern.codePoints().toArray();
        int[] given = text.codePoints().toArray();
        int at = 0;
        int star = -1;
        int resume = 0;
        int i = 0;
        while (i < given.length) {
            if (at < wanted.length && wanted[at] == '*') {
                star = at++;
                resume = i;
            } else if (at < wanted.length && (wanted[at] == '?' || wanted[at] == given[i])) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++resume;
            } else {
                return false;
            }
        }
        while (at < wanted.length && wanted[at] == '*') {
            at++;
        }
        return at == wanted.length;
    }
}
