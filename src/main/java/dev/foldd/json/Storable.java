package dev.foldd.json;

import java.util.List;
import java.util.Map;

/** Which texts every database and every wire can hold. */
public final class Storable {

    /** The answer of {@link #length} for a text that not every database can store. */
    public static final int NOT_STORABLE = -1;

    private Storable() {
    }

    /** Code points, or {@link #NOT_STORABLE}: PostgreSQL refuses NUL, and half a surrogate pair has no UTF-8 form. */
    public static int length(String text) {
        int pairs = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return NOT_STORABLE;
            }
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c) || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return NOT_STORABLE;
                }
                pairs++;
                i++;
            }
        }
        return text.length() - pairs;
    }

    /** Whether every text inside a JSON value can be stored. Its depth was bounded when it was parsed. */
    public static boolean isStorable(Object json) {
        if (json instanceof String text) {
            return length(text) != NOT_STORABLE;
        }
        if (json instanceof Map<?, ?> object) {
            for (Map.Entry<?, ?> member : object.entrySet()) {
                if (!isStorable(member.getKey()) || !isStorable(member.getValue())) {
                    return false;
                }
            }
        } else if (json instanceof List<?> array) {
            for (Object item : array) {
                if (!isStorable(item)) {
                    return false;
                }
            }
        }
        return true;
    }
}
