package dev.foldd.data.filter;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition.Operator;
import dev.foldd.data.filter.Tokens.Token;
import dev.foldd.fault.FaultException;
import dev.foldd.store.ValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Reads the row filters of policies: {@code authorId = $user.id AND (state != 'draft' OR $user.role IN ('admin'))}. Known are
 * AND, OR, NOT, parentheses, {@code = != < <= > >=}, {@code IN (list)}, {@code IN (SELECT field FROM Entity WHERE …)},
 * {@code IS [NOT] NULL}, fields of the entity, {@code $user.*}, {@code $context.tenantId}, texts, numbers, true, false, null.
 */
public final class FilterParser {

    private static final int DEPTH_MAX = 16;
    private static final Set<String> RESERVED =
            Set.of("and", "or", "not", "in", "is", "null", "select", "from", "where", "true", "false");

    private final Function<String, Optional<Entity>> entities;
    private final BiFunction<Field, Object, Object> valueOf;

    /**
     * @param entities finds the entities that a SELECT names
     * @param valueOf reads a literal as a value of a field; throws a {@link FaultException} when it is none
     */
    public FilterParser(Function<String, Optional<Entity>> entities, BiFunction<Field, Object, Object> valueOf) {
        this.entities = entities;
        this.valueOf = valueOf;
    }

    /** @throws FilterException with a sentence that names the place, when the text cannot be understood */
    public Condition parse(String filter, Entity entity) {
        Tokens tokens = Tokens.of(filter);
        Condition condition = disjunction(tokens, entity, 0);
        if (tokens.peek().kind() != Tokens.Kind.END) {
            throw new FilterException("expected AND, OR or the end but found " + Tokens.describe(tokens.peek()));
        }
        return condition;
    }

    private Condition disjunction(Tokens tokens, Entity entity, int depth) {
        refuseBeyond(depth);
        List<Condition> parts = new ArrayList<>();
        do {
            parts.add(conjunction(tokens, entity, depth));
        } while (tokens.takeWord("or"));
        return Condition.anyOf(parts);
    }

    private Condition conjunction(Tokens tokens, Entity entity, int depth) {
        List<Condition> parts = new ArrayList<>();
        do {
            parts.add(negation(tokens, entity, depth));
        } while (tokens.takeWord("and"));
        return Condition.allOf(parts);
    }

    private Condition negation(Tokens tokens, Entity entity, int depth) {
        refuseBeyond(depth);
        if (tokens.takeWord("not")) {
            return new Condition.Not(negation(tokens, entity, depth + 1));
        }
        if (tokens.takeSymbol("(")) {
            Condition inner = disjunction(tokens, entity, depth + 1);
            tokens.expectSymbol(")");
            return inner;
        }
        return test(tokens, entity, depth);
    }

    private Condition test(Tokens tokens, Entity entity, int depth) {
        Token left = tokens.take();
        if (tokens.takeWord("is")) {
            boolean not = tokens.takeWord("not");
            tokens.expectWord("null");
            Condition isNull = new Condition.IsNull(term(left, entity, Beside.of(List.of(left), entity)));
            return not ? new Condition.Not(isNull) : isNull;
        }
        boolean not = tokens.takeWord("not");
        if (tokens.takeWord("in")) {
            Condition oneOf = oneOf(left, tokens, entity, depth);
            return not ? new Condition.Not(oneOf) : oneOf;
        }
        if (not) {
            throw new FilterException("expected IN but found " + Tokens.describe(tokens.peek()));
        }
        return comparison(left, tokens, entity);
    }

    private Condition comparison(Token left, Tokens tokens, Entity entity) {
        Token symbol = tokens.take();
        Operator operator = operator(symbol);
        Token right = tokens.take();
        Beside beside = Beside.of(List.of(left, right), entity);
        return new Condition.Comparison(term(left, entity, beside), operator, term(right, entity, beside));
    }

    private static Operator operator(Token symbol) {
        return switch (symbol.kind() == Tokens.Kind.SYMBOL ? symbol.text() : "") {
            case "=" -> Operator.EQUAL;
            case "!=", "<>" -> Operator.NOT_EQUAL;
            case "<" -> Operator.LESS;
            case "<=" -> Operator.AT_MOST;
            case ">" -> Operator.GREATER;
            case ">=" -> Operator.AT_LEAST;
            default -> throw new FilterException(
                    "expected one of = != < <= > >=, IN or IS but found " + Tokens.describe(symbol));
        };
    }

    private Condition oneOf(Token left, Tokens tokens, Entity entity, int depth) {
        tokens.expectSymbol("(");
        Condition condition = tokens.takeWord("select") ? oneOfRows(left, tokens, entity, depth)
                : oneOfValues(left, tokens, entity);
        tokens.expectSymbol(")");
        return condition;
    }

    private Condition oneOfValues(Token left, Tokens tokens, Entity entity) {
        List<Token> words = new ArrayList<>(List.of(left));
        do {
            words.add(tokens.take());
        } while (tokens.takeSymbol(","));
        Beside beside = Beside.of(words, entity);
        List<Term> terms = words.stream().map(word -> term(word, entity, beside)).toList();
        return new Condition.OneOf(terms.get(0), terms.subList(1, terms.size()));
    }

