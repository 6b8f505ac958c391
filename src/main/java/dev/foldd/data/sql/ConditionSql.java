package dev.foldd.data.sql;

import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Term;
import dev.foldd.store.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes conditions as SQL. */
final class ConditionSql implements Condition.Cases<SqlText> {

    private final SqlText out;
    private final ColumnSql columns;
    private final int depth;
    /** Below a NOT, unknown and false are not the same. */
    private final boolean negated;

    private ConditionSql(SqlText out, ColumnSql columns, int depth, boolean negated) {
        this.out = out;
        this.columns = columns;
        this.depth = depth;
        this.negated = negated;
    }

    static void write(SqlText out, Condition condition, ColumnSql columns) {
        condition.match(new ConditionSql(out, columns, 0, false));
    }

    @Override
    public SqlText always(Condition.Always condition) {
        return out.add(condition.value() ? "1=1" : "1=0");
    }

    @Override
    public SqlText and(Condition.And condition) {
        return joined(condition.parts(), " AND ");
    }

    @Override
    public SqlText or(Condition.Or condition) {
        return joined(condition.parts(), " OR ");
    }

    @Override
    public SqlText not(Condition.Not condition) {
        out.add("NOT (");
        return condition.part().match(new ConditionSql(out, columns, depth, true)).add(")");
    }

    @Override
    public SqlText comparison(Condition.Comparison condition) {
        if (condition.operator() != Condition.Operator.NOT_EQUAL
                && found(condition.left(), condition.operator().sql(), List.of(condition.right()))) {
            return out;
        }
        compared(condition.left(), isColumn(condition.left()) || isColumn(condition.right()));
        out.add(condition.operator().sql());
        term(condition.right());
        boolean ordered = switch (condition.operator()) {
            case EQUAL, NOT_EQUAL -> false;
            case LESS, AT_MOST, GREATER, AT_LEAST -> true;
        };
        return ordered && condition.left().type() == ValueType.TEXT ? out.add(out.words().bytewise()) : out;
    }

    @Override
    public SqlText oneOf(Condition.OneOf condition) {
        List<Term> options = new ArrayList<>(condition.options());
        while (options.size() < out.words().places(condition.options().size())) {
            options.add(options.get(options.size() - 1));
        }
        if (found(condition.term(), "IN", options)) {
            return out;
        }
        compared(condition.term(), isColumn(condition.term()));
        return out.add(" IN (").each(options, ",", this::term).add(")");
    }

    @Override
    public SqlText oneOfRows(Condition.OneOfRows condition) {
        if (!out.words().findsNullAmongRows()) {
            return existing(condition);
        }
        boolean hidden = out.hides(condition.entity().table());
        term(condition.term());
        out.add(hidden ? " IN (SELECT * FROM (SELECT DISTINCT " : " IN (SELECT ");
        options(condition, "");
        return out.add(hidden ? ") AS d" + (depth + 1) + ")" : ")");
    }

    /** The same in other words: true for an equal one, else unknown where NULL keeps from telling, else false. */
    private SqlText existing(Condition.OneOfRows condition) {
        String option = "d" + (depth + 1) + ".foldd_v";
        out.add("CASE WHEN EXISTS (SELECT 1 FROM (SELECT DISTINCT ");
        options(condition, " AS foldd_v");
        out.add(") AS d" + (depth + 1) + " WHERE ");
        term(condition.term());
        out.add("=" + option + ") THEN 1=1 WHEN EXISTS (SELECT 1 FROM (SELECT DISTINCT ");
        options(condition, " AS foldd_v");
        out.add(") AS d" + (depth + 1) + " WHERE " + option + " IS NULL OR ");
        term(condition.term());
        return out.add(" IS NULL) THEN NULL ELSE 1=0 END");
    }

    private void options(Condition.OneOfRows condition, String name) {
        String alias = "s" + (depth + 1);
        ColumnSql inner = ColumnSql.of(alias);
        inner.write(out, condition.column());
        out.add(name).add(" FROM ").name(condition.entity().table()).add(" AS ").add(alias).add(" WHERE ");
        condition.where().match(new ConditionSql(out, inner, depth + 1, negated));
    }

    /**
     * An EXISTS of its own, in which the related rows go by another name: what is compared with them must say whose column it
     * is. The key is compared as it is, for an index to find it, in rows where the caller may see it.
     */
    @Override
    public SqlText related(Condition.Related condition) {
        String alias = "foldd_r" + (depth + 1);
        String table = condition.others().entity().table();
        boolean hidden = out.hides(table);
        ColumnSql base = ColumnSql.of(alias);
        out.add("EXISTS (SELECT 1 FROM ").add(hidden ? "(SELECT DISTINCT * FROM " : "").name(table).add(hidden ? ")" : "")
                .add(" AS " + alias + " WHERE ");
        ColumnSql.equal(out, base, condition.other(), columns, condition.own());
        Condition visible = Condition.allOf(condition.others().rows(), condition.others().when(condition.other()));
        if (!visible.equals(Condition.TRUE)) {
            out.add(" AND ");
            visible.match(new ConditionSql(out, base, depth + 1, false));
        }
        ConditionSql inside = new ConditionSql(out, ColumnSql.seenBy(condition.others(), true, base), depth + 1, false);
        if (!condition.holds()) {
            out.add(" AND CASE WHEN ");
            condition.where().match(inside).add(" THEN 1=0 ELSE 1=1 END");
        } else if (!condition.where().equals(Condition.TRUE)) {
            out.add(" AND ");
            condition.where().match(inside);
        }
        return out.add(")");
    }

    @Override
    public SqlText isNull(Condition.IsNull condition) {
        Optional<String> bare = condition.term() instanceof Term.Column column
                && column.field().form().kind() != Field.Kind.MOMENT ? columns.bare(out, column.field()) : Optional.empty();
        return bare.map(out::add).orElseGet(() -> term(condition.term())).add(" IS NULL");
    }

    @Override
    public SqlText match(Condition.Match condition) {
        out.words().match(out, condition.kind(), () -> term(condition.text()), (Term.Value) condition.pattern());
        return out;
    }

    /** Whether the comparison has been written in a form of the database's own. */
    private boolean found(Term term, String operator, List<Term> values) {
        if (negated || !(term instanceof Term.Column column) || column.field().form().kind() == Field.Kind.PLAIN
                || values.stream().anyMatch(ConditionSql::isColumn)) {
            return false;
        }
        Optional<String> bare = columns.bare(out, column.field());
        return bare.isPresent() && out.words().finds(out, column.field(), bare.get(), operator, values);
    }

    private SqlText joined(List<Condition> parts, String word) {
        return out.add("(").each(parts, word, part -> part.match(this)).add(")");
    }

    private static boolean isColumn(Term term) {
        return term instanceof Term.Column;
    }

    /** @param besideColumn whether a column says how the term is to be compared */
    private void compared(Term term, boolean besideColumn) {
        if (besideColumn) {
            term(term);
        } else {
            out.standIn(term);
        }
    }

    private SqlText term(Term term) {
        if (term instanceof Term.Column column) {
            columns.write(out, column.field());
            return out;
        }
        return out.value(term);
    }
}
