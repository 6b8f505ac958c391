package dev.foldd.data.entity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every entity that the daemon serves, by name and in the order in which they were read. Never changes: a reload makes
 * another.
 */
public final class EntityCatalogue {

    private static final EntityCatalogue EMPTY = new EntityCatalogue(List.of());

    private final List<Entity> entities;
    private final Map<String, Entity> byName;
    private final Map<String, Map<String, Relation>> relations;

    /** @throws IllegalArgumentException when two entities have one name */
    public EntityCatalogue(List<Entity> entities) {
        this.entities = List.copyOf(entities);
        this.byName = new LinkedHashMap<>();
        for (Entity entity : this.entities) {
            if (byName.put(entity.name(), entity) != null) {
                throw new IllegalArgumentException("two entities are named " + entity.name());
            }
        }
        this.relations = Relations.among(byName);
    }

    public static EntityCatalogue empty() {
        return EMPTY;
    }

    public Optional<Entity> entity(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public List<Entity> entities() {
        return entities;
    }

    /** Where the foreign keys of an entity, and those that lead to it, take from its rows, by name. */
    public Map<String, Relation> relations(Entity entity) {
        return relations.getOrDefault(entity.name(), Map.of());
    }

    public List<String> names() {
        return entities.stream().map(Entity::name).toList();
    }
}
