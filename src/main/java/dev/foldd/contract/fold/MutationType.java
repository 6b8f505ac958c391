package dev.foldd.contract.fold;

import java.util.Locale;
import java.util.Optional;

/** What a mutation does to the fields that it names. */
public enum MutationType {
    CREATE, UPDATE, DELETE;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<MutationType> named(Object name) {
        for (MutationType type : values()) {
            if (type.wireName().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
