package dev.foldd.data.plan;

import dev.foldd.data.DataConfig;
import dev.foldd.data.acl.Grant;
import dev.foldd.data.acl.Operation;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Term;
import dev.foldd.data.sql.ReadSql;
import dev.foldd.data.sql.ReadSql.Order;
import dev.foldd.data.sql.ReadSql.Selection;
import dev.foldd.data.sql.Template;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Session;
import dev.foldd.store.ValueType;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plans for pages of rows. The total is counted only where the page itself does not tell it. */
final class ListPlans {

    private final DataConfig config;
    private final RowValidator validator;
    private final Cursors cursors;
    private final PlanCache cache;
    private final ReadSql sql;
    private final Wanted wanted;
    private final ReplyRows replies;

    ListPlans(DataConfig config, RowValidator validator, Cursors cursors, PlanCache cache, ReadSql sql,
              Wanted wanted) {
        this.config = config;
        this.validator = validator;
        this.cursors = cursors;
        this.cache = cache;
        this.sql = sql;
        this.wanted = wanted;
        this.replies = new ReplyRows(validator);
    }

    /** A page that is to be read: {@code rows} asks for one row more than the page holds, to know whether more follow. */
    private record Page(Asked asked, ListOptions options, Query rows, Query count) {
    }

    Plan list(Asked asked) {
        Grant grant = asked.needed(Operation.LIST);
        ListOptions options = ListOptions.read(asked, grant, config);
        Condition filter = wanted.filter(asked, grant, options.filter(),
                cost -> cost.sortedBy(options.order().size()).returning(options.limit(), options.offset()));
        Page page = page(asked, grant, options, filter);
        return Plan.asking(new Plan.Subject(asked.entity().name(), "", options.filter(), grant.ruleIds()),
                session -> read(session, page));
    }

    private Page page(Asked asked, Grant grant, ListOptions options, Condition filter) {
        List<Field> fields = new ArrayList<>(options.fields());
        if (options.cursor().isPresent()) {
            options.order().stream().map(Order::field).forEach(fields::add);
        }
        Condition rest = options.cursor().filter(cursor -> !cursor.isEmpty())
                .map(cursor -> cursors.after(asked, grant, options, cursor, validator)).orElse(Condition.TRUE);
        Template rows = cache.shared(sql.rows(new Selection(grant, fields, Condition.TRUE, Condition.allOf(filter, rest),
                options.order()), number(options.limit() + 1L), options.offset() == 0 ? null : number(options.offset())));
        Template count = cache.shared(sql.count(new Selection(grant, List.of(), Condition.TRUE, filter, List.of())));
        return new Page(asked, options, query(asked, rows), query(asked, count));
    }

    private Future<Plan.Outcome> read(Session session, Page page) {
        return session.read(page.rows()).compose(rows -> total(session, page, rows).map(total -> answer(page, rows, total)));
    }

    /** The total, or -1 when it is not wanted. A last page that holds rows tells it by itself. */
    private Future<Long> total(Session session, Page page, Rows rows) {
        ListOptions options = page.options();
        int read = rows.values().size();
        if (!options.counting()) {
            return Future.succeededFuture(-1L);
        }
        boolean first = options.cursor().map(String::isEmpty).orElse(options.page() == 1);
        boolean last = read <= options.limit() && (read > 0 || first);
        if (last && options.cursor().map(String::isEmpty).orElse(true)) {
            return Future.succeededFuture(options.offset() + read);
        }
        return session.read(page.count()).map(counted -> (Long) counted.values().get(0)[0]);
    }

    private Plan.Outcome answer(Page page, Rows rows, long total) {
        ListOptions options = page.options();
        Entity entity = page.asked().entity();
        int shown = Math.min(rows.values().size(), options.limit());
        boolean more = rows.values().size() > options.limit();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("data", replies.all(entity, rows, shown, options.fields().size()));
        answer.put("total", total < 0 ? null : total);
        answer.put("page", (long) options.page());
        answer.put("limit", (long) options.limit());
        answer.put("hasMore", more);
        if (options.cursor().isPresent()) {
            answer.put("nextCursor", more ? next(page, rows, shown) : null);
        }
        return new Plan.Outcome(answer, shown);
    }

    private String next(Page page, Rows rows, int shown) {
        Object[] last = rows.values().get(shown - 1);
        int from = page.options().fields().size();
        return cursors.write(page.asked(), page.options(), Arrays.asList(last).subList(from, last.length));
    }

    private Query query(Asked asked, Template template) {
        return new Query(template.statement(), template.bind(asked.principal(), List.of()), config.statement(),
                asked.request().caller().life());
    }

    private static Term number(long value) {
        return new Term.Value(value, ValueType.BIGINT);
    }
}
