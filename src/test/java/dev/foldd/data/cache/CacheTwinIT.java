package dev.foldd.data.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Caller;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Principal;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.contract.data.Method;
import dev.foldd.data.DataConfig;
import dev.foldd.data.DataModel;
import dev.foldd.data.acl.PolicyCompiler;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.FieldType;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.entity.ValueLimits;
import dev.foldd.data.plan.Cursors;
import dev.foldd.data.plan.Planner;
import dev.foldd.data.schema.SchemaUpdate;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import dev.foldd.store.Session;
import dev.foldd.store.Store;
import dev.foldd.store.Transaction;
import dev.foldd.testing.Database;
import dev.foldd.testing.Entities;
import dev.foldd.testing.FixedGenerators;
import dev.foldd.testing.Stores;
import dev.foldd.testing.Yamls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Answers that are kept, held against the database itself: many subjects ask and write at random under rules that look at who
 * they are, and each gets what he would get without a cache. The seed is fixed.
 */
@ParameterizedClass
@EnumSource(Database.class)
class CacheTwinIT {

    private static final int STEPS = 1_200;
    private static final Entity DOC = Entities.entity("Doc").table("docs").key("id").text("tenantId").text("owner").text("team")
            .text("title").field("score", FieldType.BIGINT).field("open", FieldType.BOOLEAN)
            .text("secret", Entities.Trait.SENSITIVE).version("rev").build();
    private static final Entity MEMBER = Entities.entity("Member").key("id").text("userId").text("team").build();
    private static final EntityCatalogue ENTITIES = new EntityCatalogue(List.of(DOC, MEMBER));
    private static final String RULES = """
            rules:
              - {entity: Doc, role: public, operations: read, row_level_filter: "open = true", fields: {read: [id, title]}}
              - {entity: Doc, role: user, operations: "*", row_level_filter: "owner = $user.id"}
              - {entity: Doc, role: user, operations: [read, update],
                 row_level_filter: "team IN (SELECT team FROM Member WHERE userId = $user.id)",
                 fields: {read: [id, owner, team, title, score], write: [title]}}
              - {entity: Doc, role: user, operations: read, row_level_filter: "score <= $user.level",
                 fields: {read: [id, score, secret]}}
              - {entity: Doc, role: moderator, operations: [read, update, delete]}
              - {entity: Member, role: user, operations: [read, create, delete]}
              - {entity: "*", role: god, operations: "*"}
            """;
    private static final String FEWER = """
            rules:
              - {entity: Doc, role: public, operations: read, row_level_filter: "open = true", fields: {read: [id]}}
              - {entity: Doc, role: user, operations: "*", row_level_filter: "owner = $user.id"}
              - {entity: "*", role: god, operations: "*"}
            """;

    @Parameter
    private Database database;

