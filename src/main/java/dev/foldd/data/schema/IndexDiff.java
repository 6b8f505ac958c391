package dev.foldd.data.schema;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Entity.Index;
import dev.foldd.data.entity.Field;
import dev.foldd.store.Table;
import dev.foldd.store.Table.TableIndex;
import java.util.List;
import java.util.Optional;

/** Compares indexes by what they cover, not by their names: an index of another name does the same work. */
final class IndexDiff {

    private final List<Table> present;
    private final SchemaDialect dialect;
    private final List<Change> changes;
    private final List<String> drift;

    IndexDiff(List<Table> present, SchemaDialect dialect, List<Change> changes, List<String> drift) {
        this.present = present;
        this.dialect = dialect;
        this.changes = changes;
        this.drift = drift;
    }

    void compare(Entity entity, Optional<Table> table) {
        List<TableIndex> there = table.map(Table::indexes).orElse(List.of());
        for (Index index : entity.indexes()) {
            Change.CreateIndex wanted = Change.CreateIndex.of(entity, index);
            if (there.stream().anyMatch(other -> serves(other, wanted))) {
                continue;
            }
            if (isTaken(wanted.name())) {
                drift.add("index " + wanted.name() + " exists and is another one, so it is not made on "
                        + wanted.table() + " (" + String.join(", ", wanted.columns()) + ")");
            } else {
                changes.add(wanted);
            }
        }
        there.stream().filter(TableIndex::unique).filter(index -> isUnwanted(index, entity)).forEach(index ->
                drift.add("unique index " + index.name() + " on " + entity.table() + " is in no file"));
    }

    private boolean serves(TableIndex there, Change.CreateIndex wanted) {
        return covers(there, wanted.columns()) && (there.unique() || !wanted.unique());
    }

    /** The index that keeps the primary key is listed by some databases, and is in no file as such. */
    private boolean isUnwanted(TableIndex there, Entity entity) {
        List<String> key = entity.fields().stream().filter(Field::primary).map(Field::column).toList();
        return !covers(there, key) && entity.indexes().stream()
                .noneMatch(index -> index.unique() && covers(there, Change.CreateIndex.columns(entity, index)));
    }

    private boolean covers(TableIndex there, List<String> columns) {
        if (there.columns().size() != columns.size()) {
            return false;
        }
        for (int i = 0; i < columns.size(); i++) {
            if (!dialect.sameName(there.columns().get(i), columns.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean isTaken(String name) {
        return present.stream().anyMatch(table -> dialect.sameTable(table.name(), name)
                || table.indexes().stream().anyMatch(index -> dialect.sameName(index.name(), name)));
    }
}
