package dev.foldd.data.sql;

import dev.foldd.data.acl.Grant;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Term;
import dev.foldd.store.Statement;
import dev.foldd.store.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the statements that change rows. The policy stands in the statement itself: a row that it does not admit is not
 * touched, and a new row that it does not admit is not written.
 */
public final class WriteSql {

    private static final List<Statement.Column> FOUND = List.of(new Statement.Column("found", ValueType.INTEGER));

    private WriteSql() {
    }

    /**
     * Which rows a write is about.
     *
     * @param grant what the caller may do to rows
     * @param reading what the caller may read: what he asks for by a field must be something he may see
     * @param keyed the row that he names by its key; always true when he names none
     * @param wanted his own condition on other fields
     * @param onlyFirst whether, of several rows, only the first by key is meant
     */
    public record Target(Grant grant, Grant reading, Condition keyed, Condition wanted, boolean onlyFirst) {
        Entity entity() {
            return grant.entity();
        }
    }

    /**
     * What comes back from a write: the key, what the caller wrote himself, and what he may read; never more than a read
     * would have told.
     */
    public record Answer(Grant reading, Set<Field> told) {
    }

    /** Inserts a row, unless {@code check} says that this row is not his to create; then nothing is inserted. */
    public static Template insert(Entity entity, Map<Field, Term> values, Condition check, Answer answer) {
        return answered(inserting(entity, values, check), entity, answer);
    }

    /** Inserts likewise, and tells only how many rows were inserted. */
    public static Template insertSilently(Entity entity, Map<Field, Term> values, Condition check) {
        return inserting(entity, values, check).returning(List.of());
    }

    private static SqlText inserting(Entity entity, Map<Field, Term> values, Condition check) {
        SqlText out = new SqlText().add("INSERT INTO ").name(entity.table()).add(" (");
        ReadSql.columns(out, List.copyOf(values.keySet()), ColumnSql.PLAIN);
        if (check.equals(Condition.TRUE)) {
            out.add(") VALUES (").each(values.values(), ",", out::value).add(")");
        } else {
            out.add(") SELECT ").each(values.values(), ",", out::value).add(" WHERE ");
            ConditionSql.write(out, check, ColumnSql.created(values));
        }
        return out;
    }

    /** Sets values in the rows of the target, where the old row and the new row satisfy {@code permitted}. */
    public static Template update(Target target, Map<Field, Term> values, Condition permitted, Answer answer) {
        return answered(updating(target, values, permitted), target.entity(), answer);
    }

    /** Updates likewise, and tells only how many rows were matched. */
    public static Template updateSilently(Target target, Map<Field, Term> values, Condition permitted) {
        return updating(target, values, permitted).returning(List.of());
    }

    public static Template delete(Target target) {
        SqlText out = new SqlText().add("DELETE FROM ").name(target.entity().table()).add(" WHERE ");
        where(out, target);
        return out.returning(List.of());
    }

    /** Finds one row of the target, whatever else is permitted. */
    public static Template exists(Target target) {
        SqlText out = new SqlText().add("SELECT 1 FROM ").name(target.entity().table()).add(" WHERE ");
        where(out, target);
        return out.add(" LIMIT 1").returning(FOUND);
    }

    /** Finds one row of the target in which these values may not be set. */
    public static Template violation(Target target, Map<Field, Term> values, Condition permitted) {
        SqlText out = new SqlText().add("SELECT 1 FROM ").name(target.entity().table()).add(" WHERE ");
        where(out, target);
        out.add(" AND NOT (coalesce(");
        ConditionSql.write(out, permitted, ColumnSql.PLAIN);
        out.add(",1=0) AND coalesce(");
        ConditionSql.write(out, permitted, ColumnSql.after(values));
        return out.add(",1=0)) LIMIT 1").returning(FOUND);
    }

    private static SqlText updating(Target target, Map<Field, Term> values, Condition permitted) {
        SqlText out = new SqlText().add("UPDATE ").name(target.entity().table()).add(" SET ");
        out.each(values.entrySet(), ",", entry -> out.name(entry.getKey().column()).add("=").value(entry.getValue()));
        out.add(" WHERE ");
        where(out, target);
        if (!permitted.equals(Condition.TRUE)) {
            out.add(" AND ");
            ConditionSql.write(out, permitted, ColumnSql.PLAIN);
            out.add(" AND ");
            ConditionSql.write(out, permitted, ColumnSql.after(values));
        }
        return out;
    }

    private static void where(SqlText out, Target target) {
        if (!target.onlyFirst()) {
            rows(out, target);
            return;
        }
        Field key = target.entity().primary();
        out.name(key.column()).add("=(SELECT ").name(key.column()).add(" FROM ").name(target.entity().table());
        out.add(" WHERE ");
        rows(out, target);
        out.add(" ORDER BY ").name(key.column()).add(" LIMIT 1)");
    }

    private static void rows(SqlText out, Target target) {
        ConditionSql.write(out, Condition.allOf(target.keyed(), target.grant().rows()), ColumnSql.PLAIN);
        if (!target.wanted().equals(Condition.TRUE)) {
            boolean rowsAssured = target.grant().rows().equals(target.reading().rows());
            out.add(" AND ");
            ConditionSql.write(out, target.wanted(), ColumnSql.seenBy(target.reading(), rowsAssured));
        }
    }

    private static Template answered(SqlText out, Entity entity, Answer answer) {
        ColumnSql seen = ColumnSql.seenBy(answer.reading(), false);
        List<Field> fields = new ArrayList<>();
        for (Field field : entity.fields()) {
            if (answer.told().contains(field) || answer.reading().opens(field)) {
                fields.add(field);
            }
        }
        out.add(" RETURNING ").each(fields, ",", field -> {
            ColumnSql column = answer.told().contains(field) ? ColumnSql.PLAIN : seen;
            column.write(out, field);
        });
        return out.returning(ReadSql.resultColumns(fields));
    }
}
