package dev.foldd.data.sql;

import dev.foldd.data.acl.Grant;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Term;
import dev.foldd.store.Statement;
import dev.foldd.store.ValueType;
import java.util.List;
import java.util.function.Function;

/** Writes the statements that read, each under a grant: no row and no value leaves that the grant does not admit. */
public final class ReadSql {

    private static final List<Statement.Column> COUNT = List.of(new Statement.Column("count", ValueType.BIGINT));

    private final Words words;

    public ReadSql(SqlDialect dialect) {
        this.words = dialect.words();
    }

    /** One field to order by. */
    public record Order(Field field, boolean descending) {
    }

    /**
     * Which rows of an entity, in which order, with which fields.
     *
     * @param keyed the row that the caller names by its key; always true when he names none
     * @param wanted the caller's own condition, on the fields as he sees them
     */
    public record Selection(Grant grant, List<Field> fields, Condition keyed, Condition wanted, List<Order> order) {
        public Selection {
            fields = List.copyOf(fields);
            order = List.copyOf(order);
        }
    }

    /** The selected rows from {@code offset} on, {@code limit} of them. */
    public Template rows(Selection selection, Term limit, Term offset) {
        SqlText out = new SqlText(words).add("SELECT ");
        ColumnSql seen = ColumnSql.seenBy(selection.grant(), true);
        out.results(selection.fields(), field -> seen.write(out, field));
        from(out, selection);
        order(out, selection, seen);
        out.add(" LIMIT ").value(limit);
        if (offset != null) {
            out.add(" OFFSET ").value(offset);
        }
        return out.briefWhen(!selection.keyed().equals(Condition.TRUE)).returning(resultColumns(selection.fields()));
    }

    /** How many rows are selected in all. */
    public Template count(Selection selection) {
        SqlText out = new SqlText(words).add("SELECT ");
        out.result(1, ValueType.BIGINT, () -> out.add("count(*)"));
        from(out, selection);
        return out.returning(COUNT);
    }

    static void columns(SqlText out, List<Field> fields, ColumnSql columns) {
        out.each(fields, ",", field -> columns.write(out, field));
    }

    static List<Statement.Column> resultColumns(List<Field> fields) {
        return fields.stream().map(field -> new Statement.Column(field.name(), field.type().stored())).toList();
    }

    private static void from(SqlText out, Selection selection) {
        out.add(" FROM ").name(selection.grant().entity().table()).add(" WHERE ");
        ConditionSql.write(out, Condition.allOf(selection.keyed(), selection.grant().rows()), ColumnSql.PLAIN);
        if (!selection.wanted().equals(Condition.TRUE)) {
            out.add(" AND ");
            ConditionSql.write(out, selection.wanted(), ColumnSql.seenBy(selection.grant(), true));
        }
    }

    private static void order(SqlText out, Selection selection, ColumnSql seen) {
        if (!selection.order().isEmpty()) {
            out.add(" ORDER BY ").each(selection.order(), ",", order -> {
                seen.write(out, order.field());
                boolean nullable = !order.field().alwaysHasValue()
                        || !selection.grant().when(order.field()).equals(Condition.TRUE);
                out.add(out.words().order(order.field().type().stored(), order.descending(), nullable));
            });
        }
    }
}
