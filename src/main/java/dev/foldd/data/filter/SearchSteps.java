package dev.foldd.data.filter;

import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition.MatchKind;

/**
 * What one search in one text can cost, in characters that are compared. After a {@code %} a database tries the signs up to
 * the next one at every place of the text, so the longest such run counts times the text; how many there are does not, since
 * each goes on where the one before it was found. Measured in SQLite: 12 to 25 ns for each.
 */
final class SearchSteps {

    /** A plain text is looked for by comparing memory, which takes so many characters in the time of one step. */
    private static final int COMPARED_AT_ONCE = 250;

    private SearchSteps() {
    }

    /** @param textMax characters of a text whose field declares no length */
    static long of(MatchKind kind, String pattern, Field field, int textMax) {
        long length = field.maxLength().orElse(lengthMax(field, textMax));
        return switch (kind) {
            case CONTAINS, STARTS_WITH, ENDS_WITH -> length * (1 + pattern.length() / COMPARED_AT_ONCE);
            case LIKE, ILIKE -> length * longestRun(pattern);
        };
    }

    /** Mail addresses and identifiers are at most 255 long, and words of an enum are as long as its file says. */
    private static int lengthMax(Field field, int textMax) {
        return switch (field.type()) {
            case EMAIL, UUID, CUID, ENUM -> Math.min(255, textMax);
            default -> textMax;
        };
    }

    /** Signs that are tried at each place: those behind a {@code %}, up to the next, and the end. 0 without any. */
    private static long longestRun(String pattern) {
        long longest = 0;
        int from = -1;
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.charAt(i) == '%') {
                from = i;
            } else if (pattern.charAt(i) == '\\') {
                i++;
            }
            longest = from < 0 ? 0 : Math.max(longest, Math.min(i, pattern.length() - 1) - from + 1);
        }
        return longest;
    }
}