    private final Vertx vertx = Vertx.vertx();
    private final Random random = new Random(20_261);
    private final List<Principal> subjects = subjects();
    private Store store;
    private CachedStore cached;
    private Planner planner;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        store = Stores.fresh(database, vertx, directory);
        wait(new SchemaUpdate(store, Stores.schema(database)).apply(ENTITIES));
        cached = new CachedStore(store, 8_000_000, Duration.ofMinutes(10), System::nanoTime);
        use(RULES);
    }

    @AfterEach
    void close() throws Exception {
        wait(store.close());
        wait(vertx.close());
    }

    private void use(String rules) {
        RowValidator validator = new RowValidator(new FixedGenerators(), ValueLimits.DEFAULT);
        var policy = new PolicyCompiler(ENTITIES, validator::value).compile(Yamls.tree(rules), new Problems(),
                new ArrayList<>());
        cached.use(ENTITIES);
        planner = new Planner(new DataModel(ENTITIES, policy), DataConfig.read(Section.root(Map.of(), new Problems())),
                validator, new Cursors(new byte[32]), Stores.sql(database), store.capabilities());
    }

    private static List<Principal> subjects() {
        List<Principal> all = new ArrayList<>();
        for (String role : List.of("public", "user", "user", "user", "moderator", "god")) {
            for (String tenant : new String[] {null, "t1", "t2"}) {
                Map<String, Object> claims = all.size() % 2 == 0 ? Map.of() : Map.of("level", (long) all.size() / 2);
                all.add(new Principal("u" + all.size() % 7, Principal.Kind.USER, List.of(role), Optional.ofNullable(tenant),
                        OptionalInt.empty(), claims));
            }
        }
        return all;
    }

    @Test
    void every_subject_gets_what_the_database_would_tell_him() throws Exception {
        int found = 0;
        List<DataRequest> asked = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            if (step % 300 == 299) {
                use(step % 600 == 299 ? FEWER : RULES);
            }
            if (random.nextInt(30) == 0 && database.hasTransactions()) {
                inTransaction();
            } else if (random.nextInt(9) == 0) {
                answer(cached, write());
            } else {
                if (asked.isEmpty() || random.nextInt(4) == 0) {
                    asked.add(question());
                }
                DataRequest question = asked.get(Math.max(0, asked.size() - 1 - random.nextInt(20)));
                String told = answer(cached, question);
                found += told.contains("id") ? 1 : 0;
                assertThat(told).as("step %d: %s of %s", step, question.arguments(), question.caller().principal())
                        .isEqualTo(answer(store, question));
            }
        }

        assertThat(found).isGreaterThan(STEPS / 10);
        assertThat(cached.used().hits()).isGreaterThan(STEPS / 10);
    }

    /** One writer counts his own row up; he reads at least what he has written, and nobody sees a row go back. */
    @Test
    void nobody_reads_less_than_has_been_acknowledged() throws Exception {
        Principal god = subjects.get(subjects.size() - 1);
        int writers = 8;
        for (int i = 0; i < writers; i++) {
            answer(cached, request(god, Method.CREATE, Map.of("entity", "Doc", "data", Map.of("id", "c" + i, "score", 0L))));
        }

        List<Future<Void>> running = new ArrayList<>(IntStream.range(0, writers).mapToObj(i -> count(god, "c" + i, 1)).toList());
        for (int i = 0; i < writers; i++) {
            running.add(watch(god, "c" + i, 0, 150));
        }

        wait(Future.all(running).mapEmpty());
        assertThat(wait(score(god, "c0"))).isEqualTo(60);
    }

    private Future<Void> count(Principal who, String id, long value) {
        if (value > 60) {
            return Future.succeededFuture();
        }
        return run(cached, request(who, Method.UPDATE, Map.of("entity", "Doc", "id", id, "data", Map.of("score", value))))
                .compose(written -> score(who, id)).compose(seen -> seen == value ? count(who, id, value + 1)
                        : Future.failedFuture(new AssertionError(id + " was " + seen + " after " + value)));
    }

    private Future<Void> watch(Principal who, String id, long before, int left) {
        return left == 0 ? Future.succeededFuture() : score(who, id).compose(seen -> seen >= before
                ? watch(who, id, seen, left - 1) : Future.failedFuture(new AssertionError(id + " went back to " + seen)));
    }

    private Future<Long> score(Principal who, String id) {
        return run(cached, request(who, Method.READ, Map.of("entity", "Doc", "id", id)))
                .map(row -> (Long) ((Map<?, ?>) row).get("score"));
    }

    /** Some writes, some looks at them from inside and outside, and an end of either kind. */
    private void inTransaction() throws Exception {
        Transaction transaction = wait(cached.begin(Transaction.Isolation.READ_COMMITTED, Duration.ofSeconds(20),
                new Cancellation()));
        boolean alive = true;
        for (int i = random.nextInt(3); i >= 0 && alive; i--) {
            alive = !answer(transaction, write()).startsWith("refused");
            DataRequest question = question();
            assertThat(answer(cached, question)).isEqualTo(answer(store, question));
        }
        if (alive && random.nextInt(3) > 0) {
            wait(transaction.commit());
        } else {
            wait(transaction.rollback());
        }
    }

    private DataRequest question() {
        Principal who = subject();
        return switch (random.nextInt(6)) {
            case 0, 1 -> request(who, Method.READ, Map.of("entity", "Doc", "id", id()));
            case 2 -> request(who, Method.FIND_BY_FIELD, Map.of("entity", "Doc", "field", "team", "value", team()));
            case 3 -> request(who, Method.FIND_FIRST, Map.of("entity", "Doc", "filter", Map.of("score",
                    Map.of("gte", (long) random.nextInt(4)))));
            case 4 -> request(who, Method.LIST, Map.of("entity", "Member"));
            default -> request(who, Method.LIST, Map.of("entity", "Doc", "options", Map.of("page", 1L, "limit", 3L,
                    "sort", Map.of("id", "asc"), "filter", random.nextBoolean() ? Map.of() : Map.of("team", team()))));
        };
    }

    private DataRequest write() {
        Principal who = subject();
        Map<String, Object> change = Map.of("title", "t" + random.nextInt(50));
        return switch (random.nextInt(8)) {
            case 0, 1 -> request(random.nextBoolean() ? who : subjects.get(subjects.size() - 1), Method.CREATE,
                    Map.of("entity", "Doc", "data", row()));
            case 2 -> request(who, Method.UPDATE, Map.of("entity", "Doc", "id", id(), "data", change));
            case 3 -> request(who, Method.UPDATE_MANY, Map.of("entity", "Doc", "filter", Map.of("team", team()), "data", change));
            case 4 -> request(who, Method.DELETE, Map.of("entity", "Doc", "id", id()));
            case 5 -> request(who, Method.UPSERT, Map.of("entity", "Doc", "filter", Map.of("id", id()), "createData", rest(),
                    "updateData", change));
            case 6 -> request(who, Method.DELETE_MANY, Map.of("entity", "Member", "filter", Map.of("userId", "u" + random.nextInt(7))));
            default -> request(who, Method.CREATE_MANY, Map.of("entity", "Member", "data", List.of(
                    Map.of("id", "m" + random.nextInt(30), "userId", "u" + random.nextInt(7), "team", team()))));
        };
    }

    private Map<String, Object> row() {
        Map<String, Object> row = rest();
        row.put("id", id());
        if (random.nextBoolean()) {
            row.put("tenantId", random.nextBoolean() ? "t1" : "t2");
        }
        return row;
    }

    private Map<String, Object> rest() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("owner", "u" + random.nextInt(7));
        row.put("team", team());
        row.put("score", (long) random.nextInt(10));
        row.put("open", random.nextBoolean());
        row.put("secret", "s" + random.nextInt(100));
        return row;
    }

    private Principal subject() {
        return subjects.get(random.nextInt(subjects.size()));
    }

    private String id() {
        return "d" + random.nextInt(12);
    }

    private String team() {
        return "team" + random.nextInt(3);
    }

    private static DataRequest request(Principal who, Method method, Map<String, Object> arguments) {
        return new DataRequest(new Caller(who, "rpc", "127.0.0.1", "1-1", new Cancellation()), method, arguments);
    }

    private Future<Object> run(Session session, DataRequest request) {
        return planner.plan(request).runOn(session).map(outcome -> outcome.value());
    }

    private String answer(Session session, DataRequest request) throws Exception {
        try {
            Future<String> done = run(session, request).map(Json::write).recover(CacheTwinIT::refused);
            return wait(done);
        } catch (FaultException refusal) {
            return "refused " + refusal.fault();
        }
    }

    private static Future<String> refused(Throwable cause) {
        return Future.succeededFuture("refused " + FaultException.carriedBy(cause).orElseThrow());
    }

    private static <T> T wait(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
