package dev.foldd.data.plan;

import dev.foldd.config.Suggestion;
import dev.foldd.data.DataConfig;
import dev.foldd.data.acl.Grant;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.sql.ReadSql.Order;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a list is asked for: {@code {filter?, sort?, page?, limit?, cursor?, fields?, include?, count?}}.
 *
 * @param order as asked for; the key is added so that the order is total
 * @param cursor present when paging by cursor; empty text at the beginning
 * @param counting whether the total is wanted
 */
record ListOptions(Map<String, Object> filter, List<Order> order, int page, int limit, Optional<String> cursor,
                   List<Field> fields, boolean counting) {

    private static final Set<String> KNOWN =
            Set.of("filter", "sort", "page", "limit", "cursor", "fields", "include", "count");
    private static final int PAGE_MAX = 10_000_000;
    private static final int SORT_MAX = 8;

    static ListOptions read(Asked asked, Grant grant, DataConfig config) {
        Map<String, Object> options = asked.objectOrEmpty("options");
        options.keySet().stream().filter(name -> !KNOWN.contains(name)).findFirst().ifPresent(name -> {
            throw Asked.invalid("options." + name, "is unknown" + Suggestion.among(KNOWN, name));
        });
        if (options.get("include") != null) {
            throw new FaultException(new Fault.Unsupported("include is not offered by this daemon"));
        }
        boolean paged = options.get("page") != null || options.containsKey("cursor");
        int limit = number(options, "limit", paged ? Math.min(config.defaultLimit(), config.maxRows()) : config.maxRows(),
                config.maxRows());
        Optional<String> cursor = cursor(options);
        if (cursor.isPresent() && options.get("page") != null) {
            throw Asked.invalid("options.page", "cannot be combined with a cursor");
        }
        if (cursor.isPresent() && !grant.when(asked.entity().primary()).equals(Condition.TRUE)) {
            throw Asked.forbidden("a cursor needs the key of every row, and no rule allows you to read "
                    + asked.entity().name() + "." + asked.entity().primary().name() + " in all of them; use pages");
        }
        return new ListOptions(filter(options), order(asked, grant, options.get("sort")),
                number(options, "page", 1, PAGE_MAX), limit, cursor, fields(asked, grant, options.get("fields")),
                counting(options.get("count")));
    }

    /** Rows before the page. */
    long offset() {
        return (page - 1L) * limit;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> filter(Map<String, Object> options) {
        Object filter = options.get("filter");
        if (filter == null) {
            return Map.of();
        }
        if (filter instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw Asked.invalid("options.filter", "must be an object");
    }

    private static int number(Map<String, Object> options, String name, int fallback, int max) {
        Object value = options.get(name);
        if (value == null) {
            return fallback;
        }
        if (value instanceof Long number && number >= 1 && number <= max) {
            return number.intValue();
        }
        throw Asked.invalid("options." + name, "must be a whole number from 1 to " + max);
    }

    private static Optional<String> cursor(Map<String, Object> options) {
        if (!options.containsKey("cursor")) {
            return Optional.empty();
        }
        Object cursor = options.get("cursor");
        if (cursor == null || cursor instanceof String) {
            return Optional.of(cursor == null ? "" : (String) cursor);
        }
        throw Asked.invalid("options.cursor", "must be a text, or null to begin");
    }

    private static List<Order> order(Asked asked, Grant grant, Object sort) {
        List<Order> order = new ArrayList<>();
        if (sort instanceof Map<?, ?> map) {
            map.forEach((name, direction) -> order.add(one(asked, grant, name, direction)));
        } else if (sort instanceof List<?> list) {
            for (Object item : list) {
                if (!(item instanceof List<?> pair) || pair.size() != 2) {
                    throw Asked.invalid("options.sort", "must be {field: \"asc\"} or [[field, \"asc\"], …]");
                }
                order.add(one(asked, grant, pair.get(0), pair.get(1)));
            }
        } else if (sort != null) {
            throw Asked.invalid("options.sort", "must be {field: \"asc\"} or [[field, \"asc\"], …]");
        }
        if (order.size() > SORT_MAX) {
            throw Asked.invalid("options.sort", "names more than " + SORT_MAX + " fields");
        }
        return total(asked, grant, order);
    }

    private static Order one(Asked asked, Grant grant, Object name, Object direction) {
        if (!(name instanceof String text)) {
            throw Asked.invalid("options.sort", "must name fields");
        }
        Field field = asked.readable(grant, text);
        if (!field.type().isOrdered()) {
            throw Asked.invalid("options.sort." + text, "is JSON, which has no order");
        }
        if (!"asc".equals(direction) && !"desc".equals(direction)) {
            throw Asked.invalid("options.sort." + text, "must be \"asc\" or \"desc\"");
        }
        return new Order(field, direction.equals("desc"));
    }

    /** Rows that are equal in what was asked for are ordered by their key, so that pages never overlap. */
    private static List<Order> total(Asked asked, Grant grant, List<Order> order) {
        Field key = asked.entity().primary();
        if (grant.opens(key) && order.stream().noneMatch(asc -> asc.field().equals(key))) {
            order.add(new Order(key, false));
        }
        return order;
    }

    private static List<Field> fields(Asked asked, Grant grant, Object wanted) {
        if (wanted == null) {
            return ReadPlans.open(grant);
        }
        if (!(wanted instanceof List<?> list) || list.isEmpty()) {
            throw Asked.invalid("options.fields", "must be a list of field names");
        }
        Set<Field> fields = new LinkedHashSet<>();
        for (Object name : list) {
            if (!(name instanceof String text)) {
                throw Asked.invalid("options.fields", "must be a list of field names");
            }
            fields.add(asked.readable(grant, text));
        }
        return List.copyOf(fields);
    }

    private static boolean counting(Object count) {
        if (count == null || count.equals("exact")) {
            return true;
        }
        if (count.equals("none")) {
            return false;
        }
        throw Asked.invalid("options.count", "must be \"exact\" or \"none\"");
    }
}
