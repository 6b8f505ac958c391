package dev.foldd.data.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Principal;
import dev.foldd.contract.data.Method;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Statement;
import dev.foldd.testing.FakeStore;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a caller writes, and wherever he writes it, the text of no statement changes by it. */
class InjectionTest {

    private static final String RULES = """
            rules:
              - {entity: Doc, role: public, operations: "*",
                 row_level_filter: "authorId = $user.id OR team = $user.team OR team IN (SELECT team FROM Member
                   WHERE userId = $user.boss)"}
              - {entity: Case, role: public, operations: "*", row_level_filter: "title = $user.role"}
            """;
    private static final PlanWorld WORLD = new PlanWorld(RULES);

    private static final List<String> FRAGMENTS = List.of(
            "'", "\"", "`", "''", "\"\"", "\\'", "\\", ";", "--", "/*", "*/", "#", "?", "?1", ":id", "@id", "$1", "%", "_",
            "' OR '1'='1", "' OR 1=1 --", "\" OR \"\"=\"", "\" OR 1=1 --", "') OR ('1'='1", "x' AND 1=0 UNION SELECT 1 --",
            "' UNION SELECT secret FROM docs --", "1; DROP TABLE docs", "'; DROP TABLE docs; --", "\"; DROP TABLE \"docs\"; --",
            "id\" FROM \"docs\" --", "id\" = \"id", "id DESC, (SELECT secret FROM docs)", "id ASC; DELETE FROM docs",
            "(SELECT hash FROM docs LIMIT 1)", "1 OR 1=1", "1=1", "1=0", "NULL", "null", "TRUE", "NOT NULL", "IS NULL",
            "id, secret", "*", "count(*)", "docs.secret", "main.docs", "sqlite_master", "sqlite_schema", "rowid", "_rowid_",
            "oid", "ROWID", "randomblob(1000000000)", "load_extension('x')", "CASE WHEN 1 THEN 1 END", "x' ESCAPE '",
            "0x27", "char(39)", "%27", "&apos;", "\u2019", "\uff07", "\u02bc", "\u0000' --", "\n' OR 1=1", "\r\n--", "\u00a0",
            "\ud800'", "CAST(id AS TEXT)", "id COLLATE NOCASE", "ATTACH DATABASE 'x' AS y", "PRAGMA writable_schema=1",
            "$user.id", "authorId = $user.id", "{\"$ne\":null}", "__proto__", "constructor", "a".repeat(5_000) + "' --");

    /** A place where a caller can put a text; what he sends when he puts it there. */
    private record Slot(String name, Function<String, Sent> send) {
    }

    private record Sent(Principal principal, Method method, Map<String, Object> arguments) {
    }

    private static List<Slot> slots() {
        return Stream.of(named(), valued(), listed(), proved()).flatMap(List::stream).toList();
    }

    private static List<Slot> named() {
        return List.of(
                slot("entity of read", Method.READ, text -> map("entity", text, "id", "d1")),
                slot("entity of create", Method.CREATE, text -> map("entity", text, "data", map())),
                slot("entity of list", Method.LIST, text -> map("entity", text)),
                slot("entity of schema.get", Method.SCHEMA_GET, text -> map("entity", text)),
                slot("id of read", Method.READ, text -> map("entity", "Doc", "id", text)),
                slot("id of update", Method.UPDATE, text -> map("entity", "Doc", "id", text, "data", map("title", "b"))),
                slot("id of delete", Method.DELETE, text -> map("entity", "Doc", "id", text)),
                slot("field of findByField", Method.FIND_BY_FIELD,
                        text -> map("entity", "Doc", "field", text, "value", "a")),
                slot("field of updateByField", Method.UPDATE_BY_FIELD,
                        text -> map("entity", "Doc", "field", text, "value", "a", "data", map("title", "b"))),
                slot("field of deleteByField", Method.DELETE_BY_FIELD,
                        text -> map("entity", "Doc", "field", text, "value", "a")),
                slot("name in create", Method.CREATE, text -> map("entity", "Doc", "data", map(text, "a"))),
                slot("name in createMany", Method.CREATE_MANY,
                        text -> map("entity", "Doc", "data", List.of(map("title", "a"), map(text, "b")))),
                slot("name in update", Method.UPDATE, text -> map("entity", "Doc", "id", "d1", "data", map(text, "a"))),
                slot("name in the filter of deleteMany", Method.DELETE_MANY,
                        text -> map("entity", "Doc", "filter", map(text, "a"))),
                slot("unique field of upsert", Method.UPSERT, text -> map("entity", "Doc", "filter", map(text, "a"),
                        "createData", map(), "updateData", map("title", "b"))),
                slot("entity of explain", Method.POLICY_EXPLAIN, text -> map("entity", text, "operation", "read")),
                slot("operation of explain", Method.POLICY_EXPLAIN, text -> map("entity", "Doc", "operation", text)));
    }

