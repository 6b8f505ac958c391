package dev.foldd.data.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.data.filter.Condition.Comparison;
import dev.foldd.data.filter.Condition.IsNull;
import dev.foldd.data.filter.Condition.Match;
import dev.foldd.data.filter.Condition.MatchKind;
import dev.foldd.data.filter.Condition.Not;
import dev.foldd.data.filter.Condition.OneOf;
import dev.foldd.data.filter.Condition.Operator;
import dev.foldd.data.filter.Condition.Or;
import dev.foldd.store.ValueType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OutlineTest {

    private static final Term NUMBER_OF_ROW = new Term.Column(Docs.field("score"));
    private static final Term NUMBER = new Term.Argument(0, ValueType.BIGINT);

    @Test
    void values_are_taken_out_in_their_order() {
        Condition condition = new Or(List.of(above(value(7)), new Not(new OneOf(NUMBER_OF_ROW, List.of(value(8), value(9))))));

        Outline outline = Outline.of(condition).orElseThrow();

        assertThat(outline.values()).containsExactly(7L, 8L, 9L);
        assertThat(outline.shape()).isEqualTo(new Or(List.of(above(NUMBER), new Not(new OneOf(NUMBER_OF_ROW,
                List.of(new Term.Argument(1, ValueType.BIGINT), new Term.Argument(2, ValueType.BIGINT)))))));
    }

    @Test
    void the_same_with_other_values_has_the_same_shape() {
        assertThat(Outline.of(above(value(1))).orElseThrow().shape())
                .isEqualTo(Outline.of(above(value(2))).orElseThrow().shape())
                .isNotEqualTo(Outline.of(new Not(above(value(1)))).orElseThrow().shape());
    }

    @Test
    void what_has_no_values_is_its_own_shape() {
        assertThat(Outline.of(new IsNull(NUMBER_OF_ROW))).contains(new Outline(new IsNull(NUMBER_OF_ROW), List.of()));
        assertThat(Outline.of(Condition.TRUE)).contains(new Outline(Condition.TRUE, List.of()));
    }

    @Test
    void searches_have_none_since_their_text_follows_from_what_is_searched_for() {
        assertThat(Outline.of(new Match(NUMBER_OF_ROW, MatchKind.CONTAINS, value(1)))).isEmpty();
    }

    @Test
    void long_ones_have_none() {
        assertThat(Outline.of(new OneOf(NUMBER_OF_ROW, Stream.generate(() -> value(1)).limit(16).toList()))).isPresent();
        assertThat(Outline.of(new OneOf(NUMBER_OF_ROW, Stream.generate(() -> value(1)).limit(17).toList()))).isEmpty();
    }

    @Test
    void what_is_bound_otherwise_has_none() {
        assertThat(Outline.of(above(new Term.Claim("user.id", ValueType.BIGINT)))).isEmpty();
        assertThat(Outline.of(above(NUMBER))).isEmpty();
        assertThat(Outline.of(above(new Term.Value(null, ValueType.BIGINT)))).isEmpty();
    }

    private static Comparison above(Term term) {
        return new Comparison(NUMBER_OF_ROW, Operator.GREATER, term);
    }

    private static Term value(long number) {
        return new Term.Value(number, ValueType.BIGINT);
    }
}
