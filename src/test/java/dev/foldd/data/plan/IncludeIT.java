package dev.foldd.data.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Principal;
import dev.foldd.contract.data.Method;
import dev.foldd.data.DataConfig;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.schema.SchemaUpdate;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Session;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.Store;
import dev.foldd.store.Work;
import dev.foldd.testing.Database;
import dev.foldd.testing.Stores;
import dev.foldd.testing.Yamls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Related rows on a real database: how many statements they take, how far they go, and what happens between two of them. */
@ParameterizedClass
@EnumSource(Database.class)
class IncludeIT {

    private static final String OPEN = """
            rules:
              - {entity: Post, role: user, operations: '*'}
              - {entity: Writer, role: user, operations: create}
              - {entity: Writer, role: user, operations: read, row_level_filter: "team != 'hidden'"}
              - {entity: Remark, role: user, operations: '*'}
            """;
    private static final Principal USER = PlanWorld.user("u1", "user", "t1", Map.of());
    private static final Query.Limits LIMITS = PlanWorld.CONFIG.statement();

    @Parameter
    private Database database;

    private final Vertx vertx = Vertx.vertx();
    private Store store;
    private PlanWorld world;
    private int statements;
    private Statement between;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        store = Stores.fresh(database, vertx, directory);
        wait(new SchemaUpdate(store, Stores.schema(database)).apply(
                new EntityCatalogue(List.of(PlanWorld.WRITER, PlanWorld.POST, PlanWorld.REMARK))));
        bounded(Map.of());
        ask(Method.CREATE_MANY, "{entity: Writer, data: [{id: ann, name: Ann, team: red}, {id: ANN, name: Anna, team: red}, "
                + "{id: ghost, name: Ghost, team: hidden}]}");
    }

    @AfterEach
    void close() throws Exception {
        wait(store.close());
        wait(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 40})
    void the_number_of_statements_does_not_depend_on_the_number_of_rows(int rows) throws Exception {
        posts(rows, "ann");
        remarks(rows, "p0");

        assertThat(list("Post", "{include: [writer, parent]}")).hasSize(rows);
        assertThat(statements).isEqualTo(1);
        assertThat(list("Post", "{include: {writer: true, remarks: {include: [writer]}}}")).hasSize(rows);
        assertThat(statements).isEqualTo(2);
        assertThat(list("Writer", "{include: {posts: {include: {remarks: {include: [writer]}, parent: true}}, remarks: true}}"))
                .hasSize(2);
        assertThat(statements).isEqualTo(4);
        assertThat(list("Post", "{filter: {writer: {name: Ann}, remarks: {none: {text: x}}}}")).hasSize(rows);
        assertThat(statements).isEqualTo(1);
    }

    @Test
    void nothing_is_asked_for_rows_that_are_not_there() throws Exception {
        assertThat(list("Post", "{include: {remarks: true, writer: {include: [posts]}}}")).isEmpty();
        assertThat(statements).isEqualTo(1);
    }

    @Test
    void a_row_that_may_not_be_seen_is_null_like_one_that_is_not_there() throws Exception {
        ask(Method.CREATE_MANY, "{entity: Post, data: [{id: p1, writerId: ann}, {id: p2, writerId: ghost}, {id: p3}]}");

        List<?> posts = list("Post", "{fields: [id], sort: {id: asc}, include: {writer: {fields: [name]}}}");

        assertThat(posts).hasToString("[{id=p1, writer={name=Ann}}, {id=p2, writer=null}, {id=p3, writer=null}]");
        assertThat(list("Post", "{fields: [id], filter: {writer: null}}")).hasToString("[{id=p2}, {id=p3}]");
        assertThat(list("Post", "{fields: [id], filter: {writer: {name: Ghost}}}")).isEmpty();
        assertThat(list("Post", "{fields: [id], filter: {NOT: {writer: {name: Ann}}}}")).hasToString("[{id=p2}, {id=p3}]");
    }

    @Test
    void keys_are_told_apart_by_case() throws Exception {
        ask(Method.CREATE_MANY, "{entity: Post, data: [{id: p1, writerId: ann}, {id: p2, writerId: ANN}]}");

        assertThat(list("Writer", "{fields: [id], sort: {id: asc}, include: {posts: {fields: [id]}}}"))
                .hasToString("[{id=ANN, posts=[{id=p2}]}, {id=ann, posts=[{id=p1}]}]");
    }

    @Test
    void each_list_has_its_own_order_and_limit() throws Exception {
        posts(5, "ann");
        posts(5, "ANN");

        assertThat(list("Writer", "{fields: [id], sort: {id: asc}, include: {posts: {fields: [score], sort: {score: desc}, "
                + "limit: 2, filter: {score: {lt: 4}}}}}"))
                .hasToString("[{id=ANN, posts=[{score=3}, {score=2}]}, {id=ann, posts=[{score=3}, {score=2}]}]");
    }

    @Test
    void what_vanishes_between_two_statements_is_missing() throws Exception {
        ask(Method.CREATE_MANY, "{entity: Post, data: [{id: p1, writerId: ann}, {id: p2, writerId: ann}]}");
        ask(Method.CREATE_MANY, "{entity: Remark, data: [{id: r1, postId: p1}, {id: r2, postId: p2}, {id: r3, postId: p2}]}");
        between = new Statement("DELETE FROM \"Remark\" WHERE \"id\" <> 'r3'", List.of());

        List<?> posts = list("Post", "{fields: [id], sort: {id: asc}, include: {remarks: {fields: [id]}}}");

        assertThat(posts).hasToString("[{id=p1, remarks=[]}, {id=p2, remarks=[{id=r3}]}]");
    }

    @Test
    void a_row_that_moves_between_two_statements_is_where_it_was_found_last() throws Exception {
        ask(Method.CREATE_MANY, "{entity: Post, data: [{id: p1, writerId: ann}, {id: p2, writerId: ANN}]}");
        between = new Statement("UPDATE \"Post\" SET \"writer_id\" = 'ghost' WHERE \"id\" = 'p1'", List.of());

        assertThat(list("Writer", "{fields: [id], sort: {id: asc}, include: {posts: {fields: [id]}}}"))
                .hasToString("[{id=ANN, posts=[{id=p2}]}, {id=ann, posts=[]}]");
    }

    @Test
    void a_list_without_a_limit_is_whole_or_refused() throws Exception {
        bounded(Map.of("max_rows_each", 3));
        posts(4, "ann");

        assertTooLarge("Writer", "{include: [posts]}", "the number of rows in one list of posts, which needs a limit,", 3);
        assertThat(list("Writer", "{include: {posts: {limit: 3}}}")).hasSize(2);
        assertThat(list("Writer", "{include: {posts: {filter: {score: {lt: 3}}}}}")).hasSize(2);
    }

    @Test
    void the_lists_of_a_reply_are_bounded_together() throws Exception {
        bounded(Map.of("max_rows", 6));
        posts(4, "ann");
        posts(3, "ANN");

        assertTooLarge("Writer", "{include: [posts]}", "the number of included rows", 6);
        assertThat(list("Writer", "{include: {posts: {limit: 3}}}")).hasSize(2);
    }

    /** Posts of one writer share the list of all her posts: it is read once and written for each of them. */
    @Test
    void rows_count_as_often_as_they_stand_in_the_reply() throws Exception {
        bounded(Map.of("max_rows", 15));
        posts(4, "ann");

        assertTooLarge("Post", "{include: {writer: {include: [posts]}}}", "the number of included rows", 15);
        assertThat(list("Post", "{limit: 3, include: {writer: {include: [posts]}}}")).hasSize(3);
    }

    @Test
    void bytes_count_as_often_as_they_stand_in_the_reply() throws Exception {
        world = new PlanWorld(Yamls.tree(OPEN), DataConfig.read(Section.root(Map.of("max_reply_size", "2KiB"),
                new Problems())), Stores.sql(database));
        ask(Method.CREATE_MANY, "{entity: Post, data: [{id: p1, writerId: ann, title: '" + "x".repeat(400) + "'}, "
                + "{id: p2, writerId: ann, title: '" + "x".repeat(400) + "'}, {id: p3, writerId: ann}]}");

        assertTooLarge("Post", "{fields: [id], include: {writer: {include: [posts]}}}",
                "the size of the included rows in bytes", 2048);
        assertThat(list("Post", "{fields: [id], limit: 2, include: {writer: {include: [posts]}}}")).hasSize(2);
    }

    @Test
    void the_rows_that_lists_are_looked_up_for_are_bounded() throws Exception {
        bounded(Map.of("max_parents", 4));
        posts(5, "ann");

        assertTooLarge("Post", "{include: [remarks]}", "the number of rows that bring remarks along", 4);
        assertThat(list("Post", "{limit: 4, include: [remarks]}")).hasSize(4);
        assertThat(list("Post", "{include: {writer: {include: {remarks: true}}}}")).hasSize(5);
    }

    @Test
    void rows_are_changed_and_deleted_by_rows_of_their_own_table() throws Exception {
        ask(Method.CREATE, "{entity: Post, data: {id: top, writerId: ann, title: a}}");
        ask(Method.CREATE, "{entity: Post, data: {id: low, parentId: top, title: b}}");
        ask(Method.CREATE, "{entity: Post, data: {id: side, parentId: top, writerId: ann, title: b}}");

        assertThat(ask(Method.UPDATE_MANY, "{entity: Post, filter: {parent: {title: a}, writer: null}, data: {score: 7}}"))
                .isEqualTo(1L);
        assertThat(ask(Method.FIND_FIRST, "{entity: Post, filter: {posts: {some: {score: 7}}}}"))
                .hasFieldOrPropertyWithValue("id", "top");
        assertThat(ask(Method.DELETE_MANY, "{entity: Post, filter: {parent: {posts: {every: {title: b}}}}}")).isEqualTo(2L);
        assertThat(list("Post", "{fields: [id]}")).hasToString("[{id=top}]");
    }

    @Test
    void pages_by_cursor_bring_along_what_they_are_asked_for() throws Exception {
        posts(5, "ann");
        Map<?, ?> first = (Map<?, ?>) ask(Method.LIST, Map.of("entity", "Post", "options", options(
                "{fields: [title], sort: {score: desc}, limit: 3, cursor: null, include: {writer: {fields: [id]}, remarks: true}}")));
        Map<String, Object> next = new HashMap<>(options("{fields: [title], sort: {score: desc}, limit: 3, include: [writer]}"));
        next.put("cursor", first.get("nextCursor"));

        Map<?, ?> second = (Map<?, ?>) ask(Method.LIST, Map.of("entity", "Post", "options", next));

        assertThat(first.get("data")).asString().startsWith("[{title=t4, writer={id=ann}, remarks=[]}, {title=t3,");
        assertThat(second.get("data")).asString().startsWith("[{title=t1, writer={id=ann,").contains("{title=t0,");
    }

    private void bounded(Map<String, Object> bounds) {
        Map<String, Object> include = new HashMap<>(bounds);
        world = new PlanWorld(Yamls.tree(OPEN), DataConfig.read(Section.root(Map.of("include", include), new Problems())),
                Stores.sql(database));
    }

    private void posts(int count, String writer) throws Exception {
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = writer.equals("ann") ? "p" + i : writer + i;
            rows.add(Map.of("id", id, "title", "t" + i, "writerId", writer, "score", (long) i));
        }
        ask(Method.CREATE_MANY, Map.of("entity", "Post", "data", rows));
    }

    private void remarks(int count, String post) throws Exception {
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(Map.of("id", "r" + i, "postId", post, "writerId", "ANN", "price", "1.5"));
        }
        ask(Method.CREATE_MANY, Map.of("entity", "Remark", "data", rows));
    }

    private void assertTooLarge(String entity, String options, String what, long limit) {
        assertThatThrownBy(() -> list(entity, options)).isInstanceOfSatisfying(FaultException.class,
                refused -> assertThat(refused.fault()).isEqualTo(new Fault.TooLarge(what, limit)));
    }

    private List<?> list(String entity, String options) throws Exception {
        Map<?, ?> page = (Map<?, ?>) ask(Method.LIST, Map.of("entity", entity, "options", options(options)));
        return (List<?>) page.get("data");
    }

    private Object ask(Method method, String arguments) throws Exception {
        return ask(method, options(arguments));
    }

    private Object ask(Method method, Map<String, Object> arguments) throws Exception {
        statements = 0;
        return wait(world.plan(USER, method, arguments).runOn(new Counting())).value();
    }

    /** As they come over the wire: whole numbers are long. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> options(String yaml) {
        return (Map<String, Object>) Json.parse(Json.write(Yamls.tree(yaml)));
    }

    private static <T> T wait(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Counts what is read, and lets somebody else write between the first statement and the next. */
    private final class Counting implements Session {
        @Override
        public Future<Rows> read(Query query) {
            statements++;
            if (statements != 2 || between == null) {
                return store.read(query);
            }
            return store.write(new Work(Arrays.asList(Step.run(between, List.of())), LIMITS, new Cancellation()))
                    .compose(written -> store.read(query));
        }

        @Override
        public Future<Rows> write(Work work) {
            return store.write(work);
        }
    }
}
