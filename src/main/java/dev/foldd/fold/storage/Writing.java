package dev.foldd.fold.storage;

import dev.foldd.contract.Cancellation;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Values to be written together.
 *
 * @param contents by their places
 * @param seen what stood at these places, and at those looked at, when it was decided; places that are not in it held
 *     nothing. Nothing is written when any of this is no longer so
 * @param looked the other places on which the decision was based
 * @param sourceKey the writer's authenticated key; empty for a writer without one
 * @param once keeps it from happening twice
 */
public record Writing(Map<Atom.Place, Atom.Content> contents, Map<Atom.Place, Held> seen, Collection<Atom.Place> looked,
                      String sourceKey, Optional<Once> once, Cancellation life) {

    /**
     * A name under which something is written once.
     *
     * @param subject who has given it the name
     * @param body the digest of everything that is asked for, so that another writing under the same name is noticed
     */
    public record Once(String subject, String key, String body) {
    }

    public Writing {
        contents = Map.copyOf(contents);
        seen = Map.copyOf(seen);
        looked = List.copyOf(looked);
        Objects.requireNonNull(sourceKey);
        Objects.requireNonNull(once);
        Objects.requireNonNull(life);
    }
}
