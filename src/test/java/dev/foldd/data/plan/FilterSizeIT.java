package dev.foldd.data.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Principal;
import dev.foldd.contract.data.Method;
import dev.foldd.data.DataConfig;
import dev.foldd.fault.Fault;
import dev.foldd.store.SqliteConfig;
import dev.foldd.store.Store;
import dev.foldd.store.sqlite.SqliteStore;
import dev.foldd.testing.Yamls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The largest filters that can be configured, on the real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilterSizeIT {

    private static final int MOST = 10_000;
    private static final int DEEPEST = 32;
    private static final Principal USER = PlanWorld.user("u1", "user", null, Map.of());

    private final Vertx vertx = Vertx.vertx();
    private final PlanWorld world = new PlanWorld(Yamls.tree("""
            rules:
              - {entity: Doc, role: user, operations: read, row_level_filter: "authorId = $user.id", fields: {read: [id, title]}}
              - {entity: Doc, role: user, operations: read, fields: {read: [id, team]}}
            """), DataConfig.read(Section.root(Map.of("max_filter_terms", MOST, "max_filter_depth", DEEPEST,
            "max_query_complexity", 100_000), new Problems())));
    private Store store;

    @BeforeAll
    void open(@TempDir Path directory) throws Exception {
        store = wait(SqliteStore.open(vertx, directory.resolve("test.db"),
                SqliteConfig.read(Section.root(Map.of(), new Problems())), observation -> { }));
        wait(store.define(List.of("CREATE TABLE docs (id TEXT PRIMARY KEY, slug TEXT, author_id TEXT, team TEXT, title TEXT, "
                + "score INTEGER, price NUMERIC, open INTEGER, meta TEXT, secret TEXT, hash TEXT, \"updatedAt\" INTEGER)",
                "INSERT INTO docs (id, author_id, team, title) VALUES ('d1', 'u1', 'red', 'a')")));
    }

    @AfterAll
    void close() throws Exception {
        wait(store.close());
        wait(vertx.close());
    }

    static Stream<Arguments> filters() {
        return Stream.of(
                argumentSet("all of them", Map.of("AND", tests(MOST, "ne")), true),
                argumentSet("one of them", Map.of("OR", tests(MOST, "not")), true),
                argumentSet("none of them", Map.of("NOT", tests(MOST, "ne")), false),
                argumentSet("as deep as it may be, and wide at each level", nested(), true));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void a_filter_of_just_as_many_tests_as_are_configured_is_carried_out(Map<String, Object> filter, boolean found)
            throws Exception {
        Plan plan = world.plan(USER, Method.FIND_FIRST, Map.of("entity", "Doc", "filter", filter));

        Object row = wait(plan.runOn(store)).value();

        assertThat(row != null).isEqualTo(found);
    }

    @ParameterizedTest
    @MethodSource("filters")
    void one_test_more_is_refused(Map<String, Object> filter) {
        Map<String, Object> more = Map.of("AND", List.of(filter, Map.of("team", "red")));
        Map<String, Object> flat = Map.of("AND", tests(MOST + 1, "ne"));

        assertThat(world.refusal(USER, Method.FIND_FIRST, Map.of("entity", "Doc", "filter", more)))
                .isInstanceOf(Fault.Invalid.class);
        assertThat(world.refusal(USER, Method.FIND_FIRST, Map.of("entity", "Doc", "filter", flat)).details().toString())
                .contains("holds more than 10000 values and tests");
    }

    private static List<Object> tests(int count, String operator) {
        List<Object> tests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tests.add(Map.of(i % 2 == 0 ? "team" : "title", Map.of(operator, "none" + i)));
        }
        return tests;
    }

    /** Each level holds the next one as its first, where a database counts it deepest. */
    private static Map<String, Object> nested() {
        int levels = DEEPEST - 2;
        int each = MOST / levels;
        Map<String, Object> filter = Map.of("AND", tests(MOST - each * (levels - 1), "ne"));
        for (int level = 1; level < levels; level++) {
            List<Object> parts = new ArrayList<>();
            parts.add(filter);
            parts.addAll(tests(each, "not"));
            filter = Map.of(level % 2 == 0 ? "AND" : "OR", parts);
        }
        return filter;
    }

    private static <T> T wait(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