    private Condition oneOfRows(Token left, Tokens tokens, Entity entity, int depth) {
        Token column = tokens.take();
        tokens.expectWord("from");
        Token name = tokens.take();
        Entity other = entities.apply(name.text())
                .orElseThrow(() -> new FilterException("there is no entity " + Tokens.describe(name)));
        Field field = fieldOf(column, other).map(FilterParser::comparable).orElseThrow(
                () -> new FilterException(other.name() + " has no field " + Tokens.describe(column)));
        Beside beside = Beside.of(fieldOf(left, entity).map(FilterParser::comparable).orElse(field));
        Term term = term(left, entity, beside);
        Condition where = tokens.takeWord("where") ? disjunction(tokens, other, depth + 1) : Condition.TRUE;
        return new Condition.OneOfRows(term, other, field, where);
    }

    private static void refuseBeyond(int depth) {
        if (depth > DEPTH_MAX) {
            throw new FilterException("the filter is nested deeper than " + DEPTH_MAX);
        }
    }

    private static Optional<Field> fieldOf(Token token, Entity entity) {
        return token.kind() == Tokens.Kind.NAME ? entity.field(token.text()) : Optional.empty();
    }

    private static Field comparable(Field field) {
        if (!field.type().isOrdered()) {
            throw new FilterException("'" + field.name() + "' is JSON, which can only be tested by IS NULL");
        }
        return field;
    }

    /**
     * What decides the type of literals and claims: the field that they are compared with, else what the literals themselves
     * are. Ten is more than nine, though not as text.
     */
    private record Beside(Optional<Field> field, ValueType type) {

        static Beside of(Field field) {
            return new Beside(Optional.of(field), field.type().stored());
        }

        static Beside of(List<Token> compared, Entity entity) {
            List<Field> fields = compared.stream().flatMap(token -> fieldOf(token, entity).stream()).toList();
            if (!fields.isEmpty()) {
                if (compared.size() > 1) {
                    fields.forEach(FilterParser::comparable);
                }
                return of(fields.get(0));
            }
            boolean number = compared.stream().anyMatch(token -> token.kind() == Tokens.Kind.NUMBER);
            boolean flag = compared.stream().anyMatch(token -> token.isWord("true") || token.isWord("false"));
            return new Beside(Optional.empty(), number ? ValueType.DECIMAL : flag ? ValueType.BOOLEAN : ValueType.TEXT);
        }
    }

    private Term term(Token token, Entity entity, Beside beside) {
        return switch (token.kind()) {
            case CLAIM -> claim(token, beside.type());
            case TEXT -> value(token, token.text(), beside);
            case NUMBER -> value(token, number(token.text()), beside);
            case NAME -> named(token, entity, beside);
            default -> throw new FilterException("expected a field or a value but found " + Tokens.describe(token));
        };
    }

    private Term named(Token token, Entity entity, Beside beside) {
        if (token.isWord("true") || token.isWord("false")) {
            return value(token, token.isWord("true"), beside);
        }
        if (token.isWord("null")) {
            throw new FilterException("nothing equals NULL: write IS NULL or IS NOT NULL instead of "
                    + Tokens.describe(token));
        }
        if (RESERVED.contains(token.text().toLowerCase(Locale.ROOT))) {
            throw new FilterException("expected a field or a value but found " + Tokens.describe(token));
        }
        return fieldOf(token, entity).<Term>map(Term.Column::new).orElseThrow(
                () -> new FilterException(entity.name() + " has no field " + Tokens.describe(token)));
    }

    private static Term claim(Token token, ValueType type) {
        String name = token.text();
        if (!name.equals("context.tenantId") && !(name.startsWith("user.") && name.length() > "user.".length())) {
            throw new FilterException("$" + name + " is unknown; there are $user.… and $context.tenantId");
        }
        return new Term.Claim(name, type);
    }

    private Term value(Token token, Object literal, Beside beside) {
        if (beside.field().isEmpty()) {
            return new Term.Value(plain(token, literal, beside.type()), beside.type());
        }
        try {
            return new Term.Value(valueOf.apply(beside.field().get(), literal), beside.type());
        } catch (FaultException e) {
            throw new FilterException(Tokens.describe(token) + " is not a value of " + beside.field().get().name());
        }
    }

    private static Object plain(Token token, Object literal, ValueType type) {
        if (type == ValueType.DECIMAL && literal instanceof Number) {
            return new BigDecimal(literal.toString());
        }
        if (type == ValueType.BOOLEAN && literal instanceof Boolean || type == ValueType.TEXT && literal instanceof String) {
            return literal;
        }
        throw new FilterException(Tokens.describe(token) + " is compared with " + (type == ValueType.DECIMAL ? "a number"
                : "a truth value") + " and is none");
    }

    private static Object number(String text) {
        BigDecimal number = new BigDecimal(text);
        try {
            return number.longValueExact();
        } catch (ArithmeticException fraction) {
            return number;
        }
    }
}
