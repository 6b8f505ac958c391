package dev.foldd.data.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.Field.Form;
import dev.foldd.data.entity.Field.Kind;
import dev.foldd.data.entity.Field.Maker;
import dev.foldd.data.entity.Samples;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Condition.Operator;
import dev.foldd.data.filter.Term;
import dev.foldd.store.ValueType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Columns that were not made for their fields, in the words of each database. */
class FormSqlTest {

    private static final String UUID = "'^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'";
    private static final String BYTES = "CAST(CONVERT(\"it\" USING utf8mb4) AS BINARY)";
    private static final Term ARGUMENT = new Term.Argument(0, ValueType.TEXT);

    static Stream<Arguments> comparisons() {
        Condition same = comparison(Kind.PLAIN, Operator.EQUAL);
        return Stream.of(
                argumentSet("a plain column", SqlDialect.POSTGRES, same, "\"it\"=$1::text"),
                argumentSet("an identifier", SqlDialect.POSTGRES, comparison(Kind.UUID, Operator.EQUAL),
                        "\"it\"=CASE WHEN $1::text ~ " + UUID + " THEN $1::text::uuid END"),
                argumentSet("an identifier behind another", SqlDialect.POSTGRES, comparison(Kind.UUID, Operator.GREATER),
                        "\"it\">CASE WHEN $1::text ~ " + UUID + " THEN $1::text::uuid END"),
                argumentSet("another identifier", SqlDialect.POSTGRES, comparison(Kind.UUID, Operator.NOT_EQUAL), "\"it\"::text<>$1::text"),
                argumentSet("not an identifier, where unknown is not false", SqlDialect.POSTGRES,
                        new Condition.Not(comparison(Kind.UUID, Operator.EQUAL)), "NOT (\"it\"::text=$1::text)"),
                argumentSet("some identifiers", SqlDialect.POSTGRES, new Condition.OneOf(column(Kind.UUID), List.of(ARGUMENT)),
                        "\"it\" IN (CASE WHEN $1::text ~ " + UUID + " THEN $1::text::uuid END)"),
                argumentSet("a word", SqlDialect.POSTGRES, comparison(Kind.ENUM, Operator.EQUAL),
                        "\"it\"=CASE WHEN $1::text IN ('a','it''s') THEN $1::text::mood END"),
                argumentSet("a word behind another", SqlDialect.POSTGRES, comparison(Kind.ENUM, Operator.LESS),
                        "\"it\"::text<$1::text COLLATE \"C\""),
                argumentSet("an address", SqlDialect.POSTGRES, comparison(Kind.CAST, Operator.EQUAL), "\"it\"::text=$1::text"),
                argumentSet("two columns", SqlDialect.POSTGRES,
                        new Condition.Comparison(column(Kind.UUID), Operator.EQUAL, column(Kind.PLAIN)),
                        "\"it\"::text=\"it\""),
                argumentSet("nothing", SqlDialect.POSTGRES, new Condition.IsNull(column(Kind.UUID)), "\"it\" IS NULL"),
                argumentSet("a pattern", SqlDialect.POSTGRES, new Condition.Match(column(Kind.ENUM), Condition.MatchKind.LIKE,
                        new Term.Value("a%", ValueType.TEXT)), "\"it\"::text LIKE $1::text"),
                argumentSet("a loose text", SqlDialect.POSTGRES, comparison(Kind.LOOSE, Operator.EQUAL), "\"it\" COLLATE \"C\"=$1::text"),
                argumentSet("a loose text", SqlDialect.MYSQL, comparison(Kind.LOOSE, Operator.EQUAL), "(\"it\"=? AND " + BYTES + "=?)"),
                argumentSet("some loose texts", SqlDialect.MYSQL, new Condition.OneOf(column(Kind.LOOSE), List.of(ARGUMENT)),
                        "(\"it\" IN (?) AND " + BYTES + " IN (?))"),
                argumentSet("another loose text", SqlDialect.MYSQL, comparison(Kind.LOOSE, Operator.NOT_EQUAL), BYTES + "<>?"),
                argumentSet("not a loose text", SqlDialect.MYSQL, new Condition.Not(comparison(Kind.LOOSE, Operator.EQUAL)),
                        "NOT (" + BYTES + "=?)"),
                argumentSet("an identifier", SqlDialect.MYSQL, comparison(Kind.UUID, Operator.EQUAL),
                        "(\"it\"=CASE WHEN ? REGEXP " + UUID + " THEN ? END AND " + BYTES + "=?)"),
                argumentSet("a loose text", SqlDialect.SQLITE, comparison(Kind.LOOSE, Operator.EQUAL),
                        "(\"it\"=? AND \"it\" COLLATE BINARY=?)"),
                argumentSet("some loose texts", SqlDialect.SQLITE, new Condition.OneOf(column(Kind.LOOSE), List.of(ARGUMENT)),
                        "(\"it\" IN (?) AND \"it\" COLLATE BINARY IN (?))"),
                argumentSet("a loose text behind another", SqlDialect.SQLITE, comparison(Kind.LOOSE, Operator.GREATER),
                        "\"it\" COLLATE BINARY>?"),
                argumentSet("a value of no type", SqlDialect.SQLITE, comparison(Kind.CAST, Operator.EQUAL),
                        "CAST(\"it\" AS TEXT) COLLATE BINARY=?"),
                argumentSet("an identifier behind a bridge", SqlDialect.BRIDGED_POSTGRES, comparison(Kind.UUID, Operator.EQUAL),
                        "\"it\"=CASE WHEN $1::text ~ " + UUID + " THEN $1::text::uuid END"),
                argumentSet("a loose text behind a bridge", SqlDialect.BRIDGED_SQLITE, comparison(Kind.LOOSE, Operator.EQUAL),
                        "(\"it\"=$1 AND \"it\" COLLATE BINARY=$1)"),
                argumentSet("an identifier", SqlDialect.SQLITE, comparison(Kind.UUID, Operator.EQUAL), "\"it\"=?"));
    }

