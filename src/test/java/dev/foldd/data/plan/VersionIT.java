package dev.foldd.data.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Principal;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.contract.data.Method;
import dev.foldd.contract.data.RequestOptions;
import dev.foldd.data.DataConfig;
import dev.foldd.data.DataModel;
import dev.foldd.data.acl.PolicyCompiler;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.FieldType;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.entity.ValueLimits;
import dev.foldd.data.schema.SchemaUpdate;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
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
import org.junit.jupiter.params.provider.EnumSource;

/** Versions of rows, and writes that hold for one version alone, on every database. */
@ParameterizedClass
@EnumSource(Database.class)
class VersionIT {

    private static final Entity PART = Entities.entity("Part").table("parts").key("id").text("name").text("owner")
            .field("open", FieldType.BOOLEAN).version("rev").build();
    private static final String RULES = """
            rules:
              - {entity: Part, role: user, operations: "*"}
              - {entity: Part, role: public, operations: [update, delete]}
              - {entity: Part, role: public, operations: read, row_level_filter: "owner = $user.id"}
            """;
    private static final Principal ADA = PlanWorld.user("ada", "user", null, Map.of());
    private static final Principal BO = PlanWorld.user("bo", "public", null, Map.of());

    @Parameter
    private Database database;

    private final Vertx vertx = Vertx.vertx();
    private Store store;
    private Planner planner;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        store = Stores.fresh(database, vertx, directory);
        EntityCatalogue entities = new EntityCatalogue(List.of(PART));
        wait(new SchemaUpdate(store, Stores.schema(database)).apply(entities));
        planner = under(RULES);
    }

    @AfterEach
    void close() throws Exception {
        wait(store.close());
        wait(vertx.close());
    }

    private Planner under(String rules) {
        EntityCatalogue entities = new EntityCatalogue(List.of(PART));
        RowValidator validator = new RowValidator(new FixedGenerators(), ValueLimits.DEFAULT);
        var policy = new PolicyCompiler(entities, validator::value).compile(Yamls.tree(rules), new Problems(),
                new ArrayList<>());
        return new Planner(new DataModel(entities, policy), DataConfig.read(Section.root(Map.of(), new Problems())),
                validator, new Cursors(new byte[32]), Stores.sql(database), store.capabilities());
    }

    @Test
    void every_change_of_a_row_counts_its_version_on() throws Exception {
        Object created = ask(ADA, Method.CREATE, "{entity: Part, data: {id: p1, name: a}}");
        ask(ADA, Method.CREATE_MANY, "{entity: Part, data: [{id: p2, name: a}, {id: p3, name: b}]}");

        Object updated = ask(ADA, Method.UPDATE, "{entity: Part, id: p1, data: {name: b}}");
        Object byField = ask(ADA, Method.UPDATE_BY_FIELD, "{entity: Part, field: id, value: p1, data: {name: b}}");
        Object upserted = ask(ADA, Method.UPSERT,
                "{entity: Part, filter: {id: p1}, createData: {name: c}, updateData: {name: d}}");
        ask(ADA, Method.UPSERT, "{entity: Part, filter: {id: p4}, createData: {name: c}, updateData: {name: d}}");
        ask(ADA, Method.UPDATE_MANY, "{entity: Part, filter: {name: [a, d]}, data: {open: true}}".replace("[a, d]", "{in: [a, d]}"));

        assertThat(List.of(rev(created), rev(updated), rev(byField), rev(upserted))).containsExactly(1L, 2L, 3L, 4L);
        assertThat(List.of(revOf("p1"), revOf("p2"), revOf("p3"), revOf("p4"))).containsExactly(5L, 2L, 1L, 1L);
    }

    @Test
    void a_write_for_another_version_leaves_the_row_and_tells_its_version() throws Exception {
        ask(ADA, Method.CREATE, "{entity: Part, data: {id: p1, name: a}}");
        ask(ADA, Method.UPDATE, "{entity: Part, id: p1, data: {name: b}}");

        List<Fault> faults = List.of(
                refusal(ADA, Method.UPDATE, "{entity: Part, id: p1, data: {name: c}}", 1),
                refusal(ADA, Method.UPDATE_BY_FIELD, "{entity: Part, field: name, value: b, data: {name: c}}", 1),
                refusal(ADA, Method.DELETE, "{entity: Part, id: p1}", 3),
                refusal(ADA, Method.DELETE_BY_FIELD, "{entity: Part, field: name, value: b}", 1));

        assertThat(faults).allSatisfy(fault -> {
            assertThat(fault).isInstanceOf(Fault.Conflict.class);
            assertThat(fault.details()).containsEntry("version", 2L);
        });
        assertThat(revOf("p1")).isEqualTo(2);
    }

    @Test
    void a_write_for_the_version_that_is_there_is_carried_out() throws Exception {
        ask(ADA, Method.CREATE_MANY, "{entity: Part, data: [{id: p1, name: a}, {id: p2, name: b}]}");

        Object updated = ask(ADA, Method.UPDATE, "{entity: Part, id: p1, data: {name: c}}", 1);
        Object byField = ask(ADA, Method.UPDATE_BY_FIELD, "{entity: Part, field: name, value: c, data: {name: d}}", 2);
        Object deleted = ask(ADA, Method.DELETE, "{entity: Part, id: p1}", 3);
        Object deletedByField = ask(ADA, Method.DELETE_BY_FIELD, "{entity: Part, field: name, value: b}", 1);

        assertThat(List.of(rev(updated), rev(byField))).containsExactly(2L, 3L);
        assertThat(List.of(deleted, deletedByField)).containsExactly(true, true);
        assertThat(ask(ADA, Method.LIST, "{entity: Part}").toString()).contains("total=0");
    }

    @Test
    void a_row_that_is_not_there_is_missed_as_ever() throws Exception {
        assertThat(refusal(ADA, Method.UPDATE, "{entity: Part, id: p9, data: {name: c}}", 1))
                .isInstanceOf(Fault.NotFound.class);
        assertThat(ask(ADA, Method.DELETE, "{entity: Part, id: p9}", 1)).isEqualTo(false);
        assertThat(ask(ADA, Method.DELETE_BY_FIELD, "{entity: Part, field: name, value: z}", 1)).isEqualTo(false);
    }

    @Test
    void of_several_rows_the_first_is_meant_whatever_its_version() throws Exception {
        ask(ADA, Method.CREATE_MANY, "{entity: Part, data: [{id: p1, name: a}, {id: p2, name: a}]}");
        ask(ADA, Method.UPDATE, "{entity: Part, id: p1, data: {open: true}}");

        Fault fault = refusal(ADA, Method.DELETE_BY_FIELD, "{entity: Part, field: name, value: a}", 1);

        assertThat(fault.details()).containsEntry("version", 2L);
        assertThat(revOf("p2")).isEqualTo(1);
    }

    @Test
    void whoever_may_not_read_the_row_is_not_told_its_version_and_cannot_guess_it() throws Exception {
        ask(ADA, Method.CREATE_MANY, "{entity: Part, data: [{id: p1, name: a, owner: bo}, {id: p2, name: a, owner: ada}]}");

        Fault own = refusal(BO, Method.UPDATE, "{entity: Part, id: p1, data: {name: c}}", 7);
        Fault foreign = refusal(BO, Method.UPDATE, "{entity: Part, id: p2, data: {name: c}}", 7);
        Fault guessed = refusal(BO, Method.DELETE, "{entity: Part, id: p2}", 1);

        assertThat(own.details()).containsEntry("version", 1L);
        assertThat(foreign.details()).doesNotContainKey("version");
        assertThat(guessed).isInstanceOf(Fault.Conflict.class);
        assertThat(guessed.details()).doesNotContainKey("version");
        assertThat(revOf("p2")).isEqualTo(1);
    }

    @Test
    void a_change_that_the_policy_refuses_is_told_so_when_the_version_is_right() throws Exception {
        ask(ADA, Method.CREATE, "{entity: Part, data: {id: p1, name: a, owner: ada}}");
        planner = under("rules: [{entity: Part, role: user, operations: '*', row_level_filter: 'owner = $user.id'}]");

        Fault moved = refusal(ADA, Method.UPDATE, "{entity: Part, id: p1, data: {owner: bo}}", 1);
        Fault late = refusal(ADA, Method.UPDATE, "{entity: Part, id: p1, data: {owner: bo}}", 2);

        assertThat(moved).isInstanceOf(Fault.Forbidden.class);
        assertThat(late).isInstanceOf(Fault.Conflict.class);
        assertThat(revOf("p1")).isEqualTo(1);
    }

    /** The row as it will be has the version after the change. */
    @Test
    void a_policy_about_versions_sees_the_one_after_the_change() throws Exception {
        planner = under("rules: [{entity: Part, role: user, operations: '*', row_level_filter: 'rev < 3'}]");
        ask(ADA, Method.CREATE, "{entity: Part, data: {id: p1, name: a}}");

        ask(ADA, Method.UPDATE, "{entity: Part, id: p1, data: {name: b}}");

        assertThat(refusal(ADA, Method.UPDATE, "{entity: Part, id: p1, data: {name: c}}"))
                .isInstanceOf(Fault.Forbidden.class);
        assertThat(revOf("p1")).isEqualTo(2);
    }

    @Test
    void of_many_at_once_one_for_each_version_gets_through() throws Exception {
        ask(ADA, Method.CREATE, "{entity: Part, data: {id: p1, name: a}}");
        List<Future<Boolean>> running = new ArrayList<>();

        for (int i = 0; i < 60; i++) {
            Plan plan = planner.plan(request(ADA, Method.UPDATE, "{entity: Part, id: p1, data: {name: n" + i + "}}", 1 + i / 20));
            running.add(plan.runOn(store).map(true).otherwise(false));
        }
        long won = 0;
        for (Future<Boolean> one : running) {
            won += wait(one) ? 1 : 0;
        }

        assertThat(won).isPositive().isLessThanOrEqualTo(3);
        assertThat(revOf("p1")).isEqualTo(1 + won);
    }

    @Test
    void a_version_holds_inside_a_transaction_and_a_mismatch_ends_it() throws Exception {
        assumeTrue(database.hasTransactions(), "there is no transaction to be inside of");
        ask(ADA, Method.CREATE, "{entity: Part, data: {id: p1, name: a}}");
        Transaction transaction = wait(store.begin(Transaction.Isolation.REPEATABLE_READ, Duration.ofSeconds(10),
                new Cancellation()));
        wait(planner.plan(request(ADA, Method.UPDATE, "{entity: Part, id: p1, data: {name: b}}", 1)).runOn(transaction));

        Fault fault = refused(transaction, request(ADA, Method.UPDATE, "{entity: Part, id: p1, data: {name: c}}", 1));
        Fault after = refused(transaction, request(ADA, Method.UPDATE, "{entity: Part, id: p1, data: {name: c}}", 2));

        assertThat(fault.details()).containsEntry("version", 2L);
        assertThat(after).isInstanceOf(Fault.Conflict.class);
        assertThat(revOf("p1")).isEqualTo(1);
    }

    private long revOf(String id) throws Exception {
        Planner seeing = under("rules: [{entity: Part, role: user, operations: '*'}]");
        return rev(wait(seeing.plan(request(ADA, Method.READ, "{entity: Part, id: " + id + "}")).runOn(store)).value());
    }

    private static long rev(Object row) {
        return (Long) ((Map<?, ?>) row).get("rev");
    }

    private Object ask(Principal principal, Method method, String arguments, long... version) throws Exception {
        return wait(planner.plan(request(principal, method, arguments, version)).runOn(store)).value();
    }

    private Fault refusal(Principal principal, Method method, String arguments, long... version) {
        return refused(store, request(principal, method, arguments, version));
    }

    private Fault refused(Session session, DataRequest request) {
        Throwable thrown = catchThrowable(() -> wait(planner.plan(request).runOn(session)));
        return FaultException.carriedBy(thrown instanceof ExecutionException ? thrown.getCause() : thrown).orElseThrow();
    }

    private static DataRequest request(Principal principal, Method method, String arguments, long... version) {
        DataRequest plain = PlanWorld.request(principal, method, Yamls.tree(arguments));
        return version.length == 0 ? plain : new DataRequest(plain.caller(), plain.method(), plain.arguments(),
                RequestOptions.NONE.ifVersion(version[0]));
    }

    private static <T> T wait(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
