package dev.foldd.data.entity.file;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which names can be used everywhere: in requests, in rules, and as identifiers of every database. */
public final class Names {

    /** PostgreSQL cuts identifiers off at 63 bytes, MySQL refuses them beyond 64 characters. */
    static final int IDENTIFIER_MAX = 63;

    private static final Pattern WORD = Pattern.compile("(?!__)[A-Za-z_][A-Za-z0-9_]{0,62}");
    private static final Set<String> OPERATORS = Set.of("AND", "OR", "NOT");
    private static final Set<String> RESERVED_PREFIXES = Set.of("sqlite_", "foldd_");
    /** Those of the fold node, whose names its protocol gives. */
    private static final Set<String> RESERVED = Set.of("fold_schema", "fold_atom", "fold_ref", "fold_trust", "fold_node");

    private Names() {
    }

    /** A name that stands in requests and rules. The words of filters are not names. */
    public static boolean isWord(String name) {
        return WORD.matcher(name).matches() && !OPERATORS.contains(name.toUpperCase(Locale.ROOT));
    }

    /** A name in the database; it is quoted, so nearly anything may be one that already exists. */
    public static boolean isIdentifier(String name) {
        return !name.isBlank()
                && name.codePoints().noneMatch(c -> Character.isISOControl(c) || c >= 0xD800 && c <= 0xDFFF)
                && name.getBytes(StandardCharsets.UTF_8).length <= IDENTIFIER_MAX;
    }

    /** Tables of the database's own and of the daemon's own. */
    public static boolean isReservedTable(String name) {
        String folded = folded(name);
        return RESERVED.contains(folded) || RESERVED_PREFIXES.stream().anyMatch(folded::startsWith);
    }

    /** Databases differ in whether case counts in a name; what differs by it alone is one name here. */
    public static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** The name itself when it is short enough, else its beginning and a number that tells it from others. */
    static String fitted(String name) {
        if (isIdentifier(name)) {
            return name;
        }
        int end = 0;
        int bytes = 0;
        int room = IDENTIFIER_MAX - 1 - Integer.BYTES * 2;
        while (end < name.length()) {
            int codePoint = name.codePointAt(end);
            bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            if (bytes > room) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return name.substring(0, end) + "_" + hash(name);
    }

    /** Eight digits that are the same in every run. */
    static String hash(String text) {
        return String.format(Locale.ROOT, "%08x", text.hashCode());
    }
}
