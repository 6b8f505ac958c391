package dev.foldd.data.plan;

import dev.foldd.data.DataConfig;
import dev.foldd.data.acl.Grant;
import dev.foldd.data.acl.Operation;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.query.Include;
import dev.foldd.data.query.IncludeReader;
import dev.foldd.data.query.RowReader;
import dev.foldd.data.sql.ReadSql;
import dev.foldd.data.sql.ReadSql.Order;
import dev.foldd.data.sql.ReadSql.Selection;
import dev.foldd.data.sql.Template;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Session;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/** Plans for pages of rows. The total is counted only where the page itself does not tell it. */
final class ListPlans {

    private final DataConfig config;
    private final RowValidator validator;
    private final Cursors cursors;
    private final PlanCache cache;
    private final ReadSql sql;
    private final Wanted wanted;
    private final RowReader rows;

    ListPlans(DataConfig config, RowValidator validator, Cursors cursors, PlanCache cache, ReadSql sql,
              Wanted wanted) {
        this.config = config;
        this.validator = validator;
        this.cursors = cursors;
        this.cache = cache;
        this.sql = sql;
        this.wanted = wanted;
        this.rows = new RowReader(config, validator, sql, cache::shared, cache::get);
    }

    /** A page that is to be read: {@code rows} asks for one row more than the page holds, to know whether more follow. */
    private record Page(Asked asked, ListOptions options, RowReader.Asker asker, RowReader.Page rows, Supplier<Query> count) {
    }

    Plan list(Asked asked) {
        Grant grant = asked.needed(Operation.LIST);
        ListOptions options = ListOptions.read(asked, grant, config);
        IncludeReader reader = new IncludeReader(config, validator);
        List<Include> includes = reader.read(asked.view(grant, config), options.include(), options.limit(), "options.include");
        Condition filter = wanted.filter(asked, grant, options.filter(), cost -> cost.sortedBy(options.order().size())
                .returning(options.limit(), options.offset()).and(reader.cost()));
        Page page = page(asked, grant, options, includes, filter);
        return Plan.asking(new Plan.Subject(asked.entity().name(), "", values(options), ruleIds(grant, includes)),
                session -> read(session, page));
    }

    private Page page(Asked asked, Grant grant, ListOptions options, List<Include> includes, Condition filter) {
        List<Field> hidden = options.cursor().isPresent() ? options.order().stream().map(Order::field).toList() : List.of();
        Condition rest = options.cursor().filter(cursor -> !cursor.isEmpty())
                .map(cursor -> cursors.after(asked, grant, options, cursor, validator)).orElse(Condition.TRUE);
        RowReader.Asker asker = new RowReader.Asker(asked.principal(), asked.request().caller().life());
        RowReader.Page read = rows.page(new Selection(grant, options.fields(), Condition.TRUE, Condition.allOf(filter, rest),
                options.order()), hidden, includes, new RowReader.Span(options.limit() + 1L, options.offset()),
                options.counting() && rest.equals(Condition.TRUE), asker);
        return new Page(asked, options, asker, read, () -> count(asked, grant, filter));
    }

    private Query count(Asked asked, Grant grant, Condition filter) {
        Template count = cache.shared(sql.count(new Selection(grant, List.of(), Condition.TRUE, filter, List.of())));
        return new Query(count.statement(), count.bind(asked.principal(), List.of()), config.statement(),
                asked.request().caller().life());
    }

    /** What the audit record keeps of the question. */
    private static Object values(ListOptions options) {
        return options.include() == null ? options.filter()
                : Map.of("filter", options.filter(), "include", options.include());
    }

    /** The rules that allow it: those for the rows, and those for everything that they bring along. */
    private static List<String> ruleIds(Grant grant, List<Include> includes) {
        if (includes.isEmpty()) {
            return grant.ruleIds();
        }
        Set<String> ids = new LinkedHashSet<>(grant.ruleIds());
        includes.forEach(include -> ids.addAll(ruleIds(include.there().grant(), include.includes())));
        return List.copyOf(ids);
    }

    private Future<Plan.Outcome> read(Session session, Page page) {
        return session.read(page.rows().query()).compose(read -> total(session, page, read).compose(total ->
                rows.answer(session, page.rows(), read, Math.min(read.values().size(), page.options().limit()), page.asker())
                        .map(data -> answer(page, read, data, total))));
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
        OptionalLong told = page.rows().total(rows);
        return told.isPresent() ? Future.succeededFuture(told.getAsLong())
                : session.read(page.count().get()).map(counted -> (Long) counted.values().get(0)[0]);
    }

    private Plan.Outcome answer(Page page, Rows rows, List<Object> data, long total) {
        ListOptions options = page.options();
        boolean more = rows.values().size() > options.limit();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("data", data);
        answer.put("total", total < 0 ? null : total);
        answer.put("page", (long) options.page());
        answer.put("limit", (long) options.limit());
        answer.put("hasMore", more);
        if (options.cursor().isPresent()) {
            answer.put("nextCursor", more ? next(page, rows.values().get(data.size() - 1)) : null);
        }
        return new Plan.Outcome(answer, data.size());
    }

    private String next(Page page, Object[] last) {
        return cursors.write(page.asked(), page.options(), page.rows().hiddenOf(last, page.options().order().size()));
    }
}
