package dev.foldd.contract.fold;

import java.util.Locale;
import java.util.Optional;

/** Whether a schema answers: only an approved one does. */
public enum SchemaState {
    AVAILABLE, APPROVED, BLOCKED;

    /** As the socket and TCP doors write it; the HTTP door writes it with a capital. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<SchemaState> named(Object name) {
        for (SchemaState state : values()) {
            if (state.wireName().equals(name)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
