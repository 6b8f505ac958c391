package dev.foldd.journey;

import static dev.foldd.testing.DaemonProcess.fresh;
import static dev.foldd.testing.WireClient.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.Database;
import dev.foldd.testing.OwnServer;
import dev.foldd.testing.TokenForge;
import dev.foldd.testing.WireClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Fragments of SQL in every slot that takes a text, on every database: refused as names, bound as values, and nothing happens. */
@Timeout(180)
@ParameterizedClass
@EnumSource(Database.class)
class InjectionJourneyIT {

    private static final List<String> TEXTS = Corpus.texts();
    private static final int SENTINELS = 5;
    private static final int AT_ONCE = 100;
    /** What PostgreSQL writes down: what was run, and none of the values. */
    private static final Map<String, String> TELLING = Map.of("log_statement", "all", "log_parameter_max_length", "0",
            "log_error_verbosity", "terse");
    private static final Pattern RUN = Pattern.compile("LOG:  (statement|execute [^:]*): (.*)", Pattern.DOTALL);

    @TempDir
    private static Path directory;

    private static DaemonProcess daemon;
    private static Optional<OwnServer> server = Optional.empty();
    private static String sentinel;
    private static int logged;

    @Parameter
    private Database database;

    private WireClient god;

    @BeforeParameterizedClassInvocation
    static void start(Database database) throws IOException {
        Path own = Files.createDirectory(directory.resolve(database.name()));
        DaemonProcess.Launch launch = DaemonProcess.in(own).withFixtures();
        if (database == Database.POSTGRES) {
            server = Optional.of(OwnServer.start(database, own, TELLING));
            server.get().settings().forEach((key, value) -> launch.set("database." + key, value));
        } else {
            launch.on(database);
        }
        daemon = launch.start();
        logged = server.isPresent() ? statements().size() : 0;
        try (WireClient god = daemon.client("gaia", "god")) {
            for (int i = 0; i < SENTINELS; i++) {
                sentinel = god.result("create", "Region", map("id", "sentinel-" + i, "keeper", "anna")).get("id").asText();
            }
        }
    }

    /** What the database itself says, after everything. */
    @AfterParameterizedClassInvocation
    static void only_prepared_text_was_run() throws IOException {
        try (DaemonProcess ended = daemon) {
            assertThat(ended.process().isAlive()).isTrue();
            if (server.isPresent()) {
                List<String> run = statements().subList(logged, statements().size());
                assertThat(run).hasSizeGreaterThan(10 * TEXTS.size()).allSatisfy(sql -> assertThat(sql)
                        .doesNotContain("'", "--", "/*", ";", "\\", "#", "`", "\0").doesNotContainIgnoringCase("drop", "union", "zqx"));
                assertThat(run.stream().distinct().count()).as("texts are few, however many values").isLessThan(200);
            }
        } finally {
            server.ifPresent(OwnServer::close);
            server = Optional.empty();
        }
    }

    @BeforeEach
    void enter() {
        god = daemon.client("gaia", "god");
    }

    @AfterEach
    void leave() {
        god.close();
    }

    /** Calls that are sent together, each with what its answer must be. */
    private final class Calls {
        private final List<Map<String, Object>> requests = new ArrayList<>();
        private final List<BiConsumer<String, JsonNode>> expected = new ArrayList<>();
        private final List<String> named = new ArrayList<>();

        Calls add(BiConsumer<String, JsonNode> expectation, Map<String, Object> members, String method, Object... params) {
            Map<String, Object> request = new LinkedHashMap<>(map("id", Integer.toString(requests.size()), "method", method));
            request.put("params", java.util.Arrays.asList(params));
            request.putAll(members);
            requests.add(request);
            expected.add(expectation);
            named.add(method + " " + WireClient.json(request.get("params")));
            return this;
        }

        Calls refused(int code, String method, Object... params) {
            return add((name, answer) -> assertRefused(name, answer, code), map(), method, params);
        }

        Calls gives(Function<JsonNode, Object> seen, Object wanted, String method, Object... params) {
            return add((name, answer) -> {
                assertThat(answer.has("result")).as("%s: %s", name, answer).isTrue();
                assertThat(seen.apply(answer.get("result"))).as(name).isEqualTo(wanted);
            }, map(), method, params);
        }

