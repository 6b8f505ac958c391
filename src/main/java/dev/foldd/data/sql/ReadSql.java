package dev.foldd.data.sql;

import dev.foldd.data.acl.Grant;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Term;
import dev.foldd.store.Statement;
import dev.foldd.store.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

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
     * @param joined the rows that stand beside each of them
     */
    public record Selection(Grant grant, List<Field> fields, Condition keyed, Condition wanted, List<Order> order,
                            List<Joined> joined) {
        public Selection {
            fields = List.copyOf(fields);
            order = List.copyOf(order);
            joined = List.copyOf(joined);
        }

        /** Rows of this entity alone. */
        public Selection(Grant grant, List<Field> fields, Condition keyed, Condition wanted, List<Order> order) {
            this(grant, fields, keyed, wanted, order, List.of());
        }

        /**
         * Whether the caller's condition admits one row at most, since it names the key, and is simple to test. Only where he
         * may see the key of every row, so that it is compared as it is.
         */
        public boolean isOfOneKey() {
            Field key = grant.entity().primary();
            List<Condition> parts = wanted instanceof Condition.And and ? and.parts() : List.of(wanted);
            return grant.when(key).equals(Condition.TRUE)
                    && parts.stream().allMatch(part -> part instanceof Condition.Comparison || part instanceof Condition.IsNull)
                    && parts.stream().anyMatch(part -> part instanceof Condition.Comparison same
                            && same.operator() == Condition.Operator.EQUAL && same.left().equals(new Term.Column(key))
                            && !(same.right() instanceof Term.Column));
        }

        /** Those of them whose field, as the caller sees it, is one of so many arguments. */
        private Selection among(Field by, int keys) {
            List<Term> named = IntStream.range(0, keys)
                    .<Term>mapToObj(key -> new Term.Argument(key, by.type().stored())).toList();
            Condition among = Condition.allOf(grant.when(by), new Condition.OneOf(new Term.Column(by), named), keyed);
            return new Selection(grant, fields, among, wanted, order, joined);
        }
    }

    /** The selected rows from {@code offset} on, {@code limit} of them. */
    public Template rows(Selection selection, Term limit, Term offset) {
        return rows(selection, limit, offset, false);
    }

    /**
     * The same.
     *
     * @param counted whether each row tells, in a column behind all others, how many rows are selected in all: one statement
     *     less where that will be asked anyway
     */
    public Template rows(Selection selection, Term limit, Term offset, boolean counted) {
        SqlText out = new SqlText(words).add("SELECT ");
        Sources sources = new Sources(selection);
        List<Sources.Column> columns = sources.columns();
        given(out, columns, number -> columns.get(number).tell(out));
        List<Statement.Column> results = new ArrayList<>(Sources.results(columns));
        if (counted) {
            out.add(",").result(columns.size() + 1, ValueType.BIGINT, () -> {
                out.add("(SELECT count(*)");
                from(out, counting(selection), new Sources(counting(selection)));
                out.add(")");
            });
            results.addAll(COUNT);
        }
        from(out, selection, sources);
        order(out, selection, sources.seen());
        out.add(" LIMIT ").value(limit);
        if (offset != null) {
            out.add(" OFFSET ").value(offset);
        }
        return out.briefWhen(!selection.keyed().equals(Condition.TRUE) || selection.isOfOneKey()).returning(results);
    }

    /** The same rows, of which nothing is to be told. */
    private static Selection counting(Selection selection) {
        return new Selection(selection.grant(), List.of(), selection.keyed(), selection.wanted(), List.of());
    }

    /** How many rows are selected in all; what is joined does not change that. */
    public Template count(Selection selection) {
        SqlText out = new SqlText(words).add("SELECT ");
        out.result(1, ValueType.BIGINT, () -> out.add("count(*)"));
        from(out, selection, new Sources(selection));
        return out.returning(COUNT);
    }

    /**
     * The first of the selected rows for each of several keys, in their order: the key in front of the other columns.
     * Arguments are the keys, and behind them how many rows there may be in all.
     *
     * @param by the field that names the key
     * @param keys how many keys
     * @param each how many rows of one key
     */
    public Template byKeys(Selection selection, Field by, int keys, Term each) {
        Sources sources = new Sources(selection);
        List<Sources.Column> columns = new ArrayList<>();
        columns.add(new Sources.Column(sources.base(), by));
        columns.addAll(sources.columns());
        SqlText out = new SqlText(words).add("SELECT ");
        given(out, columns, number -> out.add("c" + number));
        out.add(" FROM (SELECT ");
        for (int number = 0; number < columns.size(); number++) {
            columns.get(number).tell(out);
            out.add(" AS c" + number + ",");
        }
        out.add("ROW_NUMBER() OVER (PARTITION BY ");
        sources.base().write(out, by);
        order(out, selection, sources.seen());
        out.add(") AS n");
        from(out, selection.among(by, keys), sources);
        out.add(") AS w WHERE n<=").value(each).add(" ORDER BY n LIMIT ").value(new Term.Argument(keys, ValueType.BIGINT));
        return out.returning(Sources.results(columns));
    }

    /** The values that a statement gives, each written by its number from 0. */
    private static void given(SqlText out, List<Sources.Column> columns, IntConsumer writer) {
        for (int number = 0; number < columns.size(); number++) {
            int index = number;
            out.add(number == 0 ? "" : ",").result(number + 1, columns.get(number).field().type().stored(),
                    () -> writer.accept(index));
        }
    }

    static List<Statement.Column> resultColumns(List<Field> fields) {
        return fields.stream().map(field -> new Statement.Column(field.name(), field.type().stored())).toList();
    }

    private static void from(SqlText out, Selection selection, Sources sources) {
        sources.from(out);
        out.add(" WHERE ");
        ConditionSql.write(out, Condition.allOf(selection.keyed(), selection.grant().rows()), sources.base());
        if (!selection.wanted().equals(Condition.TRUE)) {
            out.add(" AND ");
            ConditionSql.write(out, selection.wanted(), sources.seen());
        }
    }

    private static void order(SqlText out, Selection selection, ColumnSql seen) {
        if (!selection.order().isEmpty()) {
            out.add(" ORDER BY ").each(selection.order(), ",", order -> {
                boolean nullable = !order.field().alwaysHasValue()
                        || !selection.grant().when(order.field()).equals(Condition.TRUE);
                ordered(out, seen, order.field());
                out.add(out.words().order(orderedType(out, seen, order.field()), order.descending(), nullable));
            });
        }
    }

    /** Writes what rows are ordered by: the column itself where that gives the same order. */
    static void ordered(SqlText out, ColumnSql seen, Field field) {
        if (seen.bare(out, field).isPresent() && out.words().ordersItself(field)) {
            out.add(seen.bare(out, field).get());
        } else {
            seen.write(out, field);
        }
    }

    /** The type by which that is ordered: a column that is no text has no need of a collation, and takes none. */
    static ValueType orderedType(SqlText out, ColumnSql seen, Field field) {
        boolean itself = seen.bare(out, field).isPresent() && out.words().ordersItself(field);
        return itself && field.form().kind() != Field.Kind.PLAIN ? ValueType.BIGINT : field.type().stored();
    }
}
