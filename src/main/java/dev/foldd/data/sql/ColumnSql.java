package dev.foldd.data.sql;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Sight;
import dev.foldd.data.filter.Term;
import java.util.Map;

/** What stands in a statement for a field of the row: not always the column itself. */
@FunctionalInterface
interface ColumnSql {

    void write(SqlText out, Field field);

    /** The column as it is. For policies' own conditions, and for callers who may see it in every row. */
    ColumnSql PLAIN = (out, field) -> out.name(field.column());

    /** The version after this change. A row of before there were versions counts as one of version 0. */
    ColumnSql COUNTED = (out, field) -> out.add("coalesce(").name(field.column()).add(",0)+1");

    /** The column of a table that goes by another name inside a nested SELECT. */
    static ColumnSql of(String alias) {
        return (out, field) -> out.add(alias).add(".").name(field.column());
    }

    /** The column of a table that goes by its own name in a statement which reads others too. */
    static ColumnSql table(Entity entity) {
        return (out, field) -> out.name(entity.table()).add(".").name(field.column());
    }

    /** The row as it will be: new values where there are any, the version counted on, else the column. */
    static ColumnSql after(Map<Field, Term> newValues) {
        return (out, field) -> {
            Term value = newValues.get(field);
            if (value == null) {
                (field.version() ? COUNTED : PLAIN).write(out, field);
            } else {
                out.standIn(value);
            }
        };
    }

    /** A row that is not there yet: the new values, and NULL for the rest. */
    static ColumnSql created(Map<Field, Term> newValues) {
        return (out, field) -> {
            Term value = newValues.get(field);
            if (value == null) {
                out.add(out.words().nothing(field.type().stored()));
            } else {
                out.standIn(value);
            }
        };
    }

    /**
     * The column as a reader sees it: NULL in rows where it is closed to him.
     *
     * @param rowsAssured whether the statement admits only rows that the reader may see, so that it need not be asked here
     */
    static ColumnSql seenBy(Sight reading, boolean rowsAssured) {
        return seenBy(reading, rowsAssured, PLAIN);
    }

    /** @param base the column itself */
    static ColumnSql seenBy(Sight reading, boolean rowsAssured, ColumnSql base) {
        return (out, field) -> {
            Condition open = rowsAssured ? reading.when(field)
                    : Condition.allOf(reading.rows(), reading.when(field));
            if (open.equals(Condition.TRUE)) {
                base.write(out, field);
            } else {
                out.add("CASE WHEN ");
                ConditionSql.write(out, open, base);
                out.add(" THEN ");
                base.write(out, field);
                out.add(" END");
            }
        };
    }
}