        void run() {
            Map<Integer, JsonNode> answers = new HashMap<>();
            for (int from = 0; from < requests.size(); from += AT_ONCE) {
                List<Map<String, Object>> some = requests.subList(from, Math.min(from + AT_ONCE, requests.size()));
                some.forEach(request -> god.send(WireClient.json(request)));
                some.forEach(request -> {
                    JsonNode answer = god.next();
                    answers.put(answer.get("id").asInt(), answer);
                });
            }
            for (int i = 0; i < requests.size(); i++) {
                expected.get(i).accept(named.get(i), answers.get(i));
            }
            assertThat(god.result("list", "Region", map("filter", map("keeper", "anna"), "limit", 1)).get("total").intValue())
                    .isEqualTo(SENTINELS);
        }
    }

    private static void assertRefused(String name, JsonNode answer, int code) {
        assertThat(answer.path("error").path("code").intValue()).as("%s: %s", name, answer).isEqualTo(code);
        assertThat(answer.toString()).doesNotContain("SQLITE", "syntax error", "near \\\"", "no such column", "SQLSTATE", "PgException");
    }

    @Test
    void there_are_many_and_all_different() {
        assertThat(TEXTS).hasSizeGreaterThan(300).doesNotHaveDuplicates();
    }

    @Test
    void as_a_name_it_is_refused() {
        Calls calls = new Calls();
        for (String text : TEXTS) {
            calls.refused(404, "list", text, null).refused(404, "create", text, map("id", "1")).refused(404, "schema.get", text)
                    .refused(404, "updateMany", text, map("id", "1"), map("id", "2")).refused(422, "findByField", "Region", text, "x")
                    .refused(422, "deleteByField", "Region", text, "x")
                    .refused(422, "updateByField", "Region", text, "x", map("keeper", "x"))
                    .refused(422, "findFirst", "Region", map(text, "x")).refused(422, "deleteMany", "Region", map(text, "x"))
                    .refused(422, "upsert", "Region", map(text, "x"), map("id", "x", "keeper", "x"), map("keeper", "x"))
                    .refused(422, "findFirst", "Region", map("keeper", map(text, "x")))
                    .refused(422, "list", "Region", map("sort", map(text, "asc")))
                    .refused(422, "list", "Region", map("sort", map("id", text)))
                    .refused(422, "list", "Region", map("sort", List.of(List.of(text, "asc"))))
                    .refused(422, "list", "Region", map("fields", List.of(text))).refused(422, "list", "Region", map("limit", text))
                    .refused(422, "list", "Region", map("page", text)).refused(422, "list", "Region", map("cursor", text, "limit", 2))
                    .refused(422, "list", "Region", map("count", text)).refused(422, "list", "Region", map(text, 1))
                    .refused(422, "create", "Region", map("id", fresh("r"), "keeper", "otto", text, "x"))
                    .refused(422, "update", "Region", sentinel, map(text, "x")).refused(422, "policy.explain", "Region", text)
                    .refused(501, text).refused(422, "batch", List.of(map("method", text, "params", List.of())))
                    .refused(422, "tx.begin", map("isolation", text)).refused(404, "tx.commit", text).refused(404, "tx.rollback", text)
                    .add((name, answer) -> assertRefused(name, answer, 404), map("tx", text), "read", "Region", "x");
        }
        calls.run();
    }

    @Test
    void as_a_value_it_is_bound() {
        Calls made = new Calls();
        Calls used = new Calls();
        Calls changed = new Calls();
        Calls gone = new Calls();
        for (int i = 0; i < TEXTS.size(); i++) {
            String text = TEXTS.get(i);
            String keeper = text + "zqx" + i;
            if (text.indexOf('\0') >= 0) {
                made.refused(422, "create", "Region", map("id", keeper, "keeper", keeper));
                used.refused(422, "read", "Region", keeper).refused(422, "findByField", "Region", "keeper", keeper);
                continue;
            }
            made.gives(row -> row.get("keeper").asText(), keeper, "create", "Region", map("id", keeper, "keeper", keeper));
            use(used, text, keeper);
            changed.gives(JsonNode::booleanValue, false, "delete", "Region", text)
                    .gives(JsonNode::intValue, 1, "updateMany", "Region", map("id", keeper), map("keeper", text + "zqx"));
            gone.gives(JsonNode::intValue, 1, "deleteMany", "Region", map("id", keeper, "keeper", text + "zqx"));
        }
        made.run();
        used.run();
        changed.run();
        gone.run();
    }