    @ParameterizedTest
    @MethodSource("comparisons")
    void is_compared_as(SqlDialect dialect, Condition condition, String sql) {
        SqlText out = new SqlText(dialect.words());

        ConditionSql.write(out, condition, ColumnSql.PLAIN);

        assertThat(out.toString()).isEqualTo(sql);
    }

    @Test
    void a_value_is_turned_into_the_columns_own_type_on_its_way_in() {
        assertThat(assigned(SqlDialect.POSTGRES, Kind.UUID)).isEqualTo("$1::text::uuid");
        assertThat(assigned(SqlDialect.POSTGRES, Kind.ENUM)).isEqualTo("$1::text::mood");
        assertThat(assigned(SqlDialect.POSTGRES, Kind.LOOSE)).isEqualTo("$1::text");
        assertThat(assigned(SqlDialect.BRIDGED_POSTGRES, Kind.ENUM)).isEqualTo("$1::text::mood");
        assertThat(assigned(SqlDialect.MYSQL, Kind.UUID)).isEqualTo("?");
        assertThat(SqlDialect.POSTGRES.words().many(List.of(field(Kind.PLAIN), field(Kind.UUID), field(Kind.ENUM)))).contains(
                "SELECT c1,c2::uuid,c3::mood FROM unnest($1::text[],$2::text[],$3::text[]) AS m(c1,c2,c3)");
    }

    @Test
    void what_is_answered_is_a_text_whatever_the_column() {
        assertThat(told(SqlDialect.POSTGRES, Kind.ENUM)).isEqualTo("\"it\"::text");
        assertThat(told(SqlDialect.MYSQL, Kind.LOOSE)).isEqualTo("\"it\"");
        assertThat(told(SqlDialect.SQLITE, Kind.MOMENT)).startsWith("CASE WHEN typeof(\"it\")='text' THEN strftime(");
    }

    static Stream<Arguments> pairs() {
        return Stream.of(
                argumentSet("plain columns", SqlDialect.POSTGRES, Kind.PLAIN, Kind.PLAIN, "a.\"it\"=b.\"it\""),
                argumentSet("identifiers", SqlDialect.POSTGRES, Kind.UUID, Kind.UUID, "a.\"it\"=b.\"it\""),
                argumentSet("an identifier and a text", SqlDialect.POSTGRES, Kind.UUID, Kind.PLAIN, "a.\"it\"::text=b.\"it\""),
                argumentSet("words and identifiers", SqlDialect.POSTGRES, Kind.ENUM, Kind.UUID, "a.\"it\"::text=b.\"it\"::text"),
                argumentSet("loose texts", SqlDialect.SQLITE, Kind.LOOSE, Kind.LOOSE,
                        "a.\"it\"=b.\"it\" AND a.\"it\" COLLATE BINARY=b.\"it\" COLLATE BINARY"));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void columns_are_equal_by_an_index_of_either_where_their_types_are_alike(SqlDialect dialect, Kind one, Kind other, String sql) {
        SqlText out = new SqlText(dialect.words());

        ColumnSql.equal(out, ColumnSql.of("a"), field(one), ColumnSql.of("b"), field(other));

        assertThat(out.toString()).isEqualTo(sql);
    }

    @Test
    void identifiers_are_in_the_order_of_their_texts_and_words_are_not() {
        assertThat(ordered(SqlDialect.POSTGRES, Kind.UUID)).isEqualTo("\"it\"");
        assertThat(ordered(SqlDialect.POSTGRES, Kind.ENUM)).isEqualTo("\"it\"::text COLLATE \"C\"");
        assertThat(ordered(SqlDialect.MYSQL, Kind.UUID)).isEqualTo(BYTES);
    }

    private static String ordered(SqlDialect dialect, Kind kind) {
        SqlText out = new SqlText(dialect.words());
        ReadSql.ordered(out, ColumnSql.PLAIN, field(kind));
        return out + (ReadSql.orderedType(out, ColumnSql.PLAIN, field(kind)) == ValueType.TEXT ? dialect.words().bytewise() : "");
    }

    private static String told(SqlDialect dialect, Kind kind) {
        SqlText out = new SqlText(dialect.words());
        ColumnSql.PLAIN.tell(out, field(kind));
        return out.toString();
    }

    private static String assigned(SqlDialect dialect, Kind kind) {
        return new SqlText(dialect.words()).assigned(field(kind), ARGUMENT).returning(List.of(), Optional.empty()).statement().sql();
    }

    private static Condition comparison(Kind kind, Operator operator) {
        return new Condition.Comparison(column(kind), operator, ARGUMENT);
    }

    private static Term column(Kind kind) {
        return new Term.Column(field(kind));
    }

    private static Field field(Kind kind) {
        String type = switch (kind) {
            case UUID -> "uuid";
            case ENUM -> "mood";
            case PLAIN, CAST, LOOSE, MOMENT -> "";
        };
        return Samples.field("type: string, nullable: true").withForm(new Form(kind, type, List.of("a", "it's"), Maker.DAEMON));
    }
}
