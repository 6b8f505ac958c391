package dev.foldd.data.schema;

import dev.foldd.store.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes foreign keys out of the changes that come too early for them, and adds them when all tables and columns are there. */
final class LateKeys {

    private final List<Table> present;
    private final SchemaDialect dialect;

    LateKeys(List<Table> present, SchemaDialect dialect) {
        this.present = present;
        this.dialect = dialect;
    }

    /** @param changes tables and columns in their order */
    List<Change> apart(List<Change> changes) {
        List<Change> early = new ArrayList<>();
        List<Change> late = new ArrayList<>();
        Set<String> made = new HashSet<>();
        for (Change change : changes) {
            if (change instanceof Change.CreateTable table) {
                made.add(table.table());
                early.add(new Change.CreateTable(table.table(), table.columns().stream()
                        .map(column -> column.foreignKey().filter(key -> !isThere(key.table(), made)).isPresent()
                                ? parted(table.table(), column, late) : column).toList()));
            } else if (change instanceof Change.AddColumn added) {
                early.add(new Change.AddColumn(added.table(), parted(added.table(), added.column(), late)));
            } else {
                early.add(change);
            }
        }
        early.addAll(late);
        return early;
    }

    private boolean isThere(String table, Set<String> made) {
        return made.contains(table) || present.stream().anyMatch(there -> dialect.sameTable(there.name(), table));
    }

    private static Change.Column parted(String table, Change.Column column, List<Change> late) {
        column.foreignKey().ifPresent(key -> late.add(new Change.AddForeignKey(table, column.field().column(), key)));
        return column.withoutForeignKey();
    }
}
