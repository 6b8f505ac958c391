package dev.foldd.data.entity.file;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Entity.Index;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.Field.Reference;
import dev.foldd.data.entity.file.EntityFiles.Warning;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fits entities of many files together: one per name and table, index names unique, foreign keys that lead somewhere.
 */
final class CatalogueBuilder {

    private final List<Warning> warnings;

    CatalogueBuilder(List<Warning> warnings) {
        this.warnings = warnings;
    }

    /** @param more entities that are as they should be, of other names and tables */
    EntityCatalogue build(List<Entity> read, List<Entity> more) {
        List<Entity> unique = withoutDoubles(read);
        List<Entity> all = new ArrayList<>(unique);
        all.addAll(more);
        EntityCatalogue loaded = new EntityCatalogue(all);
        Set<String> indexNames = new HashSet<>();
        unique.forEach(entity -> indexNames.add(Names.folded(entity.table())));
        List<Entity> fitted = new ArrayList<>();
        for (Entity entity : unique) {
            List<Field> fields = entity.fields().stream().map(field -> fitted(entity, field, loaded)).toList();
            List<Index> indexes = entity.indexes().stream().map(index -> fitted(entity, index, indexNames)).toList();
            fitted.add(new Entity(entity.name(), entity.table(), entity.description(), fields, indexes, entity.acl(),
                    entity.source()).cachedIf(entity.cached()));
        }
        fitted.addAll(more);
        return new EntityCatalogue(fitted);
    }

    /**
     * Of two entities of one name, or of one table, neither is loaded: which of them is meant cannot be told, and the
     * one that shows more could be the one left behind by mistake.
     */
    private List<Entity> withoutDoubles(List<Entity> read) {
        Map<String, List<Entity>> claims = new HashMap<>();
        for (Entity entity : read) {
            claims.computeIfAbsent("entity " + Names.folded(entity.name()), key -> new ArrayList<>()).add(entity);
            claims.computeIfAbsent("table " + Names.folded(entity.table()), key -> new ArrayList<>()).add(entity);
        }
        List<Entity> unique = new ArrayList<>();
        for (Entity entity : read) {
            String byName = "entity " + Names.folded(entity.name());
            String key = claims.get(byName).size() > 1 ? byName : "table " + Names.folded(entity.table());
            List<Entity> claimants = claims.get(key);
            if (claimants.size() == 1) {
                unique.add(entity);
            } else {
                warnings.add(new Warning(entity.source(), "entity " + entity.name() + " is skipped: the same "
                        + key.substring(0, key.indexOf(' ')) + " is declared in "
                        + String.join(", ", claimants.stream().map(Entity::source).distinct().toList())));
            }
        }
        return unique;
    }

    private static Index fitted(Entity entity, Index index, Set<String> taken) {
        if (taken.add(Names.folded(index.name()))) {
            return index;
        }
        String name = Names.fitted(index.name() + "_" + Names.hash(entity.table() + index.fields()));
        taken.add(Names.folded(name));
        return new Index(name, index.fields(), index.unique());
    }

    private Field fitted(Entity entity, Field field, EntityCatalogue loaded) {
        Optional<Reference> reference = field.reference();
        Optional<String> flaw = reference.flatMap(to -> flaw(field, to, loaded));
        if (flaw.isEmpty()) {
            return field;
        }
        warnings.add(new Warning(entity.source(), "entity " + entity.name() + ": fields." + field.name()
                + ".foreign_key " + flaw.get() + "; it is not enforced"));
        return field.withReference(Optional.empty());
    }

    /** Databases refuse keys that lead to a column which is not unique, some of them only at the first row. */
    private static Optional<String> flaw(Field field, Reference to, EntityCatalogue loaded) {
        Optional<Entity> target = loaded.entity(to.entity());
        if (target.isEmpty()) {
            return Optional.of("names the entity '" + Attributes.shown(to.entity()) + "', which is not loaded");
        }
        Optional<Field> column = target.get().field(to.field());
        if (column.isEmpty()) {
            return Optional.of("names '" + Attributes.shown(to.field()) + "', which is no field of " + to.entity());
        }
        if (!column.get().primary() && target.get().indexes().stream()
                .noneMatch(index -> index.unique() && index.fields().equals(List.of(to.field())))) {
            return Optional.of("leads to " + to.entity() + "." + to.field() + ", which is not unique");
        }
        return column.get().type().stored() == field.type().stored() ? Optional.empty()
                : Optional.of("leads to " + to.entity() + "." + to.field() + ", which is of another type");
    }
}
