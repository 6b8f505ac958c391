package dev.foldd.data.plan;

import dev.foldd.data.DataConfig;
import dev.foldd.data.acl.Grant;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.query.RowOptions;
import dev.foldd.data.sql.ReadSql.Order;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a list is asked for: {@code {filter?, sort?, page?, limit?, cursor?, fields?, include?, count?}}.
 *
 * @param order as asked for; the key is added so that the order is total
 * @param cursor present when paging by cursor; empty text at the beginning
 * @param include as it was sent; null when nothing is to be included
 * @param counting whether the total is wanted
 */
record ListOptions(Map<String, Object> filter, List<Order> order, int page, int limit, Optional<String> cursor,
                   List<Field> fields, Object include, boolean counting) {

    private static final Set<String> KNOWN =
            Set.of("filter", "sort", "page", "limit", "cursor", "fields", "include", "count");
    private static final int PAGE_MAX = 10_000_000;

    static ListOptions read(Asked asked, Grant grant, DataConfig config) {
        Map<String, Object> options = asked.objectOrEmpty("options");
        RowOptions read = new RowOptions(asked.view(grant, config), options, "options");
        read.refuseUnknown(KNOWN);
        boolean paged = options.get("page") != null || options.containsKey("cursor");
        int limit = read.number("limit", config.maxRows())
                .orElse(paged ? Math.min(config.defaultLimit(), config.maxRows()) : config.maxRows());
        Optional<String> cursor = cursor(options);
        if (cursor.isPresent() && options.get("page") != null) {
            throw Asked.invalid("options.page", "cannot be combined with a cursor");
        }
        if (cursor.isPresent() && !grant.when(asked.entity().primary()).equals(Condition.TRUE)) {
            throw Asked.forbidden("a cursor needs the key of every row, and no rule allows you to read "
                    + asked.entity().name() + "." + asked.entity().primary().name() + " in all of them; use pages");
        }
        return new ListOptions(read.filter(), read.order(), read.number("page", PAGE_MAX).orElse(1), limit, cursor,
                read.fields(), options.get("include"), counting(options.get("count")));
    }

    /** Rows before the page. */
    long offset() {
        return (page - 1L) * limit;
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
