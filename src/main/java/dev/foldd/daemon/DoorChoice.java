package dev.foldd.daemon;

import dev.foldd.config.Suggestion;
import java.util.List;
import java.util.Set;

/** Which doors to open: all that the configuration enables, or only those named. */
public record DoorChoice(Set<String> only) {

    private static final List<String> ALL = List.of("rpc", "http", "admin", "socket", "tcp");

    /** @throws IllegalArgumentException with a sentence, when one of the names is no door's */
    public DoorChoice {
        only = Set.copyOf(only);
        for (String name : only) {
            if (!ALL.contains(name)) {
                throw new IllegalArgumentException("'" + name + "' is none of " + ALL + Suggestion.among(ALL, name));
            }
        }
    }

    boolean includes(String door) {
        return only.isEmpty() || only.contains(door);
    }
}