    private static List<Slot> valued() {
        return List.of(
                slot("value of findByField", Method.FIND_BY_FIELD,
                        text -> map("entity", "Doc", "field", "title", "value", text)),
                slot("value of updateByField", Method.UPDATE_BY_FIELD,
                        text -> map("entity", "Doc", "field", "slug", "value", text, "data", map("title", "b"))),
                slot("value of deleteByField", Method.DELETE_BY_FIELD,
                        text -> map("entity", "Doc", "field", "slug", "value", text)),
                slot("value of create", Method.CREATE, text -> map("entity", "Doc", "data", map("title", text))),
                slot("key of create", Method.CREATE, text -> map("entity", "Doc", "data", map("id", text))),
                slot("JSON of create", Method.CREATE,
                        text -> map("entity", "Doc", "data", map("meta", map(text, List.of(text))))),
                slot("value of createMany", Method.CREATE_MANY,
                        text -> map("entity", "Doc", "data", List.of(map("title", text), map("team", text)))),
                slot("value of update", Method.UPDATE,
                        text -> map("entity", "Doc", "id", "d1", "data", map("title", text, "authorId", text))),
                slot("value of updateMany", Method.UPDATE_MANY,
                        text -> map("entity", "Doc", "filter", map(), "data", map("team", text))),
                slot("filter of updateMany", Method.UPDATE_MANY,
                        text -> map("entity", "Doc", "filter", map("title", text), "data", map("title", "b"))),
                slot("filter of deleteMany", Method.DELETE_MANY,
                        text -> map("entity", "Doc", "filter", map("title", map("ne", text)))),
                slot("unique value of upsert", Method.UPSERT, text -> map("entity", "Doc", "filter", map("slug", text),
                        "createData", map("title", text), "updateData", map("title", text))));
    }

    private static List<Slot> listed() {
        return List.of(
                listed("filter value", text -> map("filter", map("title", text))),
                listed("filter name", text -> map("filter", map(text, "a"))),
                listed("filter name in OR", text -> map("filter", map("OR", List.of(map(text, "a"))))),
                listed("filter operator", text -> map("filter", map("title", map(text, "a")))),
                listed("combining word", text -> map("filter", map(text, List.of(map("title", "a"))))),
                listed("in", text -> map("filter", map("title", map("in", List.of("a", text))))),
                listed("between", text -> map("filter", map("title", map("between", List.of(text, text))))),
                listed("gt", text -> map("filter", map("title", map("gt", text)))),
                listed("contains", text -> map("filter", map("title", map("contains", text)))),
                listed("startsWith", text -> map("filter", map("title", map("startsWith", text)))),
                listed("endsWith", text -> map("filter", map("title", map("endsWith", text)))),
                listed("like", text -> map("filter", map("title", map("like", text)))),
                listed("ilike", text -> map("filter", map("title", map("ilike", text)))),
                listed("order", text -> map("sort", map(text, "asc"))),
                listed("order in a list", text -> map("sort", List.of(List.of(text, "asc")))),
                listed("direction", text -> map("sort", map("title", text))),
                listed("cursor", text -> map("cursor", text)),
                listed("fields", text -> map("fields", List.of("id", text))),
                listed("count", text -> map("count", text)),
                listed("limit", text -> map("limit", text)),
                listed("page", text -> map("page", text)),
                listed("name of an option", text -> map(text, "a")));
    }

