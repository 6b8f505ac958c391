package dev.foldd.data.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import dev.foldd.contract.Principal;
import dev.foldd.contract.data.Method;
import dev.foldd.data.DataModel;
import dev.foldd.data.acl.PolicyCompiler;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.FieldType;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.entity.ValueLimits;
import dev.foldd.data.entity.file.EntityFiles.Declared;
import dev.foldd.data.entity.table.Choice;
import dev.foldd.data.entity.table.ColumnTypes;
import dev.foldd.data.entity.table.Fitting;
import dev.foldd.data.entity.table.MySqlTypes;
import dev.foldd.data.entity.table.PostgresTypes;
import dev.foldd.data.entity.table.SqliteTypes;
import dev.foldd.data.entity.table.TableEntities;
import dev.foldd.data.schema.MySqlDialect;
import dev.foldd.data.schema.PostgresDialect;
import dev.foldd.data.schema.SchemaDialect;
import dev.foldd.data.schema.SqliteDialect;
import dev.foldd.data.sql.SqlDialect;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Capabilities;
import dev.foldd.store.Table;
import dev.foldd.store.Table.TableColumn;
import dev.foldd.testing.Entities;
import dev.foldd.testing.FakeStore;
import dev.foldd.testing.FixedGenerators;
import dev.foldd.testing.Yamls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Entities of tables that were found, beside those that files declare. */
class FoundEntityTest {

    private static final Entity DECLARED = Entities.entity("item").key("id").text("name").field("amount", FieldType.BIGINT)
            .field("ratio", FieldType.FLOAT).field("price", FieldType.DECIMAL).build();
    private static final String OWN = "rules: [{entity: item, role: [user], operations: \"*\", row_level_filter: \"name = $user.id\"}]";
    private static final Principal USER = PlanWorld.user("u1", "user", null, Map.of());

    static Stream<Arguments> databases() {
        return Stream.of(
                argumentSet("SQLite", SqlDialect.SQLITE, new SqliteDialect(), new SqliteTypes()),
                argumentSet("PostgreSQL", SqlDialect.POSTGRES, new PostgresDialect(), new PostgresTypes()),
                argumentSet("MySQL", SqlDialect.MYSQL, new MySqlDialect(), new MySqlTypes()),
                argumentSet("SQLite behind a bridge", SqlDialect.BRIDGED_SQLITE, new SqliteDialect(), new SqliteTypes()),
                argumentSet("PostgreSQL behind a bridge", SqlDialect.BRIDGED_POSTGRES, new PostgresDialect(), new PostgresTypes()));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void a_table_as_the_daemon_makes_it_is_asked_for_in_the_same_words_as_a_declared_one(SqlDialect sql, SchemaDialect schema,
                                                                                        ColumnTypes types) {
        List<Table> tables = List.of(table(schema));
        EntityCatalogue declared = new Fitting(tables, types).fit(new EntityCatalogue(List.of(DECLARED)));
        EntityCatalogue found = found(tables, types);
        Map<String, Object> row = Map.of("id", "i1", "name", "u1", "amount", 1L, "ratio", 0.5, "price", "1.25");

        for (EntityCatalogue each : List.of(declared, found)) {
            assertThat(each.entity("item").orElseThrow().fields()).allSatisfy(field ->
                    assertThat(field.form().kind()).isEqualTo(DECLARED.primary().form().kind()));
        }
        Map<Method, Map<String, Object>> requests = Map.of(
                Method.READ, Map.of("entity", "item", "id", "i1"),
                Method.LIST, Map.of("entity", "item", "options", Map.of("filter", Map.of("amount", Map.of("gt", 1L)),
                        "sort", Map.of("amount", "desc"), "limit", 20L)),
                Method.CREATE, Map.of("entity", "item", "data", row),
                Method.CREATE_MANY, Map.of("entity", "item", "data", List.of(row)),
                Method.UPDATE, Map.of("entity", "item", "id", "i1", "data", Map.of("ratio", 1.5)),
                Method.DELETE_MANY, Map.of("entity", "item", "filter", Map.of("price", "1.25")));
        requests.forEach((method, arguments) -> assertThat(statements(found, OWN, sql, method, arguments)).as(method.wireName())
                .isNotEmpty().isEqualTo(statements(declared, OWN, sql, method, arguments)));
    }

    @Test
    void nobody_may_do_anything_with_what_was_found_until_a_rule_says_so() {
        EntityCatalogue found = found(List.of(table(new PostgresDialect())), new PostgresTypes());
        Principal god = PlanWorld.user("g", "supergod", null, Map.of());

        for (Principal who : List.of(USER, god)) {
            for (Method method : List.of(Method.READ, Method.DELETE, Method.LIST, Method.CREATE)) {
                assertThatThrownBy(() -> planner(found, "rules: []", SqlDialect.POSTGRES).plan(PlanWorld.request(who, method,
                        Map.of("entity", "item", "id", "i1", "data", Map.of("id", "i1")))))
                        .isInstanceOfSatisfying(FaultException.class, refused ->
                                assertThat(refused.fault()).isInstanceOf(Fault.Forbidden.class));
            }
        }
    }

    private static Table table(SchemaDialect schema) {
        return new Table("item", DECLARED.fields().stream().map(field -> new TableColumn(field.column(),
                schema.type(field, field.primary()), !field.primary(), field.primary())).toList(), List.of());
    }

    private static EntityCatalogue found(List<Table> tables, ColumnTypes types) {
        return new Fitting(tables, types).fit(new EntityCatalogue(new TableEntities(types, new Choice(List.of(), List.of(), 9))
                .of(tables, new Declared(Set.of(), Set.of())).entities()));
    }

    private static String statements(EntityCatalogue entities, String rules, SqlDialect sql, Method method,
                                     Map<String, Object> arguments) {
        FakeStore store = new FakeStore(1);
        planner(entities, rules, sql).plan(PlanWorld.request(USER, method, arguments)).runOn(store);
        return store.text();
    }

    private static Planner planner(EntityCatalogue entities, String rules, SqlDialect sql) {
        RowValidator validator = new RowValidator(new FixedGenerators(), ValueLimits.DEFAULT);
        Problems problems = new Problems();
        var policy = new PolicyCompiler(entities, validator::value).compile(Yamls.tree(rules), problems, new ArrayList<>());
        problems.throwIfAny();
        return new Planner(new DataModel(entities, policy), PlanWorld.CONFIG, validator, PlanWorld.CURSORS, sql,
                new Capabilities(true, false, false, false, false, false, false));
    }
}
