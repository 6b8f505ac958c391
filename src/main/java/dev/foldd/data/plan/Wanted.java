package dev.foldd.data.plan;

import dev.foldd.data.DataConfig;
import dev.foldd.data.acl.Grant;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.filter.CallerFilter;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Term;
import dev.foldd.data.query.QueryCost;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Reads which rows callers ask for, and refuses what they may not ask by and what would cost too much. */
final class Wanted {

    private final DataConfig config;
    private final RowValidator validator;

    Wanted(DataConfig config, RowValidator validator) {
        this.config = config;
        this.validator = validator;
    }

    /**
     * Rows asked for by one field.
     *
     * @param rows what they satisfy; its only value is the first argument
     * @param arguments that value, or nothing when rows without one are asked for
     * @param shape what decides the text of the condition
     */
    record ByField(Condition rows, List<Object> arguments, List<String> shape) {
    }

    Condition filter(Asked asked, Grant reading, Map<String, Object> filter) {
        return filter(asked, reading, filter, UnaryOperator.identity());
    }

    /** @param more what the request costs besides its filter */
    Condition filter(Asked asked, Grant reading, Map<String, Object> filter, UnaryOperator<QueryCost> more) {
        CallerFilter reader = new CallerFilter(asked.view(reading, config), validator::value, config.filter());
        Condition condition = reader.read(filter);
        more.apply(QueryCost.of(reader)).refuseBeyond(config.maxComplexity());
        return condition;
    }

    /** What a method by field asks for. */
    ByField byField(Asked asked, Grant reading) {
        Field field = asked.readable(reading, asked.text("field"));
        Condition condition = filter(asked, reading, asked.equality(field));
        if (condition instanceof Condition.Comparison same && same.right() instanceof Term.Value value) {
            return new ByField(Condition.equal(field, new Term.Argument(0, value.type())), List.of(value.value()),
                    List.of(field.name(), "="));
        }
        return new ByField(condition, List.of(), List.of(field.name(), "null"));
    }
}
