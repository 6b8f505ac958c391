package dev.foldd.data.entity.table;

import java.util.List;
import java.util.Objects;

/**
 * Which tables become entities.
 *
 * @param include patterns of names, with {@code *} for any text and {@code ?} for any sign; none means all
 * @param exclude patterns of names that are left out all the same
 * @param tablesMax more of them are refused
 */
public record Choice(List<String> include, List<String> exclude, int tablesMax) {

    public Choice {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    boolean takes(String table) {
        return (include.isEmpty() || include.stream().anyMatch(pattern -> fits(pattern, table)))
                && exclude.stream().noneMatch(pattern -> fits(pattern, table));
    }

    /** Looks back to the last {@code *} alone, so that no pattern takes longer than the product of the lengths. */
    private static boolean fits(String pattern, String text) {
        Objects.requireNonNull(text);
        int p = 0;
        int t = 0;
        int star = -1;
        int from = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                from = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++from;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
