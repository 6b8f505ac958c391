package dev.foldd.data.entity.table;

import dev.foldd.data.entity.file.Names;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names for requests and rules, made of names in the database. */
final class Naming {

    private static final int LENGTH_MAX = 63;

    private Naming() {
    }

    /**
     * A word for each name. A name that is a word keeps itself; of others that would become one and the same word, or one that
     * is taken, none has any: which of them a rule means could not be told.
     *
     * @return the words by the names, in their order, without those that have none
     */
    static Map<String, String> of(Collection<String> names) {
        Set<String> own = new HashSet<>(names.stream().filter(Names::isWord).toList());
        Map<String, Integer> claims = new HashMap<>();
        for (String name : names) {
            if (!own.contains(name)) {
                claims.merge(made(name), 1, Integer::sum);
            }
        }
        Map<String, String> words = new LinkedHashMap<>();
        for (String name : names) {
            String word = own.contains(name) ? name : made(name);
            if (own.contains(name) || !own.contains(word) && claims.get(word) == 1 && Names.isWord(word)) {
                words.put(name, word);
            }
        }
        return words;
    }

    /** Every sign that stands in no word becomes a low line. */
    private static String made(String name) {
        StringBuilder word = new StringBuilder(name.length() + 1);
        name.codePoints().forEach(c -> word.append(isOfWords(c) ? (char) c : '_'));
        if (word.length() == 0 || Character.isDigit(word.charAt(0))) {
            word.insert(0, '_');
        }
        while (word.length() > 1 && word.charAt(0) == '_' && word.charAt(1) == '_') {
            word.deleteCharAt(0);
        }
        if (List.of("AND", "OR", "NOT").contains(word.toString().toUpperCase(Locale.ROOT))) {
            word.append('_');
        }
        return word.length() > LENGTH_MAX ? word.substring(0, LENGTH_MAX) : word.toString();
    }

    private static boolean isOfWords(int c) {
        return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }
}
