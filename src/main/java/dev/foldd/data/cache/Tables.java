package dev.foldd.data.cache;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.Field.OnDelete;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.Work;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tables of the entities with their stamps, and what statements have to do with them. A statement that cannot be told
 * apart touches all of them. Safe from any thread.
 */
final class Tables {

    /** By the table's name. They outlive a reload, since writes do. */
    private final Map<String, Stamp> stamps = new ConcurrentHashMap<>();
    private volatile Model model = new Model(Set.of(), Map.of());

    /**
     * @param kept the tables whose rows may be kept
     * @param following the tables whose rows the database changes by itself when rows of the first are deleted
     */
    private record Model(Set<String> kept, Map<String, Set<String>> following) {
    }

    /** The state of every table that a statement reads. */
    record States(Stamp[] stamps, long[] states) {

        /** Whether nothing has been written to any of them since. */
        boolean hold() {
            for (int i = 0; i < states.length; i++) {
                if (!stamps[i].is(states[i])) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The entities are others from now on. */
    void use(EntityCatalogue entities) {
        Set<String> kept = new HashSet<>();
        Map<String, Set<String>> following = new HashMap<>();
        for (Entity entity : entities.entities()) {
            stamps.computeIfAbsent(entity.table(), table -> new Stamp());
            if (entity.cached()) {
                kept.add(entity.table());
            }
            Set<String> followers = new LinkedHashSet<>();
            follow(entity, entities, followers);
            following.put(entity.table(), followers);
        }
        model = new Model(Set.copyOf(kept), Map.copyOf(following));
    }

    /** The present state of what a statement reads; null where it cannot be told, or must not be kept. */
    States statesOf(Statement statement, long now) {
        Model current = model;
        List<Stamp> found = new ArrayList<>(4);
        for (String name : statement.names()) {
            Stamp stamp = stamps.get(name);
            if (stamp != null && !found.contains(stamp)) {
                if (!current.kept().contains(name)) {
                    return null;
                }
                found.add(stamp);
            }
        }
        if (found.isEmpty()) {
            return null;
        }
        long[] states = new long[found.size()];
        for (int i = 0; i < states.length; i++) {
            states[i] = found.get(i).quiet(now);
            if (states[i] == Stamp.NONE) {
                return null;
            }
        }
        return new States(found.toArray(Stamp[]::new), states);
    }

    /** The present state of these tables; empty while it cannot be told. */
    Optional<States> statesOf(List<String> names, long now) {
        Stamp[] found = names.stream().map(name -> stamps.computeIfAbsent(name, table -> new Stamp())).toArray(Stamp[]::new);
        long[] states = new long[found.length];
        for (int i = 0; i < states.length; i++) {
            states[i] = found[i].quiet(now);
            if (states[i] == Stamp.NONE) {
                return Optional.empty();
            }
        }
        return Optional.of(new States(found, states));
    }

    /** The stamps of the tables that a unit of work may change. */
    Set<Stamp> changedBy(Work work) {
        Set<Stamp> changed = new LinkedHashSet<>();
        for (Step step : work.steps()) {
            changed.addAll(changedBy(step.statement()));
        }
        return changed;
    }

    Collection<Stamp> all() {
        return stamps.values();
    }

    /** In every statement that writes, the table comes first. */
    private Collection<Stamp> changedBy(Statement statement) {
        List<String> names = statement.names();
        if (names.isEmpty()) {
            return all();
        }
        String sql = statement.sql();
        if (sql.startsWith("SELECT ")) {
            return List.of();
        }
        if (sql.startsWith("INSERT ") || sql.startsWith("UPDATE ")) {
            return found(Set.of(names.get(0)));
        }
        if (sql.startsWith("DELETE ")) {
            return changed(names.get(0), true);
        }
        return all();
    }

    /** The stamps of what changes with a table. */
    List<Stamp> changed(String table, boolean deleted) {
        Set<String> tables = new LinkedHashSet<>(deleted ? model.following().getOrDefault(table, Set.of()) : Set.of());
        tables.add(table);
        return found(tables);
    }

    private List<Stamp> found(Set<String> tables) {
        return tables.stream().filter(stamps::containsKey).map(stamps::get).toList();
    }

    private static void follow(Entity deleted, EntityCatalogue entities, Set<String> followers) {
        for (Entity entity : entities.entities()) {
            for (Field field : entity.fields()) {
                if (field.reference().filter(to -> to.entity().equals(deleted.name())
                        && to.onDelete() != OnDelete.RESTRICT).isPresent() && followers.add(entity.table())) {
                    follow(entity, entities, followers);
                }
            }
        }
    }
}
