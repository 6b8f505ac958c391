package dev.foldd.store.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of an enum as {@code COLUMN_TYPE} lists them: {@code enum('a','it''s')}. */
final class EnumWords {

    private static final Pattern WORD = Pattern.compile("'((?:[^']|'')*)'");

    private EnumWords() {
    }

    /** Empty for every other type. */
    static List<String> of(String columnType) {
        List<String> words = new ArrayList<>();
        if (columnType.toLowerCase(Locale.ROOT).startsWith("enum(")) {
            Matcher word = WORD.matcher(columnType);
            while (word.find()) {
                words.add(word.group(1).replace("''", "'"));
            }
        }
        return words;
    }
}
