package dev.foldd.store.prisma;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import dev.foldd.store.DatabaseConfig.Provider;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.ValueType;
import dev.foldd.store.server.Moment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Statements and rows as a bridge has them, in JSON. A number of JSON is a double on the other side, so whole numbers and
 * decimals are sent and asked for as texts; those who send them as numbers all the same are understood.
 */
final class BridgeValues {

    /** What the names of the values in a row begin with; their position follows, from 1. */
    private static final String NAME = "foldd_";

    private static final int EXPONENT_MAX = 300;
    /** Decimals of so many digits survive the way into a double and back (IEEE 754 binary64, DBL_DIG). */
    private static final MathContext DOUBLE_DIGITS = new MathContext(15);

    private final Provider provider;

    BridgeValues(Provider provider) {
        this.provider = provider;
    }

    /** The body of a request. */
    String request(String sql, List<Object> parameters, boolean query) {
        List<Object> values = new ArrayList<>(parameters.size());
        parameters.forEach(value -> values.add(encoded(value)));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("sql", sql);
        body.put("params", values);
        body.put("type", query ? "query" : "nonquery");
        return Json.write(body);
    }

    /**
     * The rows in a reply, within the limits.
     *
     * @throws FaultException {@code TooLarge}, or {@code Unavailable} for a reply of another shape
     */
    Rows rows(String reply, List<Statement.Column> columns, Query.Limits limits) {
        if (!(object(reply).get("rows") instanceof List<?> items)) {
            throw notUnderstood();
        }
        if (items.size() > limits.rowsMax()) {
            throw new FaultException(new Fault.TooLarge("the number of rows", limits.rowsMax()));
        }
        List<Object[]> rows = new ArrayList<>(items.size());
        long bytes = 0;
        for (Object item : items) {
            Object[] row = row(item, columns);
            for (Object value : row) {
                bytes += Query.Limits.bytesOf(value);
            }
            rows.add(row);
        }
        if (bytes > limits.bytesMax()) {
            throw limits.tooLarge();
        }
        return new Rows(columns, rows, rows.size());
    }

    /** The number of rows in a reply that were changed. */
    long affected(String reply) {
        if (object(reply).get("affected") instanceof Long count && count >= 0) {
            return count;
        }
        throw notUnderstood();
    }

    private Object encoded(Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            return whole(text);
        }
        if (value instanceof Boolean flag) {
            return flag ? "1" : "0";
        }
        if (value instanceof Long) {
            return value.toString();
        }
        if (value instanceof BigDecimal decimal) {
            return text(decimal);
        }
        if (value instanceof Double number) {
            if (!Double.isFinite(number)) {
                throw new FaultException(new Fault.Invalid("number", "must be finite"));
            }
            return provider == Provider.POSTGRESQL ? number.toString() : number;
        }
        throw new IllegalArgumentException("not a value of a statement: " + value.getClass());
    }

    /** A half of a surrogate pair has no UTF-8: it would arrive as a question mark. */
    private static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.charCount(text.codePointAt(i)) == 1) {
                    throw new FaultException(new Fault.Invalid("text", "holds half of a character"));
                }
                i++;
            }
        }
        return text;
    }

    /** SQLite keeps a decimal as a whole number of 64 bits or as a double; what neither holds exactly is refused. */
    private String text(BigDecimal decimal) {
        BigDecimal bare = decimal.stripTrailingZeros();
        boolean whole = bare.scale() <= 0 && bare.precision() - (long) bare.scale() <= 20
                && bare.toBigInteger().bitLength() < Long.SIZE;
        boolean exact = bare.precision() <= DOUBLE_DIGITS.getPrecision()
                && Math.abs(bare.precision() - (long) bare.scale()) <= EXPONENT_MAX;
        if (provider == Provider.SQLITE && !whole && !exact) {
            throw new FaultException(new Fault.Invalid("decimal",
                    "cannot be kept exactly: a whole number in 64 bits, or up to 15 significant digits"));
        }
        return bare.toPlainString();
    }

    private Object[] row(Object item, List<Statement.Column> columns) {
        if (!(item instanceof Map<?, ?> members)) {
            throw notUnderstood();
        }
        Object[] row = new Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
            String name = NAME + (i + 1);
            Object value = members.get(name);
            if (value == null && !members.containsKey(name)) {
                throw notUnderstood();
            }
            row[i] = value == null ? null : decoded(value, columns.get(i).type());
        }
        return row;
    }

    private Object decoded(Object value, ValueType type) {
        try {
            return switch (type) {
                case INTEGER, BIGINT -> new BigDecimal(numeral(value)).longValueExact();
                case DOUBLE -> finite(numeral(value));
                case DECIMAL -> plain(numeral(value));
                case BOOLEAN -> flag(value);
                case DATETIME -> Moment.format(Moment.parse((String) value));
                case JSON -> value instanceof String text ? text : Json.write(value);
                case TEXT -> (String) value;
            };
        } catch (ArithmeticException | ClassCastException | DateTimeException | NumberFormatException otherwise) {
            throw notUnderstood();
        }
    }

    private static String numeral(Object value) {
        if (value instanceof Long || value instanceof BigInteger || value instanceof BigDecimal) {
            return value.toString();
        }
        String text = (String) value;
        if (text.length() > 400) {
            throw new NumberFormatException("too long");
        }
        return text;
    }

    private static Boolean flag(Object value) {
        if (value instanceof Boolean told) {
            return told;
        }
        return !numeral(value).equals("0");
    }

    private static Double finite(String text) {
        double number = Double.parseDouble(text);
        if (!Double.isFinite(number)) {
            throw new NumberFormatException("not finite");
        }
        return number;
    }

    /** On SQLite, a decimal with more digits than a double keeps was printed from one; the shorter form is what was stored. */
    private BigDecimal plain(String text) {
        BigDecimal number = new BigDecimal(text);
        if (Math.abs((long) number.scale()) > 1_000) {
            throw new NumberFormatException("out of range");
        }
        if (provider == Provider.SQLITE && text.indexOf('.') >= 0
                && number.precision() > DOUBLE_DIGITS.getPrecision()) {
            BigDecimal rounded = number.round(DOUBLE_DIGITS);
            number = rounded.doubleValue() == number.doubleValue() ? rounded : number;
        }
        BigDecimal bare = number.stripTrailingZeros();
        return bare.scale() < 0 ? bare.setScale(0) : bare;
    }

    private static Map<?, ?> object(String reply) {
        try {
            if (Json.parse(reply) instanceof Map<?, ?> members) {
                return members;
            }
        } catch (JsonException noJson) {
            throw notUnderstood();
        }
        throw notUnderstood();
    }

    private static FaultException notUnderstood() {
        return new FaultException(BridgeFaults.NOT_UNDERSTOOD);
    }
}
