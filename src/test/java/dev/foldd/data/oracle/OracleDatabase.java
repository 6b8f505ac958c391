package dev.foldd.data.oracle;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observation;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.data.DataConfig;
import dev.foldd.data.DataModel;
import dev.foldd.data.RequestPath;
import dev.foldd.data.acl.Policy;
import dev.foldd.data.acl.PolicyCompiler;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.FieldType;
import dev.foldd.data.entity.Generators;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.entity.ValueLimits;
import dev.foldd.data.plan.Cursors;
import dev.foldd.data.plan.Planner;
import dev.foldd.data.retry.KeptAnswers;
import dev.foldd.data.schema.SchemaUpdate;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.Store;
import dev.foldd.store.Work;
import dev.foldd.testing.Database;
import dev.foldd.testing.Stores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The real path of a request on a real database, with the entities that the oracle knows. */
final class OracleDatabase {

    private static final Entity DOC = new Entity("Doc", "Doc", "", List.of(
            field("id", FieldType.UUID, true, false), field("tenantId", FieldType.UUID, false, true),
            leading(field("userId", FieldType.UUID, false, false), "Person", "id"),
            leading(field("team", FieldType.STRING, false, true), "Team", "name"),
            field("state", FieldType.STRING, false, false), field("score", FieldType.INTEGER, false, true),
            field("open", FieldType.BOOLEAN, false, false), field("slug", FieldType.STRING, false, false),
            field("secret", FieldType.STRING, false, true)),
            List.of(new Entity.Index("idx_Doc_slug", List.of("slug"), false)), Map.of(), "test");
    private static final Entity TEAM = new Entity("Team", "Team", "", List.of(
            field("name", FieldType.STRING, true, false),
            leading(field("leadId", FieldType.UUID, false, false), "Person", "id")), List.of(), Map.of(), "test");
    private static final Entity PERSON = new Entity("Person", "Person", "", List.of(
            field("id", FieldType.UUID, true, false), field("name", FieldType.STRING, false, false),
            field("team", FieldType.STRING, false, true), field("secret", FieldType.STRING, false, true)),
            List.of(), Map.of(), "test");
    private static final EntityCatalogue ENTITIES = new EntityCatalogue(List.of(DOC, TEAM, PERSON));
    /** Costs are not what is looked at here. */
    private static final DataConfig CONFIG = DataConfig.read(Section.root(Map.of("max_query_complexity", 1_000_000,
            "include", Map.of("max_relations", 50)), new Problems()));
    private static final Query.Limits LIMITS = CONFIG.statement();

    private final Vertx vertx = Vertx.vertx();
    private final RowValidator validator =
            new RowValidator(new Generators.Fresh(Clock.systemUTC(), new SecureRandom()), ValueLimits.DEFAULT);
    private Database kind;
    private Store store;
    private Planner planner;
    private RequestPath path;

    static OracleDatabase open(Database kind, Path directory) throws Exception {
        OracleDatabase database = new OracleDatabase();
        database.kind = kind;
        database.store = Stores.fresh(kind, database.vertx, directory);
        database.run(new SchemaUpdate(database.store, Stores.schema(kind)).apply(withoutKeys()));
        database.run(database.store.define(List.of("CREATE UNIQUE INDEX slugs ON \"Doc\" (\"slug\")")));
        database.path = new RequestPath((caller, writes) -> { }, () -> database.planner, database.store,
                CONFIG.transactions(), new KeptAnswers(Stores.sql(kind), CONFIG.statement(), CONFIG.answersKept(),
                        Clock.systemUTC()), new Unwritten(),
                new Incidents(OracleDatabase::show), OracleDatabase::ignore, System::nanoTime);
        return database;
    }

    /** Puts the rows and the rules of a world in place of those of the last one. */
    void fill(World world) throws Exception {
        List<Step> steps = new ArrayList<>();
        steps.add(Step.run(new Statement("DELETE FROM \"Doc\"", List.of()), List.of()));
        steps.add(Step.run(new Statement("DELETE FROM \"Team\"", List.of()), List.of()));
        steps.add(Step.run(new Statement("DELETE FROM \"Person\"", List.of()), List.of()));
        Statement person = insert(PERSON);
        world.persons.forEach(row -> steps.add(Step.run(person, new ArrayList<>(row.values()))));
        Statement doc = insert(DOC);
        world.rows.values().forEach(row -> steps.add(Step.run(doc, new ArrayList<>(row.values()))));
        Statement team = insert(TEAM);
        world.leadByTeam.forEach((name, lead) -> steps.add(Step.run(team, List.of(name, lead))));
        for (List<Step> unit : kind.hasTransactions() ? List.of(steps) : steps.stream().map(List::of).toList()) {
            run(store.write(new Work(unit, LIMITS, new Cancellation())));
        }
        planner = new Planner(new DataModel(ENTITIES, policy(world)), CONFIG, validator, new Cursors(new byte[32]),
                Stores.sql(kind), store.capabilities());
    }

