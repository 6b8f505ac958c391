package dev.foldd.data.schema;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a database lacks of what the entities want, and where it differs in ways that are told and left alone: nothing
 * is ever dropped or changed, since the rows behind it are not ours to lose.
 *
 * @param changes in the order in which they can be made: tables, columns, keys that could not be made with them, indexes
 * @param drift one sentence for each difference that stays
 */
public record SchemaDiff(List<Change> changes, List<String> drift) {

    public SchemaDiff {
        changes = List.copyOf(changes);
        drift = List.copyOf(drift);
    }

    public static SchemaDiff of(EntityCatalogue wanted, List<Table> present, SchemaDialect dialect) {
        List<Change> tables = new ArrayList<>();
        List<Change> columns = new ArrayList<>();
        List<Change> indexes = new ArrayList<>();
        List<String> drift = new ArrayList<>();
        Columns shapes = new Columns(wanted);
        IndexDiff indexDiff = new IndexDiff(present, dialect, indexes, drift);
        for (Entity entity : referredFirst(wanted)) {
            Optional<Table> table = present.stream()
                    .filter(there -> dialect.sameTable(there.name(), entity.table())).findFirst();
            if (table.filter(there -> there.kind() == Table.Kind.VIEW).isPresent()) {
                new ColumnDiff(dialect, shapes, columns, drift).compareView(entity, table.get());
                continue;
            }
            if (table.isEmpty()) {
                tables.add(new Change.CreateTable(entity.table(), shapes.of(entity)));
            } else {
                new ColumnDiff(dialect, shapes, columns, drift).compare(entity, table.get());
            }
            indexDiff.compare(entity, table);
        }
        List<Change> all = new ArrayList<>(tables);
        all.addAll(columns);
        if (!dialect.allowsForwardReferences()) {
            all = new LateKeys(present, dialect).apart(all);
        }
        all.addAll(indexes);
        return new SchemaDiff(all, drift);
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /**
     * What files declare, since what was found in the database lacks nothing there: in their own order, but a table comes
     * after those that its keys lead to, unless they lead round in a circle.
     */
    private static List<Entity> referredFirst(EntityCatalogue wanted) {
        Map<String, Entity> left = new LinkedHashMap<>();
        wanted.entities().stream().filter(entity -> entity.origin() == Entity.Origin.DECLARED)
                .forEach(entity -> left.put(entity.name(), entity));
        Map<String, Set<String>> needs = new HashMap<>();
        for (Entity entity : left.values()) {
            Set<String> targets = new LinkedHashSet<>();
            entity.fields().forEach(field -> field.reference().ifPresent(to -> targets.add(to.entity())));
            targets.remove(entity.name());
            needs.put(entity.name(), targets);
        }
        List<Entity> ordered = new ArrayList<>();
        while (!left.isEmpty()) {
            Entity next = left.values().stream()
                    .filter(entity -> needs.get(entity.name()).stream().noneMatch(left::containsKey))
                    .findFirst().orElseGet(() -> left.values().iterator().next());
            left.remove(next.name());
            ordered.add(next);
        }
        return ordered;
    }
}
