package dev.foldd.data.query;

import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Query;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A reply that grows, statement by statement, from its rows to what these bring along. Rows that name the same key share one
 * list, so the reply is counted as it will be written, not as it was read. A row that has vanished between two statements is
 * simply not there.
 */
final class ReplyTree {

    private static final int NUMBER_BYTES = 8;

    private final RowValidator validator;
    private final IncludeConfig bounds;
    private final long bytesMax;
    private final Deque<Missing> missing = new ArrayDeque<>();
    private final Map<Object, Long> bytesByRow = new IdentityHashMap<>();
    private int rowsLeft;
    private long bytesLeft;

    /** Lists that are still to be read, by the key that their rows name. */
    record Missing(Layout.Many many, Map<Object, List<Object>> listByKey) {
        List<Object> keys() {
            return List.copyOf(listByKey.keySet());
        }
    }

    ReplyTree(RowValidator validator, IncludeConfig bounds, long bytesMax) {
        this.validator = validator;
        this.bounds = bounds;
        this.bytesMax = bytesMax;
        this.rowsLeft = bounds.rowsMax();
        this.bytesLeft = bytesMax;
    }

    /** Lists that are to be read next; empty when nothing is missing. */
    Optional<Missing> next() {
        Missing next = missing.poll();
        while (next != null && next.listByKey.isEmpty()) {
            next = missing.poll();
        }
        if (next != null && next.listByKey.size() > bounds.parentsMax()) {
            throw new FaultException(new Fault.TooLarge("the number of rows that bring " + next.many.include().name() + " along",
                    bounds.parentsMax()));
        }
        return Optional.ofNullable(next);
    }

    /** Rows that the lists may still hold. */
    int rowsLeft() {
        return rowsLeft;
    }

    /** What the next statement may bring. */
    Query.Limits limits(Query.Limits whole) {
        return new Query.Limits(whole.timeout(), rowsLeft + 1, Math.max(0, bytesLeft));
    }

    /** Rows as they are answered; the lists that they bring along are empty as yet, and known to be missing. */
    List<Object> add(Layout layout, List<Object[]> rows) {
        Map<Layout.Many, Missing> lists = new IdentityHashMap<>();
        List<Object> added = new ArrayList<>(rows.size());
        for (Object[] values : rows) {
            added.add(row(layout, values, lists));
        }
        return added;
    }

    /** Puts rows into the lists of their keys. */
    void fill(Missing lists, List<Object[]> rows) {
        if (rows.size() > rowsLeft) {
            throw tooManyRows();
        }
        rowsLeft -= rows.size();
        Map<Layout.Many, Missing> further = new IdentityHashMap<>();
        for (Object[] values : rows) {
            List<Object> list = lists.listByKey.get(key(values[0]));
            if (list != null) {
                Object row = row(lists.many.reading().layout(), values, further);
                long bytes = bytesOf(values);
                bytesLeft -= bytes;
                bytesByRow.put(row, bytes);
                list.add(row);
                refuseLongList(lists.many.include(), list.size());
            }
        }
    }

    /** @throws FaultException {@code TooLarge} when the lists, as often as they stand in the reply, hold too much */
    void refuseBeyondBounds(Layout layout, List<Object> rows) {
        if (layout.bringsLists()) {
            rowsLeft = bounds.rowsMax();
            bytesLeft = bytesMax;
            rows.forEach(row -> count(layout, (Map<?, ?>) row));
        }
    }

    private void count(Layout layout, Map<?, ?> row) {
        for (Layout.One one : layout.ones()) {
            if (row.get(one.name()) instanceof Map<?, ?> joined) {
                count(one.row(), joined);
            }
        }
        for (Layout.Many many : layout.lists()) {
            for (Object child : (List<?>) row.get(many.include().name())) {
                rowsLeft--;
                bytesLeft -= bytesByRow.get(child);
                if (rowsLeft < 0) {
                    throw tooManyRows();
                }
                if (bytesLeft < 0) {
                    throw new FaultException(new Fault.TooLarge("the size of the included rows in bytes", bytesMax));
                }
                count(many.reading().layout(), (Map<?, ?>) child);
            }
        }
    }

    private Map<String, Object> row(Layout layout, Object[] values, Map<Layout.Many, Missing> lists) {
        Map<String, Object> row = new LinkedHashMap<>((layout.fields().size() + layout.ones().size()) * 2);
        int column = layout.from();
        for (Field field : layout.fields()) {
            Object value = values[column++];
            row.put(field.name(), switch (field.type().stored()) {
                case JSON, DECIMAL -> validator.toJson(field, value);
                case TEXT, INTEGER, BIGINT, DOUBLE, BOOLEAN, DATETIME -> value;
            });
        }
        for (Layout.One one : layout.ones()) {
            row.put(one.name(), values[one.presence()] == null ? null : row(one.row(), values, lists));
        }
        for (Layout.Many many : layout.lists()) {
            Object key = key(values[many.key()]);
            row.put(many.include().name(), key == null ? List.of()
                    : lists.computeIfAbsent(many, this::missing).listByKey.computeIfAbsent(key, fresh -> new ArrayList<>()));
        }
        return row;
    }

    private Missing missing(Layout.Many many) {
        Missing made = new Missing(many, new LinkedHashMap<>());
        missing.add(made);
        return made;
    }

    private void refuseLongList(Include include, int size) {
        if (include.limit().isEmpty() && size > bounds.rowsEachMax()) {
            throw new FaultException(new Fault.TooLarge("the number of rows in one list of " + include.name()
                    + ", which needs a limit,", bounds.rowsEachMax()));
        }
    }

    private FaultException tooManyRows() {
        return new FaultException(new Fault.TooLarge("the number of included rows", bounds.rowsMax()));
    }

    /** Decimals that are equal may differ in their zeros. */
    private static Object key(Object value) {
        if (!(value instanceof BigDecimal decimal)) {
            return value;
        }
        BigDecimal bare = decimal.stripTrailingZeros();
        return bare.scale() < 0 ? bare.setScale(0) : bare;
    }

    private static long bytesOf(Object[] values) {
        long bytes = 0;
        for (Object value : values) {
            bytes += value instanceof String text ? text.length() : NUMBER_BYTES;
        }
        return bytes;
    }
}
