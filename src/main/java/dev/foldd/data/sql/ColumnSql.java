package dev.foldd.data.sql;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.Field.Kind;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Sight;
import dev.foldd.data.filter.Term;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What stands in a statement for a field of the row: not always the column itself. */
interface ColumnSql {

    /** Writes what is compared and ordered. */
    void write(SqlText out, Field field);

    /** Writes what is answered. */
    default void tell(SqlText out, Field field) {
        write(out, field);
    }

    /** The column itself, to be written at once, where nothing else stands for it. */
    default Optional<String> bare(SqlText out, Field field) {
        return Optional.empty();
    }

    /** The column as it is. For policies' own conditions, and for callers who may see it in every row. */
    ColumnSql PLAIN = behind(out -> "");

    /** The version after this change. A row of before there were versions counts as one of version 0. */
    ColumnSql COUNTED = (out, field) -> out.add("coalesce(").name(field.column()).add(",0)+1");

    /** The column of a table that goes by another name inside a nested SELECT. */
    static ColumnSql of(String alias) {
        return behind(out -> alias + ".");
    }

    /** The column of a table that goes by its own name in a statement which reads others too. */
    static ColumnSql table(Entity entity) {
        return behind(out -> out.quoted(entity.table()) + ".");
    }

    private static ColumnSql behind(Function<SqlText, String> table) {
        return new ColumnSql() {
            @Override
            public void write(SqlText out, Field field) {
                out.add(out.words().seen(field, column(out, field)));
            }

            @Override
            public void tell(SqlText out, Field field) {
                out.add(out.words().told(field, column(out, field)));
            }

            @Override
            public Optional<String> bare(SqlText out, Field field) {
                return Optional.of(column(out, field));
            }

            private String column(SqlText out, Field field) {
                return table.apply(out) + out.quoted(field.column());
            }
        };
    }

    /** The row as it will be: new values where there are any, the version counted on, else the column. */
    static ColumnSql after(Map<Field, Term> newValues) {
        return (out, field) -> {
            Term value = newValues.get(field);
            if (value != null) {
                out.standIn(value);
            } else {
                (field.version() ? COUNTED : PLAIN).write(out, field);
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
        return new ColumnSql() {
            @Override
            public void write(SqlText out, Field field) {
                where(out, field, () -> base.write(out, field));
            }

            @Override
            public void tell(SqlText out, Field field) {
                where(out, field, () -> base.tell(out, field));
            }

            @Override
            public Optional<String> bare(SqlText out, Field field) {
                return open(field).equals(Condition.TRUE) ? base.bare(out, field) : Optional.empty();
            }

            private Condition open(Field field) {
                return rowsAssured ? reading.when(field) : Condition.allOf(reading.rows(), reading.when(field));
            }

            private void where(SqlText out, Field field, Runnable column) {
                Condition open = open(field);
                if (open.equals(Condition.TRUE)) {
                    column.run();
                } else {
                    out.add("CASE WHEN ");
                    ConditionSql.write(out, open, base);
                    out.add(" THEN ");
                    column.run();
                    out.add(" END");
                }
            }
        };
    }

    /**
     * Writes that two columns are equal, in a form that an index of either serves. Columns of one type are compared as they
     * are; where that type takes different texts for equal, the texts decide besides.
     */
    static void equal(SqlText out, ColumnSql left, Field one, ColumnSql right, Field other) {
        Kind kind = one.form().kind();
        boolean alike = kind != Kind.PLAIN && kind != Kind.MOMENT && kind == other.form().kind()
                && one.form().type().equals(other.form().type());
        Optional<String> first = alike ? left.bare(out, one) : Optional.empty();
        Optional<String> second = alike ? right.bare(out, other) : Optional.empty();
        boolean both = first.isPresent() && second.isPresent();
        if (both) {
            out.add(first.get()).add("=").add(second.get());
        }
        if (both && (kind == Kind.UUID || kind == Kind.ENUM)) {
            return;
        }
        out.add(both ? " AND " : "");
        left.write(out, one);
        out.add("=");
        right.write(out, other);
    }
}
