package dev.foldd.data.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Principal;
import dev.foldd.contract.data.Method;
import dev.foldd.data.DataConfig;
import dev.foldd.data.DataModel;
import dev.foldd.data.acl.PolicyCompiler;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.entity.ValueLimits;
import dev.foldd.data.schema.SchemaUpdate;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Store;
import dev.foldd.testing.Database;
import dev.foldd.testing.Entities;
import dev.foldd.testing.FixedGenerators;
import dev.foldd.testing.Stores;
import dev.foldd.testing.Yamls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What keys and references of the database tell of rows that a caller may not see, on the real one. */
@ParameterizedClass
@EnumSource(Database.class)
class ReferenceIT {

    private static final Entity BOX = Entities.entity("Box").key("id").text("tenantId").text("label").unique("label").build();
    private static final Entity ITEM = referring(Entities.entity("Item").key("id").text("boxId").text("name").build());
    private static final Principal T1 = PlanWorld.user("u1", "user", "t1", Map.of());
    private static final Principal GOD = PlanWorld.user("g", "god", null, Map.of());

    @Parameter
    private Database database;

    private final Vertx vertx = Vertx.vertx();
    private Store store;
    private Planner planner;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        store = Stores.fresh(database, vertx, directory);
        EntityCatalogue entities = new EntityCatalogue(List.of(BOX, ITEM));
        RowValidator validator = new RowValidator(new FixedGenerators(), ValueLimits.DEFAULT);
        var policy = new PolicyCompiler(entities, validator::value).compile(
                Yamls.tree("rules: [{entity: '*', role: user, operations: '*'}]"), new Problems(), new ArrayList<>());
        planner = new Planner(new DataModel(entities, policy), DataConfig.read(Section.root(Map.of(), new Problems())),
                validator, new Cursors(new byte[32]), Stores.sql(database), store.capabilities());
        wait(new SchemaUpdate(store, Stores.schema(database)).apply(entities));
        for (String tenant : List.of("t1", "t2")) {
            ask(GOD, Method.CREATE, Map.of("entity", "Box", "data",
                    Map.of("id", "of-" + tenant, "tenantId", tenant, "label", "label-" + tenant)));
        }
        ask(GOD, Method.CREATE, Map.of("entity", "Item", "data", Map.of("id", "i1", "boxId", "of-t1")));
    }

    @AfterEach
    void close() throws Exception {
        wait(store.close());
        wait(vertx.close());
    }

    static Stream<Arguments> writes() {
        return Stream.of(
                argumentSet("create", Method.CREATE, "{entity: Item, data: {id: i9, boxId: %s}}"),
                argumentSet("createMany", Method.CREATE_MANY, "{entity: Item, data: [{id: i8, boxId: null}, {id: i9, boxId: %s}]}"),
                argumentSet("update", Method.UPDATE, "{entity: Item, id: i1, data: {boxId: %s}}"),
                argumentSet("updateMany", Method.UPDATE_MANY, "{entity: Item, filter: {id: i1}, data: {boxId: %s}}"),
                argumentSet("upsert", Method.UPSERT,
                        "{entity: Item, filter: {id: i9}, createData: {boxId: %s}, updateData: {name: a}}"));
    }

    @ParameterizedTest
    @MethodSource("writes")
    void a_row_of_another_tenant_is_referred_to_like_one_that_is_not_there(Method method, String arguments) throws Exception {
        Fault absent = refusal(T1, method, Yamls.tree(arguments.formatted("nowhere")));
        Fault foreign = refusal(T1, method, Yamls.tree(arguments.formatted("of-t2")));

        assertThat(foreign).isEqualTo(absent).isInstanceOf(Fault.Forbidden.class);
        ask(T1, method, Yamls.tree(arguments.formatted("of-t1")));
    }

    @Test
    void nothing_and_anything_by_those_above_tenants_can_be_referred_to() throws Exception {
        ask(T1, Method.UPDATE, Yamls.tree("{entity: Item, id: i1, data: {boxId: null}}"));
        ask(GOD, Method.UPDATE, Yamls.tree("{entity: Item, id: i1, data: {boxId: of-t2}}"));

        assertThat(refusal(GOD, Method.CREATE, Yamls.tree("{entity: Item, data: {id: i9, boxId: nowhere}}")))
                .isInstanceOf(Fault.Conflict.class);
    }

    /** Not hidden, and said so in the README: a value that must be unique is unique among all tenants. */
    @Test
    void a_unique_value_of_another_tenant_is_taken() throws Exception {
        Fault taken = refusal(T1, Method.CREATE, Yamls.tree("{entity: Box, data: {id: b9, label: label-t2}}"));

        assertThat(taken).isInstanceOf(Fault.Conflict.class);
        assertThat(taken.details().toString()).doesNotContain("label", "t2");
    }

    private Object ask(Principal principal, Method method, Map<String, Object> arguments) throws Exception {
        return wait(planner.plan(PlanWorld.request(principal, method, arguments)).runOn(store)).value();
    }

    private Fault refusal(Principal principal, Method method, Map<String, Object> arguments) {
        return ((FaultException) catchThrowable(() -> ask(principal, method, arguments))).fault();
    }

    private static Entity referring(Entity item) {
        List<Field> fields = item.fields().stream().map(field -> field.name().equals("boxId") ? field.withReference(
                Optional.of(new Field.Reference("Box", "id", Field.OnDelete.CASCADE))) : field).toList();
        return new Entity(item.name(), item.table(), "", fields, List.of(), Map.of(), "item.yaml");
    }

    private static <T> T wait(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof FaultException fault ? fault : e;
        }
    }
}
