package dev.foldd.data.filter;

import dev.foldd.contract.Principal;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides a condition on a row at hand, in SQL's three-valued logic, for the tests that a policy brings along. Empty is
 * unknown. Text searches are not part of policies and are refused.
 */
public final class Evaluator implements Condition.Cases<Optional<Boolean>> {

    private final Principal principal;
    private final Map<Field, Object> row;
    private final Function<Entity, List<Map<Field, Object>>> others;

    /**
     * @param row the values that are known; asking for another one is a {@link FilterException}
     * @param others the rows of other entities, for {@code IN (SELECT …)}
     */
    public Evaluator(Principal principal, Map<Field, Object> row, Function<Entity, List<Map<Field, Object>>> others) {
        this.principal = principal;
        this.row = row;
        this.others = others;
    }

    /** Whether the row is admitted: the condition is true, neither false nor unknown. */
    public boolean admits(Condition condition) {
        return condition.match(this).orElse(false);
    }

    @Override
    public Optional<Boolean> always(Condition.Always condition) {
        return Optional.of(condition.value());
    }

    @Override
    public Optional<Boolean> and(Condition.And condition) {
        return joined(condition.parts(), false);
    }

    @Override
    public Optional<Boolean> or(Condition.Or condition) {
        return joined(condition.parts(), true);
    }

    /** One part with the deciding value decides, even where the test does not tell enough to know the others. */
    private Optional<Boolean> joined(List<Condition> parts, boolean deciding) {
        boolean unknown = false;
        Optional<FilterException> untold = Optional.empty();
        for (Condition part : parts) {
            try {
                Optional<Boolean> one = part.match(this);
                if (one.isPresent() && one.get() == deciding) {
                    return one;
                }
                unknown |= one.isEmpty();
            } catch (FilterException e) {
                untold = untold.or(() -> Optional.of(e));
            }
        }
        if (untold.isPresent()) {
            throw untold.get();
        }
        return unknown ? Optional.empty() : Optional.of(!deciding);
    }

    @Override
    public Optional<Boolean> not(Condition.Not condition) {
        return condition.part().match(this).map(value -> !value);
    }

    @Override
    public Optional<Boolean> comparison(Condition.Comparison condition) {
        Object left = value(condition.left());
        Object right = value(condition.right());
        if (left == null || right == null) {
            return Optional.empty();
        }
        int order = compare(left, right);
        return Optional.of(switch (condition.operator()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case AT_MOST -> order <= 0;
            case GREATER -> order > 0;
            case AT_LEAST -> order >= 0;
        });
    }

    @Override
    public Optional<Boolean> oneOf(Condition.OneOf condition) {
        return among(value(condition.term()), condition.options().stream().map(this::value).toList());
    }

    @Override
    public Optional<Boolean> oneOfRows(Condition.OneOfRows condition) {
        List<Object> values = others.apply(condition.entity()).stream()
                .map(other -> new Evaluator(principal, other, others))
                .filter(other -> other.admits(condition.where()))
                .map(other -> other.value(new Term.Column(condition.column()))).toList();
        return among(value(condition.term()), values);
    }

    @Override
    public Optional<Boolean> related(Condition.Related condition) {
        throw new FilterException("a policy does not follow relations");
    }

    @Override
    public Optional<Boolean> isNull(Condition.IsNull condition) {
        return Optional.of(value(condition.term()) == null);
    }

    @Override
    public Optional<Boolean> match(Condition.Match condition) {
        throw new FilterException("a policy does not search in texts");
    }

    private static Optional<Boolean> among(Object value, Collection<Object> options) {
        if (options.isEmpty()) {
            return Optional.of(false);
        }
        if (value == null) {
            return Optional.empty();
        }
        boolean unknown = false;
        for (Object option : options) {
            if (option == null) {
                unknown = true;
            } else if (compare(value, option) == 0) {
                return Optional.of(true);
            }
        }
        return unknown ? Optional.empty() : Optional.of(false);
    }

    private Object value(Term term) {
        if (term instanceof Term.Column column) {
            if (!row.containsKey(column.field())) {
                throw new FilterException("it depends on '" + column.field().name() + "': give the test a row with it");
            }
            return row.get(column.field());
        }
        if (term instanceof Term.Claim claim) {
            return Claims.valueOf(principal, claim);
        }
        if (term instanceof Term.Value value) {
            return value.value();
        }
        throw new IllegalStateException("a policy has no arguments");
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object left, Object right) {
        if (left.getClass() == right.getClass() && left instanceof Comparable<?> comparable) {
            return ((Comparable<Object>) comparable).compareTo(right);
        }
        if (left instanceof Number && right instanceof Number) {
            return new BigDecimal(left.toString()).compareTo(new BigDecimal(right.toString()));
        }
        return left.toString().compareTo(right.toString());
    }
}