    private static List<Slot> proved() {
        return List.of(
                new Slot("subject", text -> sent(PlanWorld.user(text, "user", "t1", Map.of("team", "red", "boss", "b")))),
                new Slot("claim", text -> sent(PlanWorld.user("u1", "user", "t1", Map.of("team", text, "boss", text)))),
                new Slot("tenant", text -> new Sent(PlanWorld.user("u1", "user", text, Map.of()), Method.CREATE,
                        map("entity", "Case", "data", map("title", "a")))),
                new Slot("tenant of list", text -> new Sent(PlanWorld.user("u1", "user", text, Map.of()), Method.LIST,
                        map("entity", "Case"))),
                new Slot("role", text -> new Sent(PlanWorld.user("u1", text, "t1", Map.of()), Method.READ,
                        map("entity", "Case", "id", "c1"))));
    }

    static Stream<Arguments> fragments() {
        return IntStream.range(0, FRAGMENTS.size()).mapToObj(i -> {
            String fragment = FRAGMENTS.get(i);
            return argumentSet(i + ": " + (fragment.length() > 40 ? fragment.substring(0, 40) : fragment)
                    .replaceAll("[^\\x20-\\x7e]", "."), fragment);
        });
    }

    @ParameterizedTest
    @MethodSource("fragments")
    void is_refused_or_bound_and_never_in_the_text(String fragment) {
        for (Slot slot : slots()) {
            FakeStore harmless = new FakeStore(1);
            boolean taken = run(slot.send().apply("harmless"), harmless);
            FakeStore store = new FakeStore(1);
            boolean bound = run(slot.send().apply(fragment), store);
            if (bound) {
                assertThat(taken).as(slot.name() + " takes a harmless text").isTrue();
                assertThat(texts(store)).as(slot.name()).isEqualTo(texts(harmless));
                assertThat(store.values().toString()).as(slot.name()).contains(readable(slot, fragment));
            } else {
                assertThat(store.statements()).as(slot.name()).isEmpty();
            }
        }
    }

    @Test
    void the_table_reaches_far_enough_to_mean_something() {
        long takers = slots().stream().filter(slot -> run(slot.send().apply("harmless"), new FakeStore(1))).count();

        assertThat(FRAGMENTS).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(60);
        assertThat(slots()).hasSizeGreaterThan(50);
        assertThat(takers).as("slots that take a text as a value").isGreaterThanOrEqualTo(25);
    }

    @Test
    void what_an_operator_explains_about_others_is_not_in_the_text_either() {
        Principal operator = PlanWorld.user("o", "supergod", null, Map.of());
        for (String fragment : FRAGMENTS) {
            Map<String, Object> about = map("id", fragment, "role", fragment, "tenant", fragment, "team", fragment);

            Map<?, ?> answer = (Map<?, ?>) WORLD.run(new FakeStore(1), operator, Method.POLICY_EXPLAIN,
                    map("entity", "Case", "operation", "read", "subject", about));

            assertThat(answer.get("sql")).isEqualTo("SELECT \"id\" FROM \"Case\" WHERE (\"tenantId\"=? AND \"title\"=?) LIMIT ?");
            assertThat(answer.get("rows")).isEqualTo("tenantId = $context.tenantId AND title = $user.role");
        }
    }

    private static boolean run(Sent sent, FakeStore store) {
        try {
            WORLD.run(store, sent.principal(), sent.method(), sent.arguments());
            return true;
        } catch (FaultException refused) {
            return false;
        }
    }

    private static Set<String> texts(FakeStore store) {
        Set<String> texts = new LinkedHashSet<>();
        store.statements().stream().map(Statement::sql).forEach(texts::add);
        return texts;
    }

    /** What of the fragment must be among the values: a pattern is rewritten, JSON is escaped, a role is not compared. */
    private static String readable(Slot slot, String fragment) {
        return switch (slot.name()) {
            case "like", "JSON of create" -> "";
            default -> fragment;
        };
    }

    private static Slot listed(String name, Function<String, Map<String, Object>> options) {
        return slot("list: " + name, Method.LIST, text -> map("entity", "Doc", "options", options.apply(text)));
    }

    private static Slot slot(String name, Method method, Function<String, Map<String, Object>> arguments) {
        return new Slot(name.replace("list: like", "like"), text -> new Sent(PlanWorld.user("u1", "user", "t1",
                Map.of("team", "red", "boss", "b")), method, arguments.apply(text)));
    }

    private static Sent sent(Principal principal) {
        return new Sent(principal, Method.LIST, map("entity", "Doc", "options", map("limit", 1L)));
    }

    private static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return Collections.unmodifiableMap(map);
    }
}
