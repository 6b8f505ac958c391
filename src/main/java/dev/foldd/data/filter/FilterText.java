package dev.foldd.data.filter;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a condition the way a policy file would, for people. */
public final class FilterText implements Condition.Cases<String> {

    private FilterText() {
    }

    public static String of(Condition condition) {
        return condition.match(new FilterText());
    }

    @Override
    public String always(Condition.Always condition) {
        return condition.value() ? "TRUE" : "FALSE";
    }

    @Override
    public String and(Condition.And condition) {
        return joined(condition.parts(), " AND ");
    }

    @Override
    public String or(Condition.Or condition) {
        return joined(condition.parts(), " OR ");
    }

    @Override
    public String not(Condition.Not condition) {
        return "NOT " + inner(condition.part());
    }

    @Override
    public String comparison(Condition.Comparison condition) {
        String operator = condition.operator() == Condition.Operator.NOT_EQUAL ? "!=" : condition.operator().sql();
        return term(condition.left()) + " " + operator + " " + term(condition.right());
    }

    @Override
    public String oneOf(Condition.OneOf condition) {
        return term(condition.term()) + " IN ("
                + condition.options().stream().map(FilterText::term).collect(Collectors.joining(", ")) + ")";
    }

    @Override
    public String oneOfRows(Condition.OneOfRows condition) {
        String where = condition.where().equals(Condition.TRUE) ? "" : " WHERE " + of(condition.where());
        return term(condition.term()) + " IN (SELECT " + condition.column().name() + " FROM "
                + condition.entity().name() + where + ")";
    }

    @Override
    public String related(Condition.Related condition) {
        return condition.own().name() + (condition.holds() ? " HAS " : " HAS NOT ONLY ") + condition.others().entity().name()
                + "." + condition.other().name() + " WHERE " + inner(condition.where());
    }

    @Override
    public String isNull(Condition.IsNull condition) {
        return term(condition.term()) + " IS NULL";
    }

    @Override
    public String match(Condition.Match condition) {
        return term(condition.text()) + " " + condition.kind().name().toLowerCase(Locale.ROOT) + " "
                + term(condition.pattern());
    }

    private String joined(List<Condition> parts, String word) {
        return parts.stream().map(this::inner).collect(Collectors.joining(word));
    }

    private String inner(Condition part) {
        boolean compound = part instanceof Condition.And || part instanceof Condition.Or;
        return compound ? "(" + part.match(this) + ")" : part.match(this);
    }

    private static String term(Term term) {
        if (term instanceof Term.Column column) {
            return column.field().name();
        }
        if (term instanceof Term.Claim claim) {
            return "$" + claim.name();
        }
        return term instanceof Term.Value value ? literal(value.value()) : "?";
    }

    /** Policy files know no exponents. */
    private static String literal(Object value) {
        if (value instanceof String text) {
            return "'" + text.replace("'", "''") + "'";
        }
        if (value instanceof BigDecimal || value instanceof Double real && Double.isFinite(real)) {
            return new BigDecimal(value.toString()).toPlainString();
        }
        return String.valueOf(value);
    }
}
