package dev.foldd.data.session;

import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Principal;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Field;
import dev.foldd.data.sql.LookupSql;
import dev.foldd.data.sql.SqlDialect;
import dev.foldd.data.sql.Template;
import dev.foldd.store.Query;
import dev.foldd.store.Session;
import io.vertx.core.Future;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Finds sessions and their users in their entities, under no policy. */
public final class SessionRows {

    private static final int TOGETHER_MAX = 128;

    private static final Principal DAEMON = new Principal("foldd", Principal.Kind.SYSTEM, List.of(), Optional.empty(),
            OptionalInt.empty(), Map.of());

    private final SessionFields fields;
    private final Session store;
    private final Query.Limits limits;
    private final Lookup sessions;
    private final Lookup users;

    /**
     * A session that is there, with its user as he is now.
     *
     * @param begun the beginning of 1970 when that is not stored
     */
    public record Row(Principal principal, Instant begun, Instant expiresAt) {
    }

    /** One statement for one row, and one for many, whose values are filled up by repeating the last. */
    private record Lookup(Template one, Template many) {

        static Lookup of(LookupSql sql, Entity entity, List<Field> fields, Field key) {
            return new Lookup(sql.rows(entity, fields, key, 1), sql.rows(entity, fields, key, TOGETHER_MAX));
        }

        Query query(Collection<?> values, Query.Limits limits) {
            List<Object> arguments = new ArrayList<>(values);
            while (values.size() > 1 && arguments.size() < TOGETHER_MAX) {
                arguments.add(arguments.get(arguments.size() - 1));
            }
            Template template = values.size() == 1 ? one : many;
            return new Query(template.statement(), template.bind(DAEMON, arguments), limits, new Cancellation());
        }
    }

    private SessionRows(SessionFields fields, SqlDialect dialect, Session store, Query.Limits limits) {
        LookupSql sql = new LookupSql(dialect);
        this.fields = fields;
        this.store = store;
        this.limits = limits;
        this.sessions = Lookup.of(sql, fields.sessions(), fields.ofSession(), fields.token());
        this.users = Lookup.of(sql, fields.users(), fields.ofUser(), fields.userKey());
    }

    /** Adds to {@code problems} what keeps sessions from being found; empty then. */
    public static Optional<SessionRows> of(SessionNames names, EntityCatalogue entities, SqlDialect dialect, Session store,
                                           Query.Limits limits, List<String> problems) {
        return SessionFields.find(names, entities, problems).map(fields -> new SessionRows(fields, dialect, store, limits));
    }

    /** What keeps sessions from being found. */
    public static List<String> problems(SessionNames names, EntityCatalogue entities) {
        List<String> problems = new ArrayList<>();
        SessionFields.find(names, entities, problems);
        return problems;
    }

    /** The tables that are looked at. */
    public List<String> tables() {
        return List.of(fields.sessions().table(), fields.users().table());
    }

    /**
     * The sessions of these tokens, which may have ended, by token; those that lack a user or an end are none.
     *
     * @param tokens 1 to 128 of them
     */
    public Future<Map<String, Row>> find(Collection<String> tokens) {
        if (tokens.isEmpty() || tokens.size() > TOGETHER_MAX) {
            throw new IllegalArgumentException("1 to " + TOGETHER_MAX + " sessions can be looked for at once");
        }
        return store.read(sessions.query(tokens, limits)).compose(rows -> {
            List<Object[]> found = rows.values().stream()
                    .filter(row -> tokens.contains(row[0]) && row[1] != null && row[2] != null).toList();
            Collection<Object> ids = new LinkedHashSet<>();
            found.forEach(row -> ids.add(row[1]));
            return ids.isEmpty() ? Future.succeededFuture(Map.of())
                    : store.read(users.query(ids, limits)).map(people -> joined(found, people.values()));
        });
    }

    private Map<String, Row> joined(List<Object[]> found, List<Object[]> people) {
        Map<Object, Object[]> byId = new HashMap<>();
        people.forEach(person -> byId.put(person[0], person));
        Map<String, Row> rows = new HashMap<>();
        for (Object[] session : found) {
            Object[] person = byId.get(session[1]);
            Optional<Instant> end = moment(session[2]);
            if (person != null && end.isPresent()) {
                Instant begun = fields.created().flatMap(created -> moment(session[3])).orElse(Instant.EPOCH);
                rows.put((String) session[0], new Row(principal(person), begun, end.get()));
            }
        }
        return rows;
    }

    private Principal principal(Object[] person) {
        int next = 2;
        Optional<String> tenant = fields.tenant().isPresent() ? text(person[next++]) : Optional.empty();
        Optional<String> username = fields.username().isPresent() ? text(person[next]) : Optional.empty();
        Map<String, Object> claims = username.<Map<String, Object>>map(name -> Map.of("username", name)).orElse(Map.of());
        return new Principal(String.valueOf(person[0]), Principal.Kind.USER, text(person[1]).map(List::of).orElse(List.of()),
                tenant, OptionalInt.empty(), claims);
    }

    private static Optional<String> text(Object value) {
        return Optional.ofNullable(value).map(String::valueOf);
    }

    /** Milliseconds since 1970, or a moment as text. What is neither is no end that anybody could rely on. */
    private static Optional<Instant> moment(Object value) {
        Function<String, Instant> parsed = Instant::parse;
        try {
            return value == null ? Optional.empty()
                    : Optional.of(value instanceof Long millis ? Instant.ofEpochMilli(millis) : parsed.apply(value.toString()));
        } catch (DateTimeException notAMoment) {
            return Optional.empty();
        }
    }
}
