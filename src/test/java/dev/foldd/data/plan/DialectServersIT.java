package dev.foldd.data.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.contract.Principal;
import dev.foldd.contract.data.Method;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.schema.SchemaUpdate;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import dev.foldd.testing.Yamls;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The statements as PostgreSQL and MariaDB carry them out, in tables as the schema makes them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DialectServersIT {

    private static final String ALL = "rules: [{entity: Doc, role: user, operations: '*'}]";
    private static final String OWN =
            "rules: [{entity: Doc, role: user, operations: '*', row_level_filter: 'authorId = $user.id'}]";
    private static final String TEAM = "rules: [{entity: Member, role: user, operations: '*', "
            + "row_level_filter: 'team IN (SELECT team FROM Member WHERE userId = $user.id)'}]";
    private static final Principal ADA = PlanWorld.user("u1", "user", null, Map.of());
    private static final List<String> TEXTS = List.of("", "a", "A", "abc", "ABC", "a%c", "a_c", "a*c", "a|c", "100%", "\\", "a\\",
            "a\\b", "é", "É", "\ud83d\ude00", "x\ud83d\ude00y", "a\nb", "a ", "'", "\"");
    private static final List<String> PATTERNS = List.of("%", "_", "%c", "a%", "%b%", "a\\%c", "a\\_c", "\\\\", "__", "%%", "_%_",
            "A", "é", "|", "%|%", "a\\", "\ud83d\ude00", "");

    private final Vertx vertx = Vertx.vertx();
    private final List<ServerStore> servers = new ArrayList<>();
    private PlanWorld world;
    private ServerStore store;

    @BeforeAll
    void start() throws Exception {
        servers.add(ServerStore.postgres(vertx));
        servers.add(ServerStore.mariadb(vertx));
        for (ServerStore server : servers) {
            ServerStore.done(new SchemaUpdate(server, server.schema()).apply(new EntityCatalogue(
                    List.of(PlanWorld.DOC, PlanWorld.MEMBER))));
        }
    }

    @AfterAll
    void stop() throws Exception {
        for (ServerStore server : servers) {
            ServerStore.done(server.close());
        }
        ServerStore.done(vertx.close());
    }

    Stream<ServerStore> servers() {
        return servers.stream();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void a_row_comes_back_as_it_was_written(ServerStore server) throws Exception {
        given(server, ALL);

        Map<?, ?> created = (Map<?, ?>) run(Method.CREATE, "{'entity': 'Doc', 'data': {'id': 'd1', 'slug': 'é ', 'score': -5, "
                + "'price': '12345678901234567890.123456789012345678', 'open': true, 'meta': {'a': [1, null]}}}");

        assertThat(Json.write(created)).isEqualTo(Json.write(run(Method.READ, "{'entity': 'Doc', 'id': 'd1'}")));
        assertThat(created.get("slug")).isEqualTo("é ");
        assertThat(created.get("price")).isEqualTo("12345678901234567890.123456789012345678");
        assertThat(created.get("open")).isEqualTo(true);
        assertThat(Json.write(created.get("meta")).replace(" ", "")).isEqualTo("{\"a\":[1,null]}");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void searches_find_what_the_words_say(ServerStore server) throws Exception {
        given(server, ALL);
        titles(TEXTS);

        for (String pattern : Stream.concat(PATTERNS.stream(), TEXTS.stream()).toList()) {
            assertThat(found("contains", pattern)).containsExactlyInAnyOrderElementsOf(
                    TEXTS.stream().filter(text -> text.contains(pattern)).toList());
            assertThat(found("startsWith", pattern)).containsExactlyInAnyOrderElementsOf(
                    TEXTS.stream().filter(text -> text.startsWith(pattern)).toList());
            assertThat(found("endsWith", pattern)).containsExactlyInAnyOrderElementsOf(
                    TEXTS.stream().filter(text -> text.endsWith(pattern)).toList());
            assertThat(found("like", pattern)).as("like " + pattern).containsExactlyInAnyOrderElementsOf(
                    TEXTS.stream().filter(like(pattern, 0).asMatchPredicate()).toList());
            assertThat(found("ilike", pattern)).as("ilike " + pattern).containsExactlyInAnyOrderElementsOf(
                    TEXTS.stream().filter(like(pattern, Pattern.CASE_INSENSITIVE).asMatchPredicate()).toList());
            assertThat(titlesOf(Map.of("filter", Map.of("title", pattern)))).containsExactlyInAnyOrderElementsOf(
                    TEXTS.stream().filter(pattern::equals).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void rows_are_ordered_by_bytes_with_null_first(ServerStore server) throws Exception {
        given(server, ALL);
        titles(Arrays.asList("b", null, "B", "é", "a", "a b", "Z", "aa"));

        List<String> rising = titlesOf(Map.of("sort", Map.of("title", "asc")));
        List<String> falling = titlesOf(Map.of("sort", Map.of("title", "desc")));
        List<String> beyond = titlesOf(Map.of("filter", Map.of("title", Map.of("gt", "Z"))));

        assertThat(rising).containsExactly(null, "B", "Z", "a", "a b", "aa", "b", "é");
        Collections.reverse(rising);
        assertThat(falling).isEqualTo(rising);
        assertThat(beyond).containsExactlyInAnyOrder("a", "a b", "aa", "b", "é");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void changes_are_answered_with_the_row_that_was_changed(ServerStore server) throws Exception {
        given(server, OWN);
        run(Method.CREATE_MANY, "{'entity': 'Doc', 'data': [{'id': 'd2', 'authorId': 'u1', 'slug': 'a', 'title': 'x', 'meta': 1},"
                + " {'id': 'd1', 'authorId': 'u1', 'slug': 'b', 'title': 'x', 'meta': {}}]}");

        assertThat(run(Method.UPDATE, "{'entity': 'Doc', 'id': 'd1', 'data': {'title': 'y', 'price': '2.5'}}"))
                .hasFieldOrPropertyWithValue("title", "y").hasFieldOrPropertyWithValue("slug", "b");
        assertThat(run(Method.UPDATE_BY_FIELD, "{'entity': 'Doc', 'field': 'slug', 'value': 'a', 'data': {'slug': 'c'}}"))
                .hasFieldOrPropertyWithValue("id", "d2").hasFieldOrPropertyWithValue("slug", "c");
        assertThat(run(Method.UPSERT, "{'entity': 'Doc', 'filter': {'slug': 'c'}, 'createData': {}, 'updateData': "
                + "{'slug': 'e'}}")).hasFieldOrPropertyWithValue("id", "d2").hasFieldOrPropertyWithValue("slug", "e");
        assertThat(run(Method.UPSERT, "{'entity': 'Doc', 'filter': {'slug': 'n'}, 'createData': {'id': 'd3', 'authorId': 'u1'}, "
                + "'updateData': {'title': 'z'}}")).hasFieldOrPropertyWithValue("id", "d3");
        assertThat(run(Method.UPDATE_MANY, "{'entity': 'Doc', 'filter': {}, 'data': {'title': 'z', 'authorId': 'u1'}}"))
                .isEqualTo(3L);
        assertThat(run(Method.UPDATE_BY_FIELD, "{'entity': 'Doc', 'field': 'title', 'value': 'z', 'data': {'title': 'w'}}"))
                .hasFieldOrPropertyWithValue("id", "d1");
        assertThat(run(Method.DELETE_BY_FIELD, "{'entity': 'Doc', 'field': 'title', 'value': 'z'}")).isEqualTo(true);
        assertThat(run(Method.READ, "{'entity': 'Doc', 'id': 'd2'}")).isNull();
        assertThat(run(Method.DELETE, "{'entity': 'Doc', 'id': 'd2'}")).isEqualTo(false);
        assertThat(run(Method.DELETE_MANY, "{'entity': 'Doc', 'filter': {'title': {'in': ['w', 'z', 'y']}}}")).isEqualTo(2L);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void rows_that_the_policy_does_not_admit_are_refused_also_where_only_case_or_a_space_differs(ServerStore server)
            throws Exception {
        given(server, OWN);
        run(Method.CREATE, "{'entity': 'Doc', 'data': {'id': 'd1', 'authorId': 'u1', 'slug': 'a'}}");

        for (String author : List.of("U1", "u1 ", "u2")) {
            assertRefused(Fault.Code.FORBIDDEN, Method.CREATE, "{'entity': 'Doc', 'data': {'authorId': '" + author + "'}}");
            assertRefused(Fault.Code.FORBIDDEN, Method.UPDATE, "{'entity': 'Doc', 'id': 'd1', 'data': {'authorId': '" + author
                    + "'}}");
            assertRefused(Fault.Code.FORBIDDEN, Method.UPDATE_BY_FIELD, "{'entity': 'Doc', 'field': 'slug', 'value': 'a', "
                    + "'data': {'authorId': '" + author + "'}}");
            assertRefused(Fault.Code.FORBIDDEN, Method.UPDATE_MANY, "{'entity': 'Doc', 'filter': {}, 'data': {'authorId': '"
                    + author + "'}}");
        }
        assertRefused(Fault.Code.NOT_FOUND, Method.UPDATE, "{'entity': 'Doc', 'id': 'D1', 'data': {'title': 'x'}}");
        assertRefused(Fault.Code.NOT_FOUND, Method.UPDATE_BY_FIELD, "{'entity': 'Doc', 'field': 'slug', 'value': 'A', 'data': "
                + "{'title': 'x'}}");
        assertThat(run(Method.READ, "{'entity': 'Doc', 'id': 'd1'}")).hasFieldOrPropertyWithValue("authorId", "u1");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void a_policy_may_look_into_the_table_that_is_changed(ServerStore server) throws Exception {
        given(server, "rules: [{entity: Member, role: user, operations: '*'}]");
        run(Method.CREATE_MANY, "{'entity': 'Member', 'data': [{'id': 'm1', 'userId': 'u1', 'team': 'red'}, "
                + "{'id': 'm2', 'userId': 'u2', 'team': 'red'}, {'id': 'm3', 'userId': 'u3', 'team': 'blue'}]}");
        world = new PlanWorld(Yamls.tree(TEAM), PlanWorld.CONFIG, server.sql());

        assertThat(run(Method.UPDATE, "{'entity': 'Member', 'id': 'm2', 'data': {'userId': 'u4'}}"))
                .hasFieldOrPropertyWithValue("userId", "u4");
        assertRefused(Fault.Code.FORBIDDEN, Method.UPDATE, "{'entity': 'Member', 'id': 'm2', 'data': {'team': 'blue'}}");
        assertRefused(Fault.Code.NOT_FOUND, Method.UPDATE, "{'entity': 'Member', 'id': 'm3', 'data': {'userId': 'u1'}}");
        assertRefused(Fault.Code.FORBIDDEN, Method.CREATE, "{'entity': 'Member', 'data': {'userId': 'u5', 'team': 'RED'}}");
        assertThat(run(Method.DELETE_MANY, "{'entity': 'Member', 'filter': {'userId': {'ne': 'u1'}}}")).isEqualTo(1L);
        assertThat(run(Method.DELETE_BY_FIELD, "{'entity': 'Member', 'field': 'team', 'value': 'red'}")).isEqualTo(true);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void decimals_are_compared_as_numbers_and_to_the_last_digit(ServerStore server) throws Exception {
        given(server, ALL);
        run(Method.CREATE_MANY, "{'entity': 'Doc', 'data': [{'title': 'ten', 'price': 10}, {'title': 'nine', 'price': '9.5'}, "
                + "{'title': 'long', 'price': '12345678901234567890.123456789012345678'}]}");

        assertThat(titlesOf(Map.of("filter", Map.of("price", Map.of("lt", "10"))))).containsExactly("nine");
        assertThat(titlesOf(Map.of("filter", Map.of("price", "12345678901234567890.123456789012345677")))).isEmpty();
        assertThat(titlesOf(Map.of("filter", Map.of("price", "12345678901234567890.123456789012345678"))))
                .containsExactly("long");
        assertThat(titlesOf(Map.of("sort", Map.of("price", "asc")))).containsExactly("nine", "ten", "long");
    }

    private void given(ServerStore server, String rules) throws Exception {
        store = server;
        world = new PlanWorld(Yamls.tree(rules), PlanWorld.CONFIG, server.sql());
        ServerStore.done(store.define(List.of("DELETE FROM \"docs\"", "DELETE FROM \"Member\"")));
    }

    private void titles(List<String> titles) throws Exception {
        List<Object> rows = new ArrayList<>();
        titles.forEach(title -> rows.add(new LinkedHashMap<>(Collections.singletonMap("title", title))));
        for (int i = 0; i < rows.size(); i += 5) {
            run(Method.CREATE_MANY, Map.of("entity", "Doc", "data", rows.subList(i, Math.min(rows.size(), i + 5))));
        }
    }

    private List<String> found(String operator, String pattern) throws Exception {
        return titlesOf(Map.of("filter", Map.of("title", Map.of(operator, pattern))));
    }

    private List<String> titlesOf(Map<String, Object> options) throws Exception {
        Map<?, ?> page = (Map<?, ?>) run(Method.LIST, Map.of("entity", "Doc", "options", options));
        List<String> titles = new ArrayList<>();
        ((List<?>) page.get("data")).forEach(row -> titles.add((String) ((Map<?, ?>) row).get("title")));
        return titles;
    }

    private Object run(Method method, String arguments) throws Exception {
        return run(method, arguments(arguments));
    }

    private Object run(Method method, Map<String, Object> arguments) throws Exception {
        return ServerStore.done(world.plan(ADA, method, arguments).runOn(store)).value();
    }

    private void assertRefused(Fault.Code code, Method method, String arguments) {
        assertThatThrownBy(() -> run(method, arguments)).as(method + " " + arguments)
                .isInstanceOfSatisfying(FaultException.class, refused -> assertThat(refused.fault().code()).isEqualTo(code));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> arguments(String json) {
        return (Map<String, Object>) Objects.requireNonNull(Json.parse(json.replace('\'', '"')));
    }

    private static Pattern like(String pattern, int flags) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                regex.append(Pattern.quote(String.valueOf(pattern.charAt(++i))));
            } else {
                regex.append(c == '%' ? ".*" : c == '_' ? "." : Character.isSurrogate(c) ? String.valueOf(c)
                        : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), flags | Pattern.DOTALL);
    }
}
