package dev.foldd.data.filter;

import static dev.foldd.data.filter.Docs.DOC;
import static dev.foldd.data.filter.Docs.MEMBER;
import static dev.foldd.data.filter.Docs.parsed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition.And;
import dev.foldd.data.filter.Condition.Not;
import dev.foldd.data.filter.Condition.Or;
import dev.foldd.store.ValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The truth tables of SQL, letter by letter: T true, F false, U unknown. */
class EvaluatorTest {

    private static final Map<Character, Condition> BY_LETTER = Map.of('T', Condition.TRUE, 'F', Condition.FALSE,
            'U', Condition.equal(Docs.field("team"), new Term.Value(null, ValueType.TEXT)));

    static Stream<Arguments> tables() {
        return Stream.of(
                argumentSet("AND", "TT=T TF=F TU=U FT=F FF=F FU=F UT=U UF=F UU=U", true),
                argumentSet("OR", "TT=T TF=T TU=T FT=T FF=F FU=U UT=T UF=U UU=U", false));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void joins(String table, boolean and) {
        for (String line : table.split(" ")) {
            List<Condition> parts = List.of(BY_LETTER.get(line.charAt(0)), BY_LETTER.get(line.charAt(1)));

            assertThat(letter(and ? new And(parts) : new Or(parts))).as(line).isEqualTo(line.charAt(3));
        }
    }

    @Test
    void negates() {
        for (String line : "T=F F=T U=U".split(" ")) {
            assertThat(letter(new Not(BY_LETTER.get(line.charAt(0))))).as(line).isEqualTo(line.charAt(2));
        }
    }

    static Stream<Arguments> conditions() {
        return Stream.of(
                argumentSet("equal", "authorId = 'u1'", 'T'), argumentSet("not equal", "authorId = 'u2'", 'F'),
                argumentSet("equal to what is NULL", "team = 'red'", 'U'),
                argumentSet("different from what is NULL", "team != 'red'", 'U'),
                argumentSet("NOT of unknown is unknown", "NOT team = 'red'", 'U'),
                argumentSet("NULL equals not even NULL", "team = team", 'U'),
                argumentSet("IS NULL", "team IS NULL", 'T'), argumentSet("IS NOT NULL", "team IS NOT NULL", 'F'),
                argumentSet("IS NULL of a value", "authorId IS NULL", 'F'),
                argumentSet("less", "score < 10", 'T'), argumentSet("less than the same", "score < 9", 'F'),
                argumentSet("at most the same", "score <= 9", 'T'), argumentSet("greater", "score > 10", 'F'),
                argumentSet("at least the same", "score >= 9", 'T'), argumentSet("not equal numbers", "score <> 8", 'T'),
                argumentSet("numbers compare as numbers", "score < 10 AND size > 9", 'T'),
                argumentSet("numbers of different types compare as numbers", "score < size", 'T'),
                argumentSet("a whole number and a fraction", "ratio < score", 'T'),
                argumentSet("a decimal whatever its zeros", "price = 10.50", 'T'),
                argumentSet("moments", "at >= '2026-01-01'", 'T'),
                argumentSet("flags", "open = true", 'T'), argumentSet("the other flag", "open = false", 'F'),
                argumentSet("a claim", "authorId = $user.id", 'T'),
                argumentSet("the tenant", "tenantId = $context.tenantId", 'T'),
                argumentSet("an absent claim", "authorId = $user.nothing", 'U'),
                argumentSet("a claim of another type", "score = $user.words", 'U'),
                argumentSet("a number claim: ten is more than nine", "$user.level > 9", 'T'),
                argumentSet("a number claim written as text", "$user.rank > 9", 'T'),
                argumentSet("a truth claim", "$user.verified = true", 'T'),
                argumentSet("a truth claim is not null", "$user.verified IS NULL", 'F'),
                argumentSet("among", "authorId IN ('u2', 'u1')", 'T'), argumentSet("not among", "authorId IN ('u2')", 'F'),
                argumentSet("NULL among values", "team IN ('red')", 'U'),
                argumentSet("not among values and an absent claim", "authorId IN ('u2', $user.nothing)", 'U'),
                argumentSet("among values, an absent claim aside", "authorId IN ($user.nothing, 'u1')", 'T'),
                argumentSet("NOT IN with an absent claim", "authorId NOT IN ('u2', $user.nothing)", 'U'),
                argumentSet("among rows", "authorId IN (SELECT userId FROM Member)", 'T'),
                argumentSet("among rows that satisfy", "authorId IN (SELECT userId FROM Member WHERE level > 2)", 'F'),
                argumentSet("among no rows", "authorId IN (SELECT userId FROM Member WHERE level > 99)", 'F'),
                argumentSet("NULL among no rows", "team IN (SELECT team FROM Member WHERE level > 99)", 'F'),
                argumentSet("NULL among rows", "team IN (SELECT userId FROM Member)", 'U'),
                argumentSet("among rows with a NULL", "authorId IN (SELECT team FROM Member)", 'U'),
                argumentSet("rows of whom the condition is unknown do not count",
                        "authorId IN (SELECT userId FROM Member WHERE team = 'red')", 'F'),
                argumentSet("a caller's claim inside a SELECT",
                        "$user.id IN (SELECT userId FROM Member WHERE userId = $user.id)", 'T'));
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void decides(String filter, char expected) {
        assertThat(letter(parsed(filter))).isEqualTo(expected);
    }

    @Test
    void only_what_is_true_is_admitted() {
        assertThat(evaluator().admits(BY_LETTER.get('T'))).isTrue();
        assertThat(evaluator().admits(BY_LETTER.get('F'))).isFalse();
        assertThat(evaluator().admits(BY_LETTER.get('U'))).isFalse();
    }

    @Test
    void what_the_test_does_not_tell_is_asked_for() {
        Evaluator evaluator = new Evaluator(user(), Map.of(Docs.field("authorId"), "u1"), other -> List.of());

        assertThatThrownBy(() -> evaluator.admits(parsed("authorId = 'u1' AND state = 'draft'")))
                .isInstanceOf(FilterException.class).hasMessage("it depends on 'state': give the test a row with it");
        assertThatThrownBy(() -> evaluator.admits(parsed("authorId = 'u2' OR state = 'draft'")))
                .isInstanceOf(FilterException.class);
    }

    @Test
    void what_the_test_does_not_tell_is_not_asked_for_when_the_rest_decides() {
        Evaluator evaluator = new Evaluator(user(), Map.of(Docs.field("authorId"), "u1"), other -> List.of());

        assertThat(evaluator.admits(parsed("state = 'draft' AND authorId = 'u2'"))).isFalse();
        assertThat(evaluator.admits(parsed("state = 'draft' OR authorId = 'u1'"))).isTrue();
    }

    @Test
    void texts_are_not_searched() {
        Condition search = new Condition.Match(new Term.Column(Docs.field("authorId")), Condition.MatchKind.CONTAINS,
                new Term.Value("u", ValueType.TEXT));

        assertThatThrownBy(() -> evaluator().admits(search)).isInstanceOf(FilterException.class);
    }

    private static char letter(Condition condition) {
        Optional<Boolean> decided = condition.match(evaluator());
        return decided.isEmpty() ? 'U' : decided.get() ? 'T' : 'F';
    }

    private static Evaluator evaluator() {
        Map<Field, Object> row = row(DOC, "tenantId", "t1", "authorId", "u1", "team", null, "score", 9L, "size", 10L,
                "ratio", 0.5, "price", new java.math.BigDecimal("10.5"), "open", true, "at", "2026-01-01T00:00:00.000Z");
        List<Map<Field, Object>> members = List.of(row(MEMBER, "userId", "u1", "team", null, "level", 1L),
                row(MEMBER, "userId", "u9", "team", "u9", "level", 3L));
        return new Evaluator(user(), row, other -> other.name().equals("Member") ? members : List.of());
    }

    private static dev.foldd.contract.Principal user() {
        return Docs.user(Map.of("level", 10L, "rank", "10", "verified", true, "words", "many"));
    }

    private static Map<Field, Object> row(Entity entity, Object... namesAndValues) {
        Map<Field, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            row.put(entity.field((String) namesAndValues[i]).orElseThrow(), namesAndValues[i + 1]);
        }
        return row;
    }
}
