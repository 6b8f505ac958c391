package dev.foldd.data.sql;

import dev.foldd.data.acl.Grant;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Term;
import dev.foldd.data.filter.TermsIn;
import dev.foldd.store.Statement;
import dev.foldd.store.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes the statements that change rows. The policy stands in the statement itself: a row that it does not admit is not
 * touched, and a new row that it does not admit is not written.
 */
public final class WriteSql {

    private static final List<Statement.Column> FOUND = List.of(new Statement.Column("found", ValueType.INTEGER));

    /** Where MySQL keeps the key of the row that a statement has changed, for the statement that reads it back. */
    private static final String CHANGED_KEY = "@foldd_key";

    /** The rows that an INSERT has named. Tables of this prefix are the daemon's own, so it hides none of others. */
    static final String ROWS = "foldd_rows";

    private final Words words;

    public WriteSql(SqlDialect dialect) {
        this.words = dialect.words();
    }

    /**
     * Which rows a write is about.
     *
     * @param grant what the caller may do to rows
     * @param reading what the caller may read: what he asks for by a field must be something he may see
     * @param keyed the row that he names by its key; always true when he names none
     * @param wanted his own condition on other fields
     * @param onlyFirst whether, of several rows, only the first by key is meant
     * @param lock what he says of the row so found: where it is not so, the row is left as it is
     */
    public record Target(Grant grant, Grant reading, Condition keyed, Condition wanted, boolean onlyFirst,
                         Condition lock) {

        /** Rows that are meant whatever has become of them. */
        public Target(Grant grant, Grant reading, Condition keyed, Condition wanted, boolean onlyFirst) {
            this(grant, reading, keyed, wanted, onlyFirst, Condition.TRUE);
        }

        public Target lockedBy(Condition condition) {
            return new Target(grant, reading, keyed, wanted, onlyFirst, condition);
        }

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
    public Template insert(Entity entity, Map<Field, Term> values, Condition check, Answer answer) {
        SqlText out = inserting(entity, values, check).briefWhen(true);
        Term key = values.get(entity.primary());
        return words.returnsRows() ? returning(out, entity, answer) : out.returning(List.of()).readBackBy(changed(entity, answer,
                text -> Optional.ofNullable(key).ifPresentOrElse(text::value, () -> text.add(words.counted()))));
    }

    /** Inserts likewise, and tells only how many rows were inserted. */
    public Template insertSilently(Entity entity, Map<Field, Term> values, Condition check) {
        Optional<String> many = words.ofRows().isPresent() ? words.ofRows().map(rows -> insertMany(entity, values, check, rows))
                : check.equals(Condition.TRUE) ? words.many(List.copyOf(values.keySet()))
                        .map(rows -> insertInto(entity, values, words).add(rows).toString()) : Optional.empty();
        return inserting(entity, values, check).briefWhen(true).returning(List.of(), many);
    }

    /**
     * The same for rows that are named first, each with all values that its check needs: all of them are inserted where the
     * check holds for each, else none.
     */
    private String insertMany(Entity entity, Map<Field, Term> values, Condition check, Words rows) {
        SqlText out = insertInto(entity, values, rows).add("SELECT ");
        assigned(out, values).add(" FROM " + ROWS);
        if (!check.equals(Condition.TRUE)) {
            out.add(" WHERE NOT EXISTS (SELECT 1 FROM " + ROWS + " WHERE NOT coalesce(");
            ConditionSql.write(out, check, ColumnSql.created(values));
            out.add(",1=0))");
        }
        List<ValueType> types = out.returning(List.of()).statement().parameters();
        List<String> names = new ArrayList<>();
        List<String> places = new ArrayList<>();
        for (ValueType type : types) {
            names.add("c" + (names.size() + 1));
            places.add(words.placeholder(names.size(), type));
        }
        return "WITH " + ROWS + "(" + String.join(",", names) + ") AS (VALUES (" + String.join(",", places) + ")) " + out;
    }

    /** Sets values in the rows of the target, where the old row and the new row satisfy {@code permitted}. */
    public Template update(Target target, Map<Field, Term> values, Condition permitted, Answer answer) {
        if (words.returnsRows()) {
            return returning(updating(target, values, permitted, false), target.entity(), answer);
        }
        Optional<Term> key = target.keyed() instanceof Condition.Comparison named ? Optional.of(named.right())
                : Optional.empty();
        Template reading = changed(target.entity(), answer,
                text -> key.ifPresentOrElse(text::value, () -> text.add(CHANGED_KEY)));
        return updating(target, values, permitted, key.isEmpty()).returning(List.of()).readBackBy(reading);
    }

    /**
     * Updates likewise any number of rows after {@link #violation} has found none, and tells only how many were matched. Where
     * others may have written meanwhile, what is not permitted any more is left as it is.
     */
    public Template updateChecked(Target target, Map<Field, Term> values, Condition permitted) {
        return updating(target, values, words.writersTakeTurns() ? Condition.TRUE : permitted, false).returning(List.of());
    }

    public Template delete(Target target) {
        SqlText out = SqlText.changing(words, target.entity().table()).add("DELETE FROM ").name(target.entity().table())
                .add(" WHERE ").briefWhen(isKeyed(target));
        where(out, target);
        return out.returning(List.of());
    }

    /** Finds one row of the target, whatever else is permitted. */
    public Template exists(Target target) {
        SqlText out = finding(target);
        return out.add(" LIMIT 1").returning(FOUND);
    }

    /** Finds one row of the target, and tells its version as far as the caller may see it. */
    public Template versionOf(Target target, Field version) {
        SqlText out = new SqlText(words).add("SELECT ");
        out.results(List.of(version), field -> ColumnSql.seenBy(target.reading(), false).tell(out, field));
        out.add(" FROM ").name(target.entity().table()).add(" WHERE ");
        where(out, target);
        return out.add(" LIMIT 1").add(words.current()).returning(ReadSql.resultColumns(List.of(version)));
    }

    /** Finds one row of the target in which these values may not be set. */
    public Template violation(Target target, Map<Field, Term> values, Condition permitted) {
        SqlText out = finding(target);
        out.add(" AND NOT (coalesce(");
        ConditionSql.write(out, permitted, ColumnSql.PLAIN);
        out.add(",1=0) AND coalesce(");
        ConditionSql.write(out, permitted, ColumnSql.after(values));
        return out.add(",1=0)) LIMIT 1").returning(FOUND);
    }

    private SqlText finding(Target target) {
        SqlText out = new SqlText(words).add("SELECT ");
        out.result(1, ValueType.INTEGER, () -> out.add("1")).add(" FROM ").name(target.entity().table()).add(" WHERE ");
        where(out, target);
        return out;
    }

    private static boolean isKeyed(Target target) {
        return !target.keyed().equals(Condition.TRUE);
    }

    private SqlText inserting(Entity entity, Map<Field, Term> values, Condition check) {
        SqlText out = insertInto(entity, values, words);
        if (check.equals(Condition.TRUE)) {
            out.add("VALUES (");
            return assigned(out, values).add(")");
        }
        assigned(out.add("SELECT "), values).add(words.noTable()).add(" WHERE ");
        ConditionSql.write(out, check, ColumnSql.created(values));
        return out;
    }

    private static SqlText insertInto(Entity entity, Map<Field, Term> values, Words words) {
        SqlText out = new SqlText(words).add("INSERT INTO ").name(entity.table()).add(" (");
        return out.each(values.keySet(), ",", field -> out.name(field.column())).add(") ");
    }

    private static SqlText assigned(SqlText out, Map<Field, Term> values) {
        return out.each(values.entrySet(), ",", entry -> out.assigned(entry.getKey(), entry.getValue()));
    }

    /** @param keepingKey whether the key of the changed row is kept aside, in an assignment that changes nothing */
    private SqlText updating(Target target, Map<Field, Term> values, Condition permitted, boolean keepingKey) {
        SqlText out = SqlText.changing(words, target.entity().table()).add("UPDATE ").name(target.entity().table())
                .add(" SET ").briefWhen(isKeyed(target));
        out.each(values.entrySet(), ",", entry -> out.name(entry.getKey().column()).add("=")
                .assigned(entry.getKey(), entry.getValue()));
        target.entity().version().ifPresent(version -> {
            out.add(",").name(version.column()).add("=");
            ColumnSql.COUNTED.write(out, version);
        });
        if (keepingKey) {
            String key = target.entity().primary().column();
            out.add(",").name(key).add("=(" + CHANGED_KEY + ":=").name(key).add(")");
        }
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
        named(out, target);
        if (!target.lock().equals(Condition.TRUE)) {
            out.add(" AND ");
            ConditionSql.write(out, target.lock(), ColumnSql.seenBy(target.reading(), isSeen(target)));
        }
    }

    /** Whether the rows that may be written are among those that may be read. */
    private static boolean isSeen(Target target) {
        return target.grant().rows().equals(target.reading().rows());
    }

    private static void named(SqlText out, Target target) {
        if (!target.onlyFirst()) {
            rows(out, target);
            return;
        }
        Field key = target.entity().primary();
        out.name(key.column()).add("=(").turned(() -> {
            out.add("SELECT ").name(key.column()).add(" FROM ").name(target.entity().table()).add(" WHERE ");
            rows(out, target);
            out.add(" ORDER BY ");
            ReadSql.ordered(out, ColumnSql.PLAIN, key);
            boolean text = ReadSql.orderedType(out, ColumnSql.PLAIN, key) == ValueType.TEXT;
            out.add(text ? out.words().bytewise() : "").add(" LIMIT 1");
        }, out.words()::firstRow).add(")");
    }

    private static void rows(SqlText out, Target target) {
        ConditionSql.write(out, Condition.allOf(target.keyed(), target.grant().rows()), ColumnSql.PLAIN);
        if (!target.wanted().equals(Condition.TRUE)) {
            out.add(" AND ");
            ColumnSql base = TermsIn.isRelated(target.wanted()) ? ColumnSql.table(target.entity()) : ColumnSql.PLAIN;
            ConditionSql.write(out, target.wanted(), ColumnSql.seenBy(target.reading(), isSeen(target), base));
        }
    }

    private static Template returning(SqlText out, Entity entity, Answer answer) {
        List<Field> fields = answered(entity, answer);
        out.add(" RETURNING ");
        answered(out, fields, answer);
        return out.returning(ReadSql.resultColumns(fields));
    }

    /** Reads the one row with this key as a change would have returned it. */
    private Template changed(Entity entity, Answer answer, Consumer<SqlText> key) {
        List<Field> fields = answered(entity, answer);
        SqlText out = new SqlText(words).add("SELECT ");
        answered(out, fields, answer);
        out.add(" FROM ").name(entity.table()).add(" WHERE ").name(entity.primary().column()).add("=");
        key.accept(out);
        return out.returning(ReadSql.resultColumns(fields));
    }

    private static void answered(SqlText out, List<Field> fields, Answer answer) {
        ColumnSql seen = ColumnSql.seenBy(answer.reading(), false);
        out.results(fields, field -> (answer.told().contains(field) ? ColumnSql.PLAIN : seen).tell(out, field));
    }

    private static List<Field> answered(Entity entity, Answer answer) {
        return entity.fields().stream()
                .filter(field -> answer.told().contains(field) || answer.reading().opens(field)).toList();
    }
}
