package dev.foldd.data.entity.table;

import dev.foldd.config.ConfigException;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Entity.Index;
import dev.foldd.data.entity.Entity.Origin;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.file.EntityFiles.Declared;
import dev.foldd.data.entity.file.Names;
import dev.foldd.store.Table;
import dev.foldd.store.Table.Kind;
import dev.foldd.store.Table.TableColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Makes entities of the tables and views that a database has. Pure: what it knows of them it is given. */
public final class TableEntities {

    private static final int COLUMNS_MAX = 500;

    private final ColumnTypes types;
    private final Choice choice;

    /** @param choice which tables to make entities of */
    public TableEntities(ColumnTypes types, Choice choice) {
        this.types = Objects.requireNonNull(types);
        this.choice = Objects.requireNonNull(choice);
    }

    /** Entities without their foreign keys, which {@link Fitting} adds, and a sentence for each thing left out. */
    public record Found(List<Entity> entities, List<String> warnings) {
        public Found {
            entities = List.copyOf(entities);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * @param declared what the files speak of, which is theirs, also where a file could not be used: its entity may have been
     *     written to show less than the table would
     * @throws ConfigException when there are more tables than are allowed
     */
    public Found of(List<Table> tables, Declared declared) {
        List<Table> chosen = tables.stream().filter(table -> isChosen(table, declared)).toList();
        if (chosen.size() > choice.tablesMax()) {
            throw new ConfigException(List.of("database.introspection.max_tables: there are " + chosen.size()
                    + " tables and views, more than " + choice.tablesMax() + "; choose among them with include and exclude"));
        }
        Map<String, String> names = Naming.of(chosen.stream().map(Table::name).toList());
        List<Entity> entities = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (Table table : chosen) {
            String what = (table.kind() == Kind.VIEW ? "view " : "table ") + TableFields.shown(table.name());
            String name = names.get(table.name());
            if (name == null) {
                warnings.add(what + " is skipped: its name is none that an entity can have, or not alone");
            } else if (declared.names().contains(Names.folded(name))) {
                warnings.add(what + " is skipped: a file declares an entity " + name + " of another table");
            } else {
                entity(table, name, what, warnings).ifPresent(entities::add);
            }
        }
        return new Found(entities, warnings);
    }

    private boolean isChosen(Table table, Declared declared) {
        return table.kind() != Kind.INNER && !Names.isReservedTable(table.name()) && choice.takes(table.name())
                && !declared.tables().contains(Names.folded(table.name()));
    }

    private Optional<Entity> entity(Table table, String name, String what, List<String> warnings) {
        Optional<String> flaw = flaw(table);
        if (flaw.isPresent()) {
            warnings.add(what + " is skipped: " + flaw.get());
            return Optional.empty();
        }
        Optional<String> key = key(table);
        TableFields reader = new TableFields(table, types, key);
        List<Field> fields = reader.read();
        if (fields.stream().noneMatch(field -> field.primary() && TableFields.canBeKey(field))) {
            warnings.add(what + " is skipped: its key " + TableFields.shown(key.orElseThrow())
                    + " is of a type that can name no row");
            return Optional.empty();
        }
        reader.remarks().forEach(remark -> warnings.add(what + ": " + remark));
        boolean readOnly = table.kind() == Kind.VIEW || reader.isReadOnly();
        return Optional.of(new Entity(name, table.name(), table.comment(), fields, indexes(table, fields), Map.of(), what,
                readOnly ? Origin.FOUND_READ_ONLY : Origin.FOUND)
                .cachedIf(table.kind() == Kind.TABLE));
    }

    private static Optional<String> flaw(Table table) {
        if (table.columns().isEmpty()) {
            return Optional.of("its columns cannot be read");
        }
        if (table.columns().size() > COLUMNS_MAX) {
            return Optional.of("it has more than " + COLUMNS_MAX + " columns");
        }
        if (!Names.isIdentifier(table.name())) {
            return Optional.of("its name is longer than 63 bytes, or holds signs that are not to be shown");
        }
        List<String> keys = keys(table);
        if (keys.size() > 1) {
            return Optional.of("its primary key is made of " + keys.size() + " columns (" + String.join(", ", keys)
                    + "), and an entity has one");
        }
        if (key(table).isEmpty()) {
            return Optional.of(table.kind() == Kind.VIEW ? "it has no column id that could name a row"
                    : "it has no primary key");
        }
        return Optional.empty();
    }

    private static List<String> keys(Table table) {
        return table.columns().stream().filter(TableColumn::primary).map(TableColumn::name).toList();
    }

    /** A view has no key; by the custom of the field, {@code id} names its rows. */
    private static Optional<String> key(Table table) {
        if (table.kind() != Kind.VIEW) {
            return keys(table).stream().findFirst();
        }
        List<String> named = table.columns().stream().map(TableColumn::name)
                .filter(column -> column.toLowerCase(Locale.ROOT).equals("id")).toList();
        return named.contains("id") ? Optional.of("id") : named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
    }

    /** Those over columns that all have fields; the one of the primary key is known as such. */
    private static List<Index> indexes(Table table, List<Field> fields) {
        Map<String, String> names = new HashMap<>();
        fields.forEach(field -> names.put(field.column(), field.name()));
        String key = fields.stream().filter(Field::primary).map(Field::column).findFirst().orElseThrow();
        return table.indexes().stream()
                .filter(index -> names.keySet().containsAll(index.columns()) && !index.columns().equals(List.of(key)))
                .map(index -> new Index(index.name(), index.columns().stream().map(names::get).toList(), index.unique()))
                .toList();
    }
}
