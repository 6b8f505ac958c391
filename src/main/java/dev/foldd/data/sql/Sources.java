package dev.foldd.data.sql;

import dev.foldd.data.acl.Grant;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.TermsIn;
import dev.foldd.data.sql.ReadSql.Selection;
import dev.foldd.store.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables that one SELECT reads: the selected entity's under its own name, and each joined one's under a name of the
 * statement's. A column says whose it is wherever there is more than one table.
 */
final class Sources {

    private final Grant grant;
    private final List<Field> fields;
    private final ColumnSql base;
    private final ColumnSql seen;
    private final List<Source> joined = new ArrayList<>();

    /** A joined table. {@code parent} writes the columns of the row that it is joined to, as the caller sees them. */
    private record Source(Joined join, String alias, ColumnSql parent, ColumnSql base, ColumnSql seen) {
    }

    /** A column that is selected: what tells it, and the field that it belongs to. */
    record Column(ColumnSql sql, Field field) {
        /** As it is answered. */
        void tell(SqlText out) {
            sql.tell(out, field);
        }
    }

    Sources(Selection selection) {
        boolean several = !selection.joined().isEmpty() || TermsIn.isRelated(selection.wanted());
        this.grant = selection.grant();
        this.fields = selection.fields();
        this.base = several ? ColumnSql.table(grant.entity()) : ColumnSql.PLAIN;
        this.seen = ColumnSql.seenBy(grant, true, base);
        selection.joined().forEach(join -> add(join, seen));
    }

    private void add(Joined join, ColumnSql parent) {
        String alias = "foldd_j" + (joined.size() + 1);
        ColumnSql plain = ColumnSql.of(alias);
        ColumnSql masked = ColumnSql.seenBy(join.grant(), true, plain);
        joined.add(new Source(join, alias, parent, plain, masked));
        join.joined().forEach(further -> add(further, masked));
    }

    /** The selected entity's columns as they are. */
    ColumnSql base() {
        return base;
    }

    /** The selected entity's columns as the caller sees them. */
    ColumnSql seen() {
        return seen;
    }

    /** Every column that is selected, in order. */
    List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        fields.forEach(field -> columns.add(new Column(seen, field)));
        for (Source source : joined) {
            columns.add(new Column(source.base, source.join.other()));
            source.join.fields().forEach(field -> columns.add(new Column(source.seen, field)));
        }
        return columns;
    }

    /** The same columns as the statement's result has them. */
    static List<Statement.Column> results(List<Column> columns) {
        return columns.stream().map(each -> new Statement.Column(each.field.name(), each.field.type().stored())).toList();
    }

    /** The table and what is joined to it; the policy of a joined row decides whether there is one, not whether it is shown. */
    void from(SqlText out) {
        out.add(" FROM ").name(grant.entity().table());
        for (Source source : joined) {
            Joined join = source.join;
            out.add(" LEFT JOIN ").name(join.grant().entity().table()).add(" AS ").add(source.alias).add(" ON ");
            ColumnSql.equal(out, source.base, join.other(), source.parent, join.own());
            Condition visible = Condition.allOf(join.grant().rows(), join.grant().when(join.other()));
            if (!visible.equals(Condition.TRUE)) {
                out.add(" AND ");
                ConditionSql.write(out, visible, source.base);
            }
            if (!join.wanted().equals(Condition.TRUE)) {
                out.add(" AND ");
                ConditionSql.write(out, join.wanted(), source.seen);
            }
        }
    }
}
