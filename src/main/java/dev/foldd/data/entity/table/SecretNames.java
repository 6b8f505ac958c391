package dev.foldd.data.entity.table;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Columns whose name says that they hold a secret. Nobody has judged the columns of a database that others made, and a rule for
 * all fields means those that one would show.
 */
final class SecretNames {

    private static final List<String> PARTS = List.of("password", "passwd", "passphrase", "passcode", "secret", "apikey",
            "privatekey", "credential", "totp");
    private static final Set<String> WORDS = Set.of("pwd", "pw", "pin", "otp", "salt", "token", "tokens");
    /** Between words of a name: signs, and small letters or digits before a capital one. */
    private static final String BETWEEN = "[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])";

    private SecretNames() {
    }

    static boolean has(String column) {
        String letters = column.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
        if (letters.endsWith("token") || PARTS.stream().anyMatch(letters::contains)) {
            return true;
        }
        for (String word : column.split(BETWEEN)) {
            if (WORDS.contains(word.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }
}
