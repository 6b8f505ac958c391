package dev.foldd.fold.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who may touch a field: everybody, those within a distance, or those whose key is listed.
 *
 * @param distance the largest trust distance that passes; empty where there is no requirement
 * @param counts a count for each listed key; a key passes while its count is above zero; empty where the schema has no list
 */
public record Requirement(OptionalInt distance, Optional<Map<String, Long>> counts) {

    public Requirement {
        counts = counts.map(map -> Collections.unmodifiableMap(new LinkedHashMap<>(map)));
    }

    /** Whether a caller passes, whose distance may be unresolved and who may have no key. */
    public boolean admits(OptionalInt callerDistance, Optional<String> key) {
        return distance.isEmpty()
                || callerDistance.isPresent() && callerDistance.getAsInt() <= distance.getAsInt()
                || key.isPresent() && counts.map(map -> map.getOrDefault(key.get(), 0L) > 0).orElse(false);
    }
}
