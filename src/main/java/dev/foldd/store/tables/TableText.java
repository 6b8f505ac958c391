package dev.foldd.store.tables;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the text of a CREATE TABLE says that no pragma tells. It is read by shape, not parsed: what is written in another way
 * is not found, and then a column is a text like any other.
 */
final class TableText {

    private static final String NAME = "(\"(?:[^\"]|\"\")+\"|`(?:[^`]|``)+`|\\[[^]]+]|\\w+)";
    private static final String WORD = "'(?:[^']|'')*'";
    /** Only a check of nothing else: in another one, words may be missing or too many. */
    private static final Pattern ONE_OF = Pattern.compile("\\bCHECK\\s*\\(\\s*" + NAME + "\\s+IN\\s*\\(\\s*(" + WORD
            + "(?:\\s*,\\s*" + WORD + ")*)\\s*\\)\\s*\\)", Pattern.CASE_INSENSITIVE);
    private static final Pattern QUOTED = Pattern.compile(WORD);
    private static final Pattern LOOSE = Pattern.compile("\\bCOLLATE\\s+[\"`\\[]?(?!BINARY\\b)\\w+", Pattern.CASE_INSENSITIVE);
    private static final int TEXT_MAX = 100_000;

    private final Map<String, List<String>> words;
    private final boolean loose;

    private TableText(Map<String, List<String>> words, boolean loose) {
        this.words = words;
        this.loose = loose;
    }

    static TableText of(String sql) {
        Map<String, List<String>> words = new HashMap<>();
        if (sql.length() > TEXT_MAX) {
            return new TableText(words, true);
        }
        Matcher check = ONE_OF.matcher(sql);
        while (check.find()) {
            words.putIfAbsent(folded(bare(check.group(1))), quoted(check.group(2)));
        }
        return new TableText(words, LOOSE.matcher(sql).find());
    }

    /** The only words that a column takes; empty when there is no such check. */
    List<String> words(String column) {
        return words.getOrDefault(folded(column), List.of());
    }

    /** Whether some collation is named that is not the one of bytes: for this column or another one. */
    boolean isLoose() {
        return loose;
    }

    private static List<String> quoted(String list) {
        List<String> found = new ArrayList<>();
        Matcher word = QUOTED.matcher(list);
        while (word.find()) {
            found.add(word.group().substring(1, word.group().length() - 1).replace("''", "'"));
        }
        return found;
    }

    private static String bare(String name) {
        return switch (name.charAt(0)) {
            case '"' -> name.substring(1, name.length() - 1).replace("\"\"", "\"");
            case '`' -> name.substring(1, name.length() - 1).replace("``", "`");
            case '[' -> name.substring(1, name.length() - 1);
            default -> name;
        };
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
