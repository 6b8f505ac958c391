package dev.foldd.fold;

import dev.foldd.contract.fold.SchemaState;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.storage.SchemaTable.Kept;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The schemas that there are: a snapshot, swapped as a whole when one is made or changes its state. */
public final class SchemaBook {

    private volatile Map<String, Kept> byName;
    private long edition;

    public SchemaBook(Map<String, Kept> kept) {
        this.byName = new TreeMap<>(kept);
    }

    /** Those that a caller may know of, by their names in order. */
    Map<String, Kept> all(Optional<Set<String>> allowed) {
        Map<String, Kept> all = new TreeMap<>(byName);
        allowed.ifPresent(names -> all.keySet().retainAll(names));
        return all;
    }

    /**
     * One that is there, whatever its state.
     *
     * @throws FaultException {@code NotFound} when there is none that the caller may know of
     */
    Kept known(String name, Optional<Set<String>> allowed) {
        return find(name, allowed).orElseThrow(() -> new FaultException(new Fault.NotFound("Schema not found: " + name)));
    }

    /**
     * One that answers.
     *
     * @param purpose {@code queries} or {@code mutations}
     * @throws FaultException {@code NotFound} when there is none that the caller may know of, {@code Conflict} when it is
     *     not approved
     */
    Schema approved(String name, Optional<Set<String>> allowed, String purpose) {
        Kept kept = find(name, allowed).orElseThrow(() -> new FaultException(new Fault.NotFound(
                "Schema '" + name + "' does not exist. Please create the schema first.")));
        if (kept.state() != SchemaState.APPROVED) {
            throw new FaultException(new Fault.Conflict("Schema '" + name + "' exists but is not approved for " + purpose
                    + ". Please approve the schema first."));
        }
        return kept.schema();
    }

    private Optional<Kept> find(String name, Optional<Set<String>> allowed) {
        return allowed.isPresent() && !allowed.get().contains(name) ? Optional.empty() : Optional.ofNullable(byName.get(name));
    }

    /** Changes whenever the book does. */
    synchronized long edition() {
        return edition;
    }

    /** Takes what the database holds, unless the book has changed since that edition; says whether it did. */
    synchronized boolean replace(Map<String, Kept> kept, long since) {
        if (edition != since) {
            return false;
        }
        edition++;
        byName = new TreeMap<>(kept);
        return true;
    }

    synchronized void put(Schema schema, SchemaState state) {
        edition++;
        Map<String, Kept> next = new TreeMap<>(byName);
        next.put(schema.name(), new Kept(schema, state));
        byName = next;
    }
}
