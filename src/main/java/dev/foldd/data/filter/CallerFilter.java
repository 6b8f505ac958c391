package dev.foldd.data.filter;

import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.ValueLimits;
import dev.foldd.data.filter.Condition.MatchKind;
import dev.foldd.data.filter.Condition.Operator;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * Reads the filters that callers send: {@code {field: value}} is equality and null is IS NULL, {@code {field: {gte: 1}}}
 * compares, {@code AND}, {@code OR} and {@code NOT} combine. One reader reads one filter, counting what it costs.
 */
public final class CallerFilter {

    /**
     * How deep a filter may nest, how many tests it may hold, how many values an {@code in} may list.
     *
     * @param textMax characters that a text may have whose field declares no length: what a search in it may cost
     */
    public record Limits(int depthMax, int termsMax, int listMax, int textMax) {

        /** With texts as long as they may be where nothing is configured. */
        public Limits(int depthMax, int termsMax, int listMax) {
            this(depthMax, termsMax, listMax, ValueLimits.DEFAULT.textMax());
        }
    }

    private static final int PATTERN_LENGTH_MAX = 1_000;
    private static final int WILDCARD_PATTERN_LENGTH_MAX = 100;

    private static final List<String> QUANTIFIERS = List.of("some", "every", "none");

    private final Scope outermost;
    private final BiFunction<Field, Object, Object> valueOf;
    private final Limits limits;
    private int terms;
    private int searches;
    private int relations;
    private long searchSteps;

    /**
     * @param outermost what names mean in the rows that are filtered
     * @param valueOf reads a JSON value as a value of a field, or throws
     */
    public CallerFilter(Scope outermost, BiFunction<Field, Object, Object> valueOf, Limits limits) {
        this.outermost = outermost;
        this.valueOf = valueOf;
        this.limits = limits;
    }

    /** @throws FaultException {@code Invalid} naming the member that cannot be understood */
    public Condition read(Map<?, ?> filter) {
        return all(outermost, filter, "filter", 1);
    }

    /** Relations followed so far, each time that one is. */
    public int relations() {
        return relations;
    }

    /** Tests read so far; each value of a list counts, and so does each filter or list that is empty. */
    public int terms() {
        return terms;
    }

    /** Tests among them that look into texts and so cannot use an index. */
    public int searches() {
        return searches;
    }

    /**
     * Characters that the searches compare in one row at most. A database cannot be interrupted inside one match, nor
     * between the matches of one row, so this is known before it begins.
     */
    public long searchSteps() {
        return searchSteps;
    }

    private Condition all(Scope scope, Map<?, ?> filter, String path, int depth) {
        if (depth > limits.depthMax()) {
            throw invalid(path, "is nested deeper than " + limits.depthMax());
        }
        if (filter.isEmpty() && depth > 1) {
            count(1);
        }
        List<Condition> parts = new ArrayList<>(filter.size());
        filter.forEach((name, wanted) -> parts.add(member(scope, (String) name, wanted, path, depth)));
        return Condition.allOf(parts);
    }

    private Condition member(Scope scope, String name, Object wanted, String path, int depth) {
        String place = path + "." + name;
        return switch (name) {
            case "AND" -> Condition.allOf(each(scope, wanted, place, depth));
            case "OR" -> Condition.anyOf(each(scope, wanted, place, depth));
            case "NOT" -> Condition.allOf(each(scope, wanted, place, depth).stream().<Condition>map(Condition.Not::new).toList());
            default -> scope.relation(name).map(step -> related(step, wanted, place, depth))
                    .orElseGet(() -> field(scope.field(name), wanted, place, depth));
        };
    }

    /** To one row: its filter, or null for none; to many: at least one of some, every and none with theirs. */
    private Condition related(Scope.Step step, Object wanted, String place, int depth) {
        if (!step.many() && wanted == null) {
            return new Condition.Not(follow(step, Condition.TRUE, true));
        }
        if (!(wanted instanceof Map<?, ?> filter) || step.many() && !QUANTIFIERS.containsAll(filter.keySet())
                || step.many() && filter.isEmpty()) {
            throw invalid(place, step.many() ? "leads to many rows and needs {\"some\": filter}, \"every\" or \"none\""
                    : "leads to another row and needs a filter for it, or null");
        }
        if (!step.many()) {
            return follow(step, all(step.inside(), filter, place, depth + 1), true);
        }
        List<Condition> parts = new ArrayList<>();
        filter.forEach((quantifier, inner) -> {
            if (!(inner instanceof Map<?, ?> one)) {
                throw invalid(place + "." + quantifier, "must be a filter");
            }
            Condition where = all(step.inside(), one, place + "." + quantifier, depth + 1);
            parts.add(switch ((String) quantifier) {
                case "some" -> follow(step, where, true);
                case "every" -> new Condition.Not(follow(step, where, false));
                default -> new Condition.Not(follow(step, where, true));
            });
        });
        return Condition.allOf(parts);
    }

    private Condition follow(Scope.Step step, Condition where, boolean holds) {
        count(1);
        relations++;
        return new Condition.Related(step.own(), step.others(), step.other(), where, holds);
    }

