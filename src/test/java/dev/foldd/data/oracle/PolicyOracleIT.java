package dev.foldd.data.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.Caller;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Principal;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.contract.data.Method;
import dev.foldd.data.oracle.Oracle.Answer;
import dev.foldd.fault.FaultException;
import dev.foldd.testing.Database;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of random cases (rules, rows, who asks, what for) whose answers must equal those of an oracle that decides in
 * memory; after every write the whole table must equal the oracle's rows.
 */
class PolicyOracleIT {

    private static final long SEED = 20_261_120;
    private static final int WORLDS = 150;
    private static final int ASKED_PER_WORLD = 40;

    @TempDir
    Path directory;

    private OracleDatabase database;

    @AfterEach
    void close() {
        if (database != null) {
            database.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void the_daemon_answers_what_the_oracle_answers(Database kind) throws Exception {
        database = OracleDatabase.open(kind, directory);
        Random random = new Random(SEED);
        Map<String, Integer> outcomes = new LinkedHashMap<>();

        for (int i = 0; i < WORLDS; i++) {
            World world = World.random(random);
            database.fill(world);
            for (int j = 0; j < ASKED_PER_WORLD; j++) {
                world.subject = World.subject(random);
                outcomes.merge(ask(random, world, "world " + i + ", case " + j), 1, Integer::sum);
            }
        }

        // A test that only ever sees refusals shows nothing.
        assertThat(outcomes).hasEntrySatisfying("answered", count -> assertThat(count).isGreaterThan(1_500))
                .hasEntrySatisfying("FORBIDDEN", count -> assertThat(count).isGreaterThan(300))
                .hasEntrySatisfying("NOT_FOUND", count -> assertThat(count).isGreaterThan(50))
                .hasEntrySatisfying("related answered", count -> assertThat(count).isGreaterThan(200))
                .hasEntrySatisfying("related FORBIDDEN", count -> assertThat(count).isGreaterThan(200))
                .hasEntrySatisfying("CONFLICT", count -> assertThat(count).isGreaterThan(5));
    }

    private String ask(Random random, World world, String label) throws Exception {
        Oracle oracle = new Oracle(world);
        String id = "d" + random.nextInt(16);
        Filter filter = random.nextInt(4) == 0 ? Filter.NONE : Filter.random(random, 2);
        Map<String, Object> data = data(random);
        return switch (random.nextInt(16)) {
            case 12, 13, 14 -> listing(random, world, oracle, label);
            case 15 -> following(random, world, oracle, data, label);
            case 0, 1 -> compare(world, label, Method.READ, Map.of("id", id), () -> oracle.read(id));
            case 2, 3 -> list(random, world, oracle, filter, label);
            case 4 -> compare(world, label, Method.FIND_FIRST, Map.of("filter", filter.json()), () -> oracle.findFirst(filter));
            case 5 -> create(random, world, oracle, data, label);
            case 6, 7 -> {
                Map<String, Object> change = sometimesTaken(random, data);
                yield compare(world, label, Method.UPDATE, Map.of("id", id, "data", change), () -> oracle.update(id, change));
            }
            case 8 -> compare(world, label, Method.UPDATE_MANY, Map.of("filter", filter.json(), "data", data),
                    () -> oracle.updateMany(filter, data));
            case 9 -> delete(random, world, oracle, id, filter, label);
            case 10 -> createMany(random, world, oracle, label);
            default -> upsert(random, world, oracle, data, label);
        };
    }

    private String list(Random random, World world, Oracle oracle, Filter filter, String label) throws Exception {
        String sort = random.nextBoolean() ? null : List.of("score", "team", "slug", "secret").get(random.nextInt(4));
        boolean descending = random.nextBoolean();
        int page = 1 + random.nextInt(2);
        int limit = 1 + random.nextInt(6);
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("filter", filter.json());
        options.put("page", (long) page);
        options.put("limit", (long) limit);
        if (sort != null) {
            options.put("sort", Map.of(sort, descending ? "desc" : "asc"));
        }
        return compare(world, label, Method.LIST, Map.of("options", options),
                () -> oracle.list(filter, sort, descending, page, limit));
    }

    /** A list that follows relations in its filter, in what it brings along, or both. */
    private String listing(Random random, World world, Oracle oracle, String label) throws Exception {
        Following filter = random.nextInt(3) == 0 ? Following.of(Filter.NONE) : Following.random(random, "Doc", 3);
        List<Including> includes = random.nextInt(3) == 0 ? List.of() : Including.random(random, "Doc", 3);
        int limit = 1 + random.nextInt(6);
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("filter", filter.json());
        options.put("limit", (long) limit);
        options.put("include", Including.json(includes));
        return "related " + compare(world, label, Method.LIST, Map.of("options", options),
                () -> oracle.list(filter, includes, limit));
    }

    private String following(Random random, World world, Oracle oracle, Map<String, Object> data, String label)
            throws Exception {
        Following filter = Following.random(random, "Doc", 3);
        return "related " + switch (random.nextInt(4)) {
            case 0 -> compare(world, label, Method.DELETE_MANY, Map.of("filter", filter.json()),
                    () -> oracle.deleteMany(filter));
            case 1 -> compare(world, label, Method.UPDATE_MANY, Map.of("filter", filter.json(), "data", data),
                    () -> oracle.updateMany(filter, data));
            default -> compare(world, label, Method.FIND_FIRST, Map.of("filter", filter.json()),
                    () -> oracle.findFirst(filter));
        };
    }

    private String create(Random random, World world, Oracle oracle, Map<String, Object> data, String label)
            throws Exception {
        Map<String, Object> row = World.row(random, "d" + random.nextInt(20));
        row.keySet().removeIf(field -> random.nextInt(4) == 0 && List.of("tenantId", "team", "score").contains(field));
        row.putAll(data);
        return compare(world, label, Method.CREATE, Map.of("data", row), () -> oracle.create(row));
    }

    /** Rows that name the same fields; where one is taken it is the last, so that no database meets it first. */
    private String createMany(Random random, World world, Oracle oracle, String label) throws Exception {
        List<String> left = new ArrayList<>(List.of("tenantId", "team", "score", "secret"));
        left.removeIf(field -> random.nextInt(3) > 0);
        List<Map<String, Object>> rows = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 1; i <= count; i++) {
            boolean mayBeTaken = i == count && random.nextInt(4) == 0;
            Map<String, Object> row = World.row(random, mayBeTaken ? "d" + random.nextInt(12) : "m" + random.nextInt(1_000_000));
            row.keySet().removeAll(left);
            rows.add(row);
        }
        return compare(world, label, Method.CREATE_MANY, Map.of("data", rows), () -> oracle.createMany(rows));
    }

    private String delete(Random random, World world, Oracle oracle, String id, Filter filter, String label)
            throws Exception {
        return switch (random.nextInt(3)) {
            case 0 -> compare(world, label, Method.DELETE_MANY, Map.of("filter", filter.json()),
                    () -> oracle.deleteMany(filter));
            case 1 -> compare(world, label, Method.DELETE_BY_FIELD, Map.of("field", "team", "value", "red"),
                    () -> oracle.deleteByField("team", "red"));
            default -> compare(world, label, Method.DELETE, Map.of("id", id), () -> oracle.delete(id));
        };
    }

    private String upsert(Random random, World world, Oracle oracle, Map<String, Object> data, String label)
            throws Exception {
        String slug = "s-d" + random.nextInt(18);
        Map<String, Object> row = World.row(random, "d" + (20 + random.nextInt(5)));
        row.remove("slug");
        row.keySet().removeIf(field -> random.nextInt(3) == 0 && List.of("tenantId", "team", "score").contains(field));
        return compare(world, label, Method.UPSERT,
                Map.of("filter", Map.of("slug", slug), "createData", row, "updateData", data),
                () -> oracle.upsert(slug, row, data));
    }

    private static Map<String, Object> data(Random random) {
        Map<String, Object> all = World.row(random, "x");
        Map<String, Object> data = new LinkedHashMap<>();
        List<String> fields = new ArrayList<>(List.of("userId", "team", "state", "score", "open", "secret", "tenantId"));
        do {
            String field = fields.remove(random.nextInt(random.nextInt(5) == 0 ? fields.size() : 6 - data.size()));
            data.put(field, all.get(field));
        } while (random.nextInt(2) == 0 && data.size() < 3);
        return data;
    }

    private static Map<String, Object> sometimesTaken(Random random, Map<String, Object> data) {
        if (random.nextInt(6) > 0) {
            return data;
        }
        Map<String, Object> change = new LinkedHashMap<>(data);
        change.put("slug", "s-d" + random.nextInt(14));
        return change;
    }

    private String compare(World world, String label, Method method, Map<String, Object> arguments,
                           Supplier<Answer> oracle) throws Exception {
        Map<String, Object> named = new LinkedHashMap<>(arguments);
        named.put("entity", "Doc");
        String told = label + ": " + world.subject + " " + method + " " + named + " under " + world.rules;
        Answer actual = daemon(world, new DataRequest(caller(world.subject), method, named));
        Answer expected = oracle.get();
        assertThat(actual).as(told).isEqualTo(expected);
        assertThat(database.rows()).as(told).isEqualTo(world.rows);
        return actual.refusal().isEmpty() ? "answered" : actual.refusal();
    }

    private Answer daemon(World world, DataRequest request) throws Exception {
        try {
            return Answer.of(database.ask(request));
        } catch (FaultException e) {
            return Answer.refused(e.fault().code().name());
        }
    }

    private static Caller caller(World.Subject subject) {
        Map<String, Object> claims = subject.team() == null ? Map.of() : Map.of("team", subject.team());
        Principal principal = new Principal(subject.id(), Principal.Kind.USER, List.of(subject.role()),
                Optional.ofNullable(subject.tenant()), OptionalInt.empty(), claims);
        return new Caller(principal, "test", "127.0.0.1", "request", new Cancellation());
    }
}
