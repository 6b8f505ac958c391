package dev.foldd.contract.fold;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of schemas.
 *
 * @param states of those that were asked about, by their names in order
 * @param schema the one that was asked for, JSON in plain Java
 */
public record SchemaReply(Map<String, SchemaState> states, Optional<Map<String, Object>> schema) {
    public SchemaReply {
        states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
    }
}
