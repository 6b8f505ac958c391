package dev.foldd.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** "Did you mean": the nearest of the words that would have been right, when one is near enough to be meant. */
public final class Suggestion {

    private Suggestion() {
    }

    /** {@code "; did you mean 'x'?"}, or nothing. */
    public static String among(Collection<String> right, String written) {
        return nearest(right, written).map(Suggestion::of).orElse("");
    }

    static String of(String word) {
        return "; did you mean '" + word + "'?";
    }

    /** The word that was probably meant; empty when none is near. */
    static Optional<String> nearest(Collection<String> right, String written) {
        int near = Math.max(2, written.length() / 3);
        return right.stream()
                .filter(word -> distance(word, written) <= near)
                .min(Comparator.comparingInt(word -> distance(word, written)));
    }

    /** Levenshtein's edit distance, without regard to case. */
    private static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + change);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
