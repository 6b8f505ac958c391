package dev.foldd.data.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A condition with its values taken out: what is left is the same for everybody who asks the same with other values, so that
 * a statement can be kept by it.
 *
 * @param shape with an argument where each value stood, numbered from 0
 * @param values of these arguments, in order; none of them is null
 */
public record Outline(Condition shape, List<Object> values) {

    /** Longer ones would fill the memory of shapes, and are not met again. */
    private static final int VALUES_MAX = 16;

    public Outline {
        values = List.copyOf(values);
    }

    /** Empty where the text of a statement would depend on the values, as in searches, or on more than the condition's own. */
    public static Optional<Outline> of(Condition condition) {
        Taking taking = new Taking();
        Condition shape = condition.match(taking);
        return taking.whole && taking.values.size() <= VALUES_MAX ? Optional.of(new Outline(shape, taking.values))
                : Optional.empty();
    }

    /** Takes the values out, and notes whether that is enough. */
    private static final class Taking implements Condition.Cases<Condition> {

        private final List<Object> values = new ArrayList<>();
        private boolean whole = true;

        @Override
        public Condition always(Condition.Always condition) {
            return condition;
        }

        @Override
        public Condition and(Condition.And condition) {
            return new Condition.And(each(condition.parts()));
        }

        @Override
        public Condition or(Condition.Or condition) {
            return new Condition.Or(each(condition.parts()));
        }

        @Override
        public Condition not(Condition.Not condition) {
            return new Condition.Not(condition.part().match(this));
        }

        @Override
        public Condition comparison(Condition.Comparison condition) {
            return new Condition.Comparison(term(condition.left()), condition.operator(), term(condition.right()));
        }

        @Override
        public Condition oneOf(Condition.OneOf condition) {
            Term term = term(condition.term());
            return new Condition.OneOf(term, condition.options().stream().map(this::term).toList());
        }

        @Override
        public Condition isNull(Condition.IsNull condition) {
            return new Condition.IsNull(term(condition.term()));
        }

        @Override
        public Condition oneOfRows(Condition.OneOfRows condition) {
            return given(condition);
        }

        @Override
        public Condition related(Condition.Related condition) {
            return given(condition);
        }

        @Override
        public Condition match(Condition.Match condition) {
            return given(condition);
        }

        private List<Condition> each(List<Condition> parts) {
            return parts.stream().map(part -> part.match(this)).toList();
        }

        private Condition given(Condition condition) {
            whole = false;
            return condition;
        }

        private Term term(Term term) {
            if (term instanceof Term.Value value && value.value() != null) {
                values.add(value.value());
                return new Term.Argument(values.size() - 1, value.type());
            }
            whole &= term instanceof Term.Column;
            return term;
        }
    }
}