    private Statement insert(Entity entity) {
        List<String> places = new ArrayList<>();
        for (Field field : entity.fields()) {
            String number = "$" + (places.size() + 1);
            places.add(switch (kind) {
                case SQLITE, MARIADB -> "?";
                case POSTGRES, PRISMA -> number;
                // A bridge is given texts.
                case PRISMA_POSTGRES -> number + "::text::" + switch (field.type()) {
                    case INTEGER -> "bigint";
                    case BOOLEAN -> "boolean";
                    default -> "text";
                };
            });
        }
        return new Statement("INSERT INTO \"" + entity.table() + "\" VALUES (" + String.join(",", places) + ")", List.of());
    }

    Object ask(DataRequest request) throws Exception {
        return run(path.handle(request)).value();
    }

    /** The whole table. */
    Map<String, Map<String, Object>> rows() throws Exception {
        List<Statement.Column> columns = DOC.fields().stream()
                .map(field -> new Statement.Column(field.name(), field.type().stored())).toList();
        Rows rows = run(store.read(new Query(new Statement("SELECT " + named(columns) + " FROM \"Doc\"", columns), List.of(),
                LIMITS, new Cancellation())));
        Map<String, Map<String, Object>> found = new TreeMap<>();
        for (Object[] values : rows.values()) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (int i = 0; i < values.length; i++) {
                row.put(columns.get(i).name(), values[i]);
            }
            found.put((String) values[0], row);
        }
        return found;
    }

    /** A bridge tells values by names. */
    private static String named(List<Statement.Column> columns) {
        List<String> named = new ArrayList<>();
        for (Statement.Column column : columns) {
            named.add('"' + column.name() + "\" AS foldd_" + (named.size() + 1));
        }
        return String.join(",", named);
    }

    void close() {
        try {
            run(store.close());
            run(vertx.close());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Policy policy(World world) {
        List<Map<String, Object>> rules = new ArrayList<>();
        for (World.Rule rule : world.rules) {
            Map<String, Object> section = new LinkedHashMap<>();
            section.put("entity", rule.entity());
            section.put("role", rule.role());
            section.put("operations", new ArrayList<>(rule.operations()));
            if (!rule.rows().text().isEmpty()) {
                section.put("row_level_filter", rule.rows().text());
            }
            Map<String, Object> fields = new LinkedHashMap<>();
            Optional.ofNullable(rule.read()).ifPresent(names -> fields.put("read", new ArrayList<>(names)));
            Optional.ofNullable(rule.write()).ifPresent(names -> fields.put("write", new ArrayList<>(names)));
            section.put("fields", fields);
            rules.add(section);
        }
        Problems problems = new Problems();
        List<String> warnings = new ArrayList<>();
        Policy policy = new PolicyCompiler(ENTITIES, validator::value)
                .compile(Map.of("roles", World.ROLES, "rules", rules), problems, warnings);
        problems.throwIfAny();
        if (!warnings.isEmpty()) {
            throw new IllegalStateException(warnings.toString());
        }
        return policy;
    }

    private <T> T run(Future<T> future) throws Exception {
        CompletableFuture<T> done = future.toCompletionStage().toCompletableFuture();
        try {
            return done.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static Field field(String name, FieldType type, boolean primary, boolean nullable) {
        return new Field(name, name, type, "", primary, false, nullable, false, name.equals("slug"), false,
                Optional.empty(), List.of(), Optional.empty(), Optional.empty(), OptionalInt.empty(), OptionalInt.empty(),
                Optional.empty(), Optional.empty(), name.equals("secret"), false);
    }

    private static Field leading(Field field, String entity, String key) {
        return field.withReference(Optional.of(new Field.Reference(entity, key, Field.OnDelete.RESTRICT)));
    }

    /** The database does not enforce references here, so that some of them lead nowhere. */
    private static EntityCatalogue withoutKeys() {
        return new EntityCatalogue(ENTITIES.entities().stream().map(entity -> new Entity(entity.name(), entity.table(), "",
                entity.fields().stream().map(field -> field.withReference(Optional.empty())).toList(), entity.indexes(),
                Map.of(), "test")).toList());
    }

    private static void ignore(Observation observation) {
        // What happens is told by the answers here.
    }

    private static void show(Observation observation) {
        if (observation instanceof Observation.Unforeseen unforeseen) {
            throw new IllegalStateException(unforeseen.cause());
        }
    }

    /** Lets everything run at once. */
    private static final class Unwritten implements AuditTrail {
        private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

        @Override
        public void admit() {
            // Always open.
        }

        @Override
        public CompletionStage<Void> intend(AuditEntry intent) {
            return DONE;
        }

        @Override
        public CompletionStage<Void> record(AuditEntry outcome) {
            return DONE;
        }
    }
}
