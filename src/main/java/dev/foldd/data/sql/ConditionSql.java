package dev.foldd.data.sql;

import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Term;
import java.util.List;

/** Writes conditions as SQL. */
final class ConditionSql implements Condition.Cases<SqlText> {

    private final SqlText out;
    private final ColumnSql columns;
    private final int depth;

    private ConditionSql(SqlText out, ColumnSql columns, int depth) {
        this.out = out;
        this.columns = columns;
        this.depth = depth;
    }

    static void write(SqlText out, Condition condition, ColumnSql columns) {
        condition.match(new ConditionSql(out, columns, 0));
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
        return condition.part().match(this).add(")");
    }

    @Override
    public SqlText comparison(Condition.Comparison condition) {
        term(condition.left());
        out.add(condition.operator().sql());
        return term(condition.right());
    }

    @Override
    public SqlText oneOf(Condition.OneOf condition) {
        term(condition.term());
        return out.add(" IN (").each(condition.options(), ",", this::term).add(")");
    }

    @Override
    public SqlText oneOfRows(Condition.OneOfRows condition) {
        String alias = "s" + (depth + 1);
        ColumnSql inner = ColumnSql.of(alias);
        term(condition.term());
        out.add(" IN (SELECT ");
        inner.write(out, condition.column());
        out.add(" FROM ").name(condition.entity().table()).add(" AS ").add(alias).add(" WHERE ");
        condition.where().match(new ConditionSql(out, inner, depth + 1));
        return out.add(")");
    }

    @Override
    public SqlText isNull(Condition.IsNull condition) {
        return term(condition.term()).add(" IS NULL");
    }

    @Override
    public SqlText match(Condition.Match condition) {
        Runnable text = () -> term(condition.text());
        Dialect.SQLITE.match(out, condition.kind(), text, (Term.Value) condition.pattern());
        return out;
    }

    private SqlText joined(List<Condition> parts, String word) {
        return out.add("(").each(parts, word, part -> part.match(this)).add(")");
    }

    private SqlText term(Term term) {
        if (term instanceof Term.Column column) {
            columns.write(out, column.field());
            return out;
        }
        return out.value(term);
    }
}
