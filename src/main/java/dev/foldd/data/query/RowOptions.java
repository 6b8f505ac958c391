package dev.foldd.data.query;

import dev.foldd.config.Suggestion;
import dev.foldd.data.entity.Field;
import dev.foldd.data.sql.ReadSql.Order;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Reads which rows of an entity a caller wants to see, in which order and with which fields, and refuses what is not his. */
public final class RowOptions {

    private static final int SORT_MAX = 8;

    private final View view;
    private final Map<String, Object> options;
    private final String place;

    /** @param place of the options in the request, for messages */
    public RowOptions(View view, Map<String, Object> options, String place) {
        this.view = view;
        this.options = options;
        this.place = place;
    }

    /** @throws FaultException naming an option that is not among the known ones */
    public void refuseUnknown(Set<String> known) {
        options.keySet().stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw invalid(name, "is unknown" + Suggestion.among(known, name));
        });
    }

    /** The filter as it was sent; empty when there is none. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> filter() {
        Object filter = options.get("filter");
        if (filter == null) {
            return Map.of();
        }
        if (filter instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw invalid("filter", "must be an object");
    }

    /** A whole number from 1 on; empty when there is none. */
    public OptionalInt number(String name, int max) {
        Object value = options.get(name);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (value instanceof Long number && number >= 1 && number <= max) {
            return OptionalInt.of(number.intValue());
        }
        throw invalid(name, "must be a whole number from 1 to " + max);
    }

    /** The fields to order by; the key is added where the caller may see it, so that the order is total. */
    public List<Order> order() {
        List<Order> order = new ArrayList<>();
        Object sort = options.get("sort");
        if (sort instanceof Map<?, ?> map) {
            map.forEach((name, direction) -> order.add(one(name, direction)));
        } else if (sort instanceof List<?> list) {
            for (Object item : list) {
                if (!(item instanceof List<?> pair) || pair.size() != 2) {
                    throw invalid("sort", "must be {field: \"asc\"} or [[field, \"asc\"], …]");
                }
                order.add(one(pair.get(0), pair.get(1)));
            }
        } else if (sort != null) {
            throw invalid("sort", "must be {field: \"asc\"} or [[field, \"asc\"], …]");
        }
        if (order.size() > SORT_MAX) {
            throw invalid("sort", "names more than " + SORT_MAX + " fields");
        }
        return total(order);
    }

    private Order one(Object name, Object direction) {
        if (!(name instanceof String text)) {
            throw invalid("sort", "must name fields");
        }
        Field field = view.field(text);
        if (!field.type().isOrdered()) {
            throw invalid("sort." + text, "is JSON, which has no order");
        }
        if (!"asc".equals(direction) && !"desc".equals(direction)) {
            throw invalid("sort." + text, "must be \"asc\" or \"desc\"");
        }
        return new Order(field, direction.equals("desc"));
    }

    /** Rows that are equal in what was asked for are ordered by their key, so that pages never overlap. */
    private List<Order> total(List<Order> order) {
        Field key = view.entity().primary();
        if (view.grant().opens(key) && order.stream().noneMatch(by -> by.field().equals(key))) {
            order.add(new Order(key, false));
        }
        return order;
    }

    /** The fields to answer: those asked for, or all that are open. */
    public List<Field> fields() {
        Object wanted = options.get("fields");
        if (wanted == null) {
            return view.open();
        }
        if (!(wanted instanceof List<?> list) || list.isEmpty()) {
            throw invalid("fields", "must be a list of field names");
        }
        Set<Field> fields = new LinkedHashSet<>();
        for (Object name : list) {
            if (!(name instanceof String text)) {
                throw invalid("fields", "must be a list of field names");
            }
            fields.add(view.field(text));
        }
        return List.copyOf(fields);
    }

    private FaultException invalid(String name, String error) {
        return new FaultException(new Fault.Invalid(place + "." + name, error));
    }
}
