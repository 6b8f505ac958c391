package dev.foldd.data.sql;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Term;
import java.util.ArrayList;
import java.util.List;

/** Statements by which the daemon itself looks rows up, under no policy: what they find is told to nobody. */
public final class LookupSql {

    private final Words words;

    public LookupSql(SqlDialect dialect) {
        this.words = dialect.words();
    }

    /** These fields of the rows whose key is one of the arguments, of which there are {@code count}. */
    public Template rows(Entity entity, List<Field> fields, Field key, int count) {
        SqlText out = new SqlText(words).add("SELECT ");
        out.results(fields, field -> ColumnSql.PLAIN.tell(out, field));
        out.add(" FROM ").name(entity.table()).add(" WHERE ");
        List<Term> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arguments.add(new Term.Argument(i, key.type().stored()));
        }
        ConditionSql.write(out, count == 1 ? Condition.equal(key, arguments.get(0))
                : new Condition.OneOf(new Term.Column(key), arguments), ColumnSql.PLAIN);
        return out.briefWhen(count == 1).returning(ReadSql.resultColumns(fields));
    }
}