    private List<Condition> each(Scope scope, Object wanted, String place, int depth) {
        if (wanted instanceof Map<?, ?> one) {
            return List.of(all(scope, one, place, depth + 1));
        }
        if (!(wanted instanceof List<?> list)) {
            throw invalid(place, "must be a list of filters");
        }
        if (list.isEmpty()) {
            count(1);
        }
        List<Condition> parts = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof Map<?, ?> filter)) {
                throw invalid(place, "must be a list of filters");
            }
            parts.add(all(scope, filter, place, depth + 1));
        }
        return parts;
    }

    private Condition field(Field field, Object wanted, String place, int depth) {
        if (wanted instanceof Map<?, ?> operators) {
            if (operators.isEmpty()) {
                throw invalid(place, "needs at least one operator, such as {\"gte\": 1}");
            }
            if (depth >= limits.depthMax()) {
                throw invalid(place, "is nested deeper than " + limits.depthMax());
            }
            List<Condition> parts = new ArrayList<>(operators.size());
            operators.forEach((operator, operand) ->
                    parts.add(test(field, (String) operator, operand, place + "." + operator, depth)));
            return Condition.allOf(parts);
        }
        return equality(field, wanted);
    }

    private Condition test(Field field, String operator, Object operand, String place, int depth) {
        return switch (operator) {
            case "ne" -> new Condition.Not(equality(field, operand));
            case "not" -> new Condition.Not(field(field, operand, place, depth + 1));
            case "gt" -> comparison(field, Operator.GREATER, operand, place);
            case "gte" -> comparison(field, Operator.AT_LEAST, operand, place);
            case "lt" -> comparison(field, Operator.LESS, operand, place);
            case "lte" -> comparison(field, Operator.AT_MOST, operand, place);
            case "between" -> between(field, operand, place);
            case "in" -> oneOf(field, operand, place);
            case "notIn" -> new Condition.Not(oneOf(field, operand, place));
            case "isNull" -> isNull(field, operand, place);
            case "contains" -> match(field, MatchKind.CONTAINS, operand, place);
            case "startsWith" -> match(field, MatchKind.STARTS_WITH, operand, place);
            case "endsWith" -> match(field, MatchKind.ENDS_WITH, operand, place);
            case "like" -> match(field, MatchKind.LIKE, operand, place);
            case "ilike" -> match(field, MatchKind.ILIKE, operand, place);
            default -> throw invalid(place, "is no operator; there are gt, gte, lt, lte, ne, not, in, notIn, contains, "
                    + "startsWith, endsWith, like, ilike, between and isNull");
        };
    }

    private Condition equality(Field field, Object wanted) {
        if (wanted == null) {
            count(1);
            return new Condition.IsNull(new Term.Column(field));
        }
        return new Condition.Comparison(comparable(field), Operator.EQUAL, value(field, wanted));
    }

    private Condition comparison(Field field, Operator operator, Object operand, String place) {
        if (operand == null) {
            throw invalid(place, "cannot compare with null; use {\"isNull\": true}");
        }
        return new Condition.Comparison(comparable(field), operator, value(field, operand));
    }

    private Condition between(Field field, Object operand, String place) {
        if (!(operand instanceof List<?> bounds) || bounds.size() != 2 || holdsNull(bounds)) {
            throw invalid(place, "must be a list of two values");
        }
        return Condition.allOf(comparison(field, Operator.AT_LEAST, bounds.get(0), place),
                comparison(field, Operator.AT_MOST, bounds.get(1), place));
    }

    private Condition oneOf(Field field, Object operand, String place) {
        if (!(operand instanceof List<?> list) || holdsNull(list)) {
            throw invalid(place, "must be a list of values without null");
        }
        if (list.size() > limits.listMax()) {
            throw invalid(place, "lists more than " + limits.listMax() + " values");
        }
        Term column = comparable(field);
        if (list.isEmpty()) {
            count(1);
            return Condition.FALSE;
        }
        List<Term> options = new ArrayList<>(list.size());
        list.forEach(item -> options.add(value(field, item)));
        return new Condition.OneOf(column, options);
    }

    private Condition isNull(Field field, Object operand, String place) {
        if (!(operand instanceof Boolean wanted)) {
            throw invalid(place, "must be true or false");
        }
        count(1);
        Condition isNull = new Condition.IsNull(new Term.Column(field));
        return wanted ? isNull : new Condition.Not(isNull);
    }

    private Condition match(Field field, MatchKind kind, Object operand, String place) {
        if (!field.type().isText()) {
            throw invalid(place, "only fits texts, and " + field.name() + " is none");
        }
        boolean wildcards = kind == MatchKind.LIKE || kind == MatchKind.ILIKE;
        int lengthMax = wildcards ? WILDCARD_PATTERN_LENGTH_MAX : PATTERN_LENGTH_MAX;
        if (!(operand instanceof String pattern) || pattern.length() > lengthMax) {
            throw invalid(place, "must be a text of at most " + lengthMax + " characters");
        }
        count(1);
        searches++;
        searchSteps += SearchSteps.of(kind, pattern, field, limits.textMax());
        return new Condition.Match(new Term.Column(field), kind,
                new Term.Value(valueOf.apply(field, pattern), ValueType.TEXT));
    }

    private Term comparable(Field field) {
        if (!field.type().isOrdered()) {
            throw invalid(field.name(), "is JSON, which can only be tested by isNull");
        }
        return new Term.Column(field);
    }

    private Term value(Field field, Object json) {
        count(1);
        return new Term.Value(valueOf.apply(field, json), field.type().stored());
    }

    /** Unlike {@code contains(null)}, which lists that cannot hold null answer with an exception. */
    private static boolean holdsNull(List<?> list) {
        return list.stream().anyMatch(Objects::isNull);
    }

    private void count(int more) {
        terms += more;
        if (terms > limits.termsMax()) {
            throw invalid("filter", "holds more than " + limits.termsMax() + " values and tests");
        }
    }

    private static FaultException invalid(String place, String sentence) {
        return new FaultException(new Fault.Invalid(place, sentence));
    }
}