    private static void use(Calls calls, String text, String keeper) {
        Function<JsonNode, Object> keeperOf = row -> row.get("keeper").asText();
        calls.gives(keeperOf, keeper, "read", "Region", keeper).gives(JsonNode::isNull, true, "read", "Region", text)
                .gives(keeperOf, keeper, "findByField", "Region", "keeper", keeper)
                .gives(JsonNode::isNull, true, "findByField", "Region", "keeper", text)
                .gives(keeperOf, keeper, "upsert", "Region", map("id", keeper), map("keeper", "x"), map("keeper", keeper))
                .gives(keeperOf, keeper, "updateByField", "Region", "keeper", keeper, map("keeper", keeper));
        for (Object test : List.of(keeper, map("in", List.of(text, keeper)), map("contains", keeper), map("startsWith", text),
                map("endsWith", keeper), map("between", List.of(keeper, keeper)), map("gte", keeper), map("ne", text),
                map("notIn", List.of(text)), map("not", map("lt", keeper)))) {
            calls.gives(page -> page.get("total").intValue(), 1, "list", "Region", map("filter", map("keeper", test, "id", keeper)));
        }
        calls.add((name, answer) -> assertThat(answer.path("error").path("code").asInt(200)).as("%s: %s", name, answer).isIn(200, 422),
                map(), "list", "Region", map("filter", map("keeper", map("like", text), "id", map("ilike", keeper))));
    }

    @Test
    void as_a_key_of_a_repeated_write_it_is_that_key_and_no_other() {
        assumeTrue(database.hasTransactions(), "the answer of a repeated write is kept in its transaction");
        Calls calls = new Calls();
        for (String text : TEXTS) {
            String id = fresh("once");
            calls.add((name, answer) -> assertThat(answer.path("result").path("id").asText()).as("%s", answer).isEqualTo(id),
                    map("idempotencyKey", text), "create", "Region", map("id", id, "keeper", "once"));
        }
        calls.run();
        Calls asked = new Calls();
        TEXTS.forEach(text -> asked.gives(status -> status.get("committed").booleanValue(), true, "tx.status", text)
                .gives(status -> status.get("committed").booleanValue(), false, "tx.status", text + "zqx"));
        asked.run();
        assertThat(god.result("deleteMany", "Region", map("keeper", "once")).intValue()).isEqualTo(TEXTS.size());
    }

    @Test
    void as_a_claim_it_opens_nothing() {
        Calls calls = new Calls();
        for (String text : TEXTS) {
            for (String name : List.of("sub", "tenantId", "role", "username", "further")) {
                Map<String, Object> claims = new LinkedHashMap<>(map("sub", "nobody", "role", "user", "exp", TokenForge.now() + 600));
                claims.put(name, text);
                Map<String, Object> auth = map("auth", map("token", daemon.tokens().signed(TokenForge.HEADER, WireClient.json(claims))));
                calls.add((call, answer) -> {
                    assertThat(answer.path("result").path("total").asInt(0)).as("%s as %s: %s", text, name, answer).isZero();
                    assertThat(answer.path("error").path("code").asInt(200)).as(answer.toString()).isIn(200, 401, 403);
                }, auth, "list", "Letter", null);
                calls.gives(JsonNode::isObject, true, "getCapabilities");
                calls.add((call, answer) -> assertThat(answer.path("error").path("code").asInt()).as(answer.toString()).isIn(401, 403),
                        auth, "delete", "Region", sentinel);
                calls.gives(JsonNode::isObject, true, "getCapabilities");
            }
        }
        calls.run();
    }

    /** What PostgreSQL was given to run, in order. */
    private static List<String> statements() throws IOException {
        String log = Files.readString(server.orElseThrow().log());
        return Pattern.compile("\n(?=\\d{4}-\\d\\d-\\d\\d )").splitAsStream(log).map(RUN::matcher).filter(java.util.regex.Matcher::find)
                .map(found -> found.group(2)).toList();
    }
}
