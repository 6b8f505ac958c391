package dev.foldd.data.sql;

import dev.foldd.data.filter.Term;
import dev.foldd.store.Statement;
import dev.foldd.store.ValueType;
import java.util.List;

/** The statements around the answers that are kept for repeated requests. */
public final class AnswerSql {

    /** The table, whose columns are {@code id}, {@code body}, {@code answer} and {@code madeAt}. */
    public static final String TABLE = "foldd_answer";

    private final Words words;

    public AnswerSql(SqlDialect dialect) {
        this.words = dialect.words();
    }

    /** Body and answer under the id that is the one argument. */
    public Template find() {
        return reading().add(" FROM ").name(TABLE)
                .add(" WHERE ").name("id").add("=").value(new Term.Argument(0, ValueType.TEXT))
                .returning(List.of(new Statement.Column("body", ValueType.TEXT),
                        new Statement.Column("answer", ValueType.TEXT)));
    }

    private SqlText reading() {
        SqlText out = new SqlText(words).add("SELECT ");
        return out.result(1, ValueType.TEXT, () -> out.name("body")).add(",")
                .result(2, ValueType.TEXT, () -> out.name("answer"));
    }

    /** Keeps an answer: arguments are id, body, answer and milliseconds since 1970. */
    public Template insert() {
        SqlText out = new SqlText(words).add("INSERT INTO ").name(TABLE).add(" (");
        out.each(List.of("id", "body", "answer", "madeAt"), ",", out::name).add(") VALUES (");
        out.each(List.of(0, 1, 2), ",", index -> out.value(new Term.Argument(index, ValueType.TEXT)));
        return out.add(",").value(new Term.Argument(3, ValueType.BIGINT)).add(")").returning(List.of());
    }

    /** Drops what is older than the one argument. */
    public Template purge() {
        return new SqlText(words).add("DELETE FROM ").name(TABLE).add(" WHERE ").name("madeAt").add("<")
                .value(new Term.Argument(0, ValueType.BIGINT)).returning(List.of());
    }
}
