package dev.foldd.data.filter;

import static dev.foldd.data.filter.Docs.DOC;
import static dev.foldd.data.filter.Docs.MEMBER;
import static dev.foldd.data.filter.Docs.field;
import static dev.foldd.data.filter.Docs.parsed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.data.filter.Condition.And;
import dev.foldd.data.filter.Condition.Comparison;
import dev.foldd.data.filter.Condition.IsNull;
import dev.foldd.data.filter.Condition.Not;
import dev.foldd.data.filter.Condition.OneOf;
import dev.foldd.data.filter.Condition.OneOfRows;
import dev.foldd.data.filter.Condition.Operator;
import dev.foldd.data.filter.Condition.Or;
import dev.foldd.store.ValueType;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FilterParserTest {

    private static final Condition A = equal("authorId", "a");
    private static final Condition B = equal("team", "b");
    private static final Condition C = equal("hidden", "c");

    static Stream<Arguments> structures() {
        return Stream.of(
                argumentSet("AND binds before OR", "authorId='a' OR team='b' AND hidden='c'",
                        new Or(List.of(A, new And(List.of(B, C))))),
                argumentSet("AND binds before OR, the other way round", "authorId='a' AND team='b' OR hidden='c'",
                        new Or(List.of(new And(List.of(A, B)), C))),
                argumentSet("parentheses bind before AND", "authorId='a' AND (team='b' OR hidden='c')",
                        new And(List.of(A, new Or(List.of(B, C))))),
                argumentSet("NOT binds before AND", "NOT authorId='a' AND team='b'", new And(List.of(new Not(A), B))),
                argumentSet("NOT of parentheses", "NOT (authorId='a' AND team='b')", new Not(new And(List.of(A, B)))),
                argumentSet("NOT of NOT", "NOT NOT authorId='a'", new Not(new Not(A))),
                argumentSet("parentheses around one test", "((authorId='a'))", A),
                argumentSet("words in any case", "authorId='a' and not team='b' oR hidden='c'",
                        new Or(List.of(new And(List.of(A, new Not(B))), C))),
                argumentSet("no white space is needed", "(authorId='a')AND(team='b')", new And(List.of(A, B))),
                argumentSet("white space of any kind", "\tauthorId\n= \r\n'a' ", A),
                argumentSet("IS NULL", "team IS NULL", new IsNull(column("team"))),
                argumentSet("IS NOT NULL", "team is not null", new Not(new IsNull(column("team")))),
                argumentSet("JSON may be tested by IS NULL", "meta IS NULL", new IsNull(column("meta"))),
                argumentSet("IN a list", "state IN ('draft', 'open')", new OneOf(column("state"),
                        List.of(text("draft"), text("open")))),
                argumentSet("NOT IN a list", "state NOT IN ('draft')", new Not(new OneOf(column("state"),
                        List.of(text("draft"))))),
                argumentSet("NOT before IN", "NOT state IN ('draft')", new Not(new OneOf(column("state"),
                        List.of(text("draft"))))),
                argumentSet("IN a list of claims and fields", "team IN ($user.team, authorId)", new OneOf(column("team"),
                        List.of(claim("user.team", ValueType.TEXT), column("authorId")))));
    }

    @ParameterizedTest
    @MethodSource("structures")
    void understands(String filter, Condition condition) {
        assertThat(parsed(filter)).isEqualTo(condition);
    }

    static Stream<Arguments> values() {
        return Stream.of(
                argumentSet("a text", "team = 'a'", text("a")),
                argumentSet("a text in double quotes", "team = \"a\"", text("a")),
                argumentSet("an empty text", "team = ''", text("")),
                argumentSet("a quote inside is doubled", "team = 'it''s'", text("it's")),
                argumentSet("quotes alone", "team = ''''", text("'")),
                argumentSet("the other quote needs no doubling", "team = 'say \"x\"'", text("say \"x\"")),
                argumentSet("a double quote doubled", "team = \"say \"\"x\"\"\"", text("say \"x\"")),
                argumentSet("keywords inside a text are text", "team = ') OR 1=1 --'", text(") OR 1=1 --")),
                argumentSet("a whole number", "score = 4", new Term.Value(4L, ValueType.INTEGER)),
                argumentSet("a negative number", "score = -4", new Term.Value(-4L, ValueType.INTEGER)),
                argumentSet("a big number", "size = 9223372036854775807", new Term.Value(Long.MAX_VALUE, ValueType.BIGINT)),
                argumentSet("a number for a fraction", "ratio = 4", new Term.Value(4.0, ValueType.DOUBLE)),
                argumentSet("a fraction", "ratio = 0.5", new Term.Value(0.5, ValueType.DOUBLE)),
                argumentSet("a decimal", "price = 10.50", new Term.Value(new BigDecimal("10.5"), ValueType.DECIMAL)),
                argumentSet("true", "open = true", new Term.Value(true, ValueType.BOOLEAN)),
                argumentSet("FALSE", "open = FALSE", new Term.Value(false, ValueType.BOOLEAN)),
                argumentSet("a moment", "at = '2026-01-01'",
                        new Term.Value("2026-01-01T00:00:00.000Z", ValueType.DATETIME)),
                argumentSet("a claim takes the field's type", "size = $user.quota", claim("user.quota", ValueType.BIGINT)),
                argumentSet("the tenant", "tenantId = $context.tenantId", claim("context.tenantId", ValueType.TEXT)),
                argumentSet("a claim with points and digits", "team = $user.org.unit_2",
                        claim("user.org.unit_2", ValueType.TEXT)),
                argumentSet("another field", "team = authorId", column("authorId")));
    }

    @ParameterizedTest
    @MethodSource("values")
    void reads_the_value_as_one_of_its_field(String filter, Term right) {
        assertThat(parsed(filter)).isInstanceOfSatisfying(Comparison.class,
                comparison -> assertThat(comparison.right()).isEqualTo(right));
    }

    static Stream<Arguments> operators() {
        return Stream.of(
                argumentSet("equal", "=", Operator.EQUAL), argumentSet("not equal", "!=", Operator.NOT_EQUAL),
                argumentSet("not equal as in SQL", "<>", Operator.NOT_EQUAL), argumentSet("less", "<", Operator.LESS),
                argumentSet("at most", "<=", Operator.AT_MOST), argumentSet("greater", ">", Operator.GREATER),
                argumentSet("at least", ">=", Operator.AT_LEAST));
    }

    @ParameterizedTest
    @MethodSource("operators")
    void reads_the_operator_whatever_stands_left(String symbol, Operator operator) {
        assertThat(parsed("score " + symbol + " 4")).isEqualTo(
                new Comparison(column("score"), operator, new Term.Value(4L, ValueType.INTEGER)));
        assertThat(parsed("4" + symbol + "score")).isEqualTo(
                new Comparison(new Term.Value(4L, ValueType.INTEGER), operator, column("score")));
        assertThat(parsed("$user.level" + symbol + "score")).isEqualTo(
                new Comparison(claim("user.level", ValueType.INTEGER), operator, column("score")));
    }

    static Stream<Arguments> claimsWithoutAField() {
        return Stream.of(
                argumentSet("a text", "$user.role = 'admin'", new Comparison(claim("user.role", ValueType.TEXT),
                        Operator.EQUAL, text("admin"))),
                argumentSet("a number: ten is more than nine", "$user.level < 10", new Comparison(
                        claim("user.level", ValueType.DECIMAL), Operator.LESS, decimal("10"))),
                argumentSet("a number on the left", "1.5 <= $user.level", new Comparison(decimal("1.5"), Operator.AT_MOST,
                        claim("user.level", ValueType.DECIMAL))),
                argumentSet("a truth value", "$user.verified = true", new Comparison(claim("user.verified", ValueType.BOOLEAN),
                        Operator.EQUAL, new Term.Value(true, ValueType.BOOLEAN))),
                argumentSet("two claims", "$user.id = $user.lead", new Comparison(claim("user.id", ValueType.TEXT),
                        Operator.EQUAL, claim("user.lead", ValueType.TEXT))),
                argumentSet("a list of numbers", "$user.level IN (1, 2)", new OneOf(claim("user.level", ValueType.DECIMAL),
                        List.of(decimal("1"), decimal("2")))),
                argumentSet("a list of texts", "$user.role IN ('a')", new OneOf(claim("user.role", ValueType.TEXT),
                        List.of(text("a")))),
                argumentSet("among fields", "$user.level IN (score, 2)", new OneOf(claim("user.level", ValueType.INTEGER),
                        List.of(column("score"), new Term.Value(2L, ValueType.INTEGER)))),
                argumentSet("among rows, of the type of their column", "$user.level IN (SELECT level FROM Member)",
                        new OneOfRows(claim("user.level", ValueType.INTEGER), MEMBER,
                                MEMBER.field("level").orElseThrow(), Condition.TRUE)));
    }

    @ParameterizedTest
    @MethodSource("claimsWithoutAField")
    void a_claim_is_read_as_what_it_is_compared_with(String filter, Condition condition) {
        assertThat(parsed(filter)).isEqualTo(condition);
    }

    @Test
    void a_select_finds_its_fields_in_its_own_entity_and_may_nest() {
        Condition innermost = new Comparison(new Term.Column(DOC.field("authorId").orElseThrow()), Operator.EQUAL,
                claim("user.id", ValueType.TEXT));
        Condition inner = new And(List.of(
                new Comparison(new Term.Column(MEMBER.field("level").orElseThrow()), Operator.AT_LEAST,
                        new Term.Value(2L, ValueType.INTEGER)),
                new OneOfRows(new Term.Column(MEMBER.field("userId").orElseThrow()), DOC, field("authorId"), innermost)));

        Condition condition = parsed("NOT team IN (SELECT team FROM Member WHERE level >= 2 AND userId IN "
                + "(SELECT authorId FROM Doc WHERE authorId = $user.id))");

        assertThat(condition).isEqualTo(new Not(new OneOfRows(column("team"), MEMBER,
                MEMBER.field("team").orElseThrow(), inner)));
        assertThat(TermsIn.claimsOf(condition)).containsExactly("user.id");
        assertThat(TermsIn.fieldsOf(condition)).containsExactly(field("team"));
    }

    @Test
    void what_is_always_so_is_left_out_and_what_stands_twice_stands_once() {
        assertThat(Condition.allOf(Condition.TRUE, A, Condition.TRUE)).isEqualTo(A);
        assertThat(Condition.allOf(A, Condition.FALSE)).isEqualTo(Condition.FALSE);
        assertThat(Condition.allOf(List.of())).isEqualTo(Condition.TRUE);
        assertThat(Condition.allOf(new And(List.of(A, B)), C)).isEqualTo(new And(List.of(A, B, C)));
        assertThat(Condition.anyOf(List.of(A, Condition.TRUE))).isEqualTo(Condition.TRUE);
        assertThat(Condition.anyOf(List.of(A, Condition.FALSE, A))).isEqualTo(A);
        assertThat(Condition.anyOf(List.of())).isEqualTo(Condition.FALSE);
        assertThat(Condition.anyOf(List.of(new Or(List.of(A, B)), C))).isEqualTo(new Or(List.of(A, B, C)));
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                argumentSet("nothing", "", "expected one of = != < <= > >=, IN or IS but found the end"),
                argumentSet("a field alone", "team", "expected one of = != < <= > >=, IN or IS but found the end"),
                argumentSet("no value", "team =", "expected a field or a value but found the end"),
                argumentSet("no field", "= 'a'", "expected one of = != < <= > >=, IN or IS but found 'a' at character 3"),
                argumentSet("an unknown field", "taem = 'a'", "Doc has no field 'taem' at character 1"),
                argumentSet("an unknown field on the right", "team = b", "Doc has no field 'b' at character 8"),
                argumentSet("a field of another entity", "team IN (SELECT hidden FROM Member)",
                        "Member has no field 'hidden' at character 17"),
                argumentSet("a field with its entity before it", "Doc.team = 'a'",
                        "Doc has no field 'Doc.team' at character 1"),
                argumentSet("the outer field is unknown in a SELECT", "team IN (SELECT team FROM Member WHERE authorId = 'a')",
                        "Member has no field 'authorId' at character 40"),
                argumentSet("an unknown entity", "team IN (SELECT team FROM Secret)",
                        "there is no entity 'Secret' at character 27"),
                argumentSet("SELECT without FROM", "team IN (SELECT team)", "expected from but found ')' at character 21"),
                argumentSet("SELECT of everything", "team IN (SELECT * FROM Member)", "cannot read '*' at character 17"),
                argumentSet("SELECT without an end", "team IN (SELECT team FROM Member", "expected ')' but found the end"),
                argumentSet("two statements", "team = 'a'; DROP TABLE Doc", "cannot read ';' at character 11"),
                argumentSet("a comment", "team = 'a' -- and", "cannot read '-' at character 12"),
                argumentSet("a comment of the other kind", "team = 'a' /* and */", "cannot read '/' at character 12"),
                argumentSet("a function", "lower(team) = 'a'",
                        "expected one of = != < <= > >=, IN or IS but found '(' at character 6"),
                argumentSet("arithmetic", "score = 4 + 1", "cannot read '+' at character 11"),
                argumentSet("two tests without a word between", "team = 'a' state = 'b'",
                        "expected AND, OR or the end but found 'state' at character 12"),
                argumentSet("a parenthesis too many", "team = 'a')",
                        "expected AND, OR or the end but found ')' at character 11"),
                argumentSet("a parenthesis too few", "(team = 'a'", "expected ')' but found the end"),
                argumentSet("AND at the end", "team = 'a' AND",
                        "expected one of = != < <= > >=, IN or IS but found the end"),
                argumentSet("AND at the beginning", "AND team = 'a'",
                        "expected one of = != < <= > >=, IN or IS but found 'team' at character 5"),
                argumentSet("a reserved word as a value", "team = where",
                        "expected a field or a value but found 'where' at character 8"),
                argumentSet("= NULL", "team = NULL",
                        "nothing equals NULL: write IS NULL or IS NOT NULL instead of 'NULL' at character 8"),
                argumentSet("NULL in a list", "team IN ('a', null)",
                        "nothing equals NULL: write IS NULL or IS NOT NULL instead of 'null' at character 15"),
                argumentSet("an empty list", "team IN ()", "expected a field or a value but found ')' at character 10"),
                argumentSet("a list without parentheses", "team IN 'a'", "expected '(' but found 'a' at character 9"),
                argumentSet("a comma at the end", "team IN ('a',)", "expected a field or a value but found ')' at character 14"),
                argumentSet("IS without NULL", "team IS 'a'", "expected null but found 'a' at character 9"),
                argumentSet("NOT without IN", "team NOT LIKE 'a'", "expected IN but found 'LIKE' at character 10"),
                argumentSet("LIKE", "team LIKE 'a'",
                        "expected one of = != < <= > >=, IN or IS but found 'LIKE' at character 6"),
                argumentSet("a text that does not end", "team = 'a", "the text that begins at character 8 does not end"),
                argumentSet("a text that ends in a doubled quote", "team = 'a''",
                        "the text that begins at character 8 does not end"),
                argumentSet("a number that is none", "score = 1.2.3", "'1.2.3' at character 9 is not a number"),
                argumentSet("a number with letters", "score = 4x",
                        "expected AND, OR or the end but found 'x' at character 10"),
                argumentSet("a minus alone", "score = -", "cannot read '-' at character 9"),
                argumentSet("a text for a number", "score = 'four'", "'four' at character 9 is not a value of score"),
                argumentSet("a number for a text", "team = 5", "'5' at character 8 is not a value of team"),
                argumentSet("a number for a flag", "open = 1", "'1' at character 8 is not a value of open"),
                argumentSet("no moment", "at = 'yesterday'", "'yesterday' at character 6 is not a value of at"),
                argumentSet("a fraction for a whole number",
                        "score IN (1, 2.5)", "'2.5' at character 14 is not a value of score"),
                argumentSet("a text beside a number, without a field", "$user.level IN (1, 'two')",
                        "'two' at character 20 is compared with a number and is none"),
                argumentSet("a text beside a truth value", "$user.ok IN (true, 'yes')",
                        "'yes' at character 20 is compared with a truth value and is none"),
                argumentSet("an unknown kind of claim", "team = $system.id",
                        "$system.id is unknown; there are $user.… and $context.tenantId"),
                argumentSet("another context", "team = $context.id",
                        "$context.id is unknown; there are $user.… and $context.tenantId"),
                argumentSet("a claim without a name", "team = $user.",
                        "$user. is unknown; there are $user.… and $context.tenantId"),
                argumentSet("a dollar alone", "team = $", "$ is unknown; there are $user.… and $context.tenantId"),
                argumentSet("JSON compared", "meta = 'a'", "'meta' is JSON, which can only be tested by IS NULL"),
                argumentSet("JSON on the right", "team = meta", "'meta' is JSON, which can only be tested by IS NULL"),
                argumentSet("JSON in a list", "meta IN ('a')", "'meta' is JSON, which can only be tested by IS NULL"),
                argumentSet("JSON among the values of a list", "team IN ('a', meta)",
                        "'meta' is JSON, which can only be tested by IS NULL"),
                argumentSet("JSON in rows", "meta IN (SELECT team FROM Member)",
                        "'meta' is JSON, which can only be tested by IS NULL"),
                argumentSet("rows of JSON", "team IN (SELECT notes FROM Member)",
                        "'notes' is JSON, which can only be tested by IS NULL"),
                argumentSet("parentheses nested too deep", "(".repeat(17) + "team = 'a'" + ")".repeat(17),
                        "the filter is nested deeper than 16"),
                argumentSet("NOT nested too deep", "NOT ".repeat(17) + "team = 'a'", "the filter is nested deeper than 16"),
                argumentSet("NOT a hundred thousand times", "NOT ".repeat(100_000) + "team = 'a'",
                        "the filter is nested deeper than 16"),
                argumentSet("parentheses a hundred thousand times", "(".repeat(100_000),
                        "the filter is nested deeper than 16"),
                argumentSet("SELECT nested too deep",
                        "userId IN (SELECT userId FROM Member WHERE ".repeat(17).replaceFirst("userId", "team") + "level = 1"
                                + ")".repeat(17), "the filter is nested deeper than 16"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void says_what_is_wrong_and_where(String filter, String sentence) {
        assertThatThrownBy(() -> parsed(filter)).isInstanceOf(FilterException.class)
                .hasMessage(sentence);
    }

    @Test
    void sixteen_deep_is_not_too_deep() {
        assertThat(parsed("(".repeat(16) + "team = 'b'" + ")".repeat(16))).isEqualTo(B);
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                argumentSet("a claim", "authorId = $user.id"),
                argumentSet("a quote", "team = 'it''s'"),
                argumentSet("every operator",
                        "score = 1 AND score != 2 AND score < 3 AND score <= 4 AND score > 5 AND score >= 6"),
                argumentSet("OR of AND", "(authorId = 'a' AND team = 'b') OR hidden = 'c'"),
                argumentSet("AND of OR", "authorId = 'a' AND (team = 'b' OR hidden = 'c')"),
                argumentSet("NOT of a test", "NOT authorId = 'a'"),
                argumentSet("NOT of AND", "NOT (authorId = 'a' AND team = 'b')"),
                argumentSet("NOT of NOT", "NOT NOT team IS NULL"),
                argumentSet("NOT inside OR", "NOT team IS NULL OR NOT (score = 1 OR score = 2)"),
                argumentSet("a list", "state IN ('draft', 'open')"),
                argumentSet("rows", "team IN (SELECT team FROM Member)"),
                argumentSet("rows with a condition", "team IN (SELECT team FROM Member WHERE userId = $user.id OR level > 3)"),
                argumentSet("a small decimal", "price = 0.0000001"),
                argumentSet("a great decimal", "price = 10000000000000000000"),
                argumentSet("a small fraction", "ratio < 0.00000001"),
                argumentSet("a great fraction", "ratio < 100000000000"),
                argumentSet("a negative fraction", "ratio > -0.5"),
                argumentSet("a number without a field", "$user.level >= 10"),
                argumentSet("truth", "open = true AND $user.verified = false"),
                argumentSet("a moment", "at > '2026-01-01T00:00:00.000Z'"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void what_is_printed_parses_back_to_the_same_condition(String filter) {
        Condition condition = parsed(filter);

        String printed = FilterText.of(condition);

        assertThat(parsed(printed)).as(printed).isEqualTo(condition);
        assertThat(FilterText.of(parsed(printed))).isEqualTo(printed);
    }

    @Test
    void a_filter_is_printed_as_people_write_it() {
        assertThat(FilterText.of(parsed("authorId=$user.id and(state<>'draft'or not open=true)")))
                .isEqualTo("authorId = $user.id AND (state != 'draft' OR NOT open = true)");
        assertThat(FilterText.of(Condition.TRUE)).isEqualTo("TRUE");
        assertThat(FilterText.of(Condition.FALSE)).isEqualTo("FALSE");
        assertThat(FilterText.of(new Comparison(column("score"), Operator.EQUAL, new Term.Argument(0, ValueType.INTEGER))))
                .isEqualTo("score = ?");
    }

    private static Condition equal(String name, String value) {
        return Condition.equal(field(name), text(value));
    }

    private static Term column(String name) {
        return new Term.Column(field(name));
    }

    private static Term text(String value) {
        return new Term.Value(value, ValueType.TEXT);
    }

    private static Term decimal(String value) {
        return new Term.Value(new BigDecimal(value), ValueType.DECIMAL);
    }

    private static Term claim(String name, ValueType type) {
        return new Term.Claim(name, type);
    }
}
