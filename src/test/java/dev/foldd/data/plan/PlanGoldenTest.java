package dev.foldd.data.plan;

import dev.foldd.contract.Principal;
import dev.foldd.contract.data.Method;
import dev.foldd.data.sql.SqlDialect;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import dev.foldd.testing.FakeStore;
import dev.foldd.testing.Golden;
import dev.foldd.testing.Yamls;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The statements of every method under a few policies. The input names who asks ({@code as}), under which {@code rules}, what
 * ({@code method}, {@code params} as JSON), how many {@code rows} the store answers, and in which {@code dialect};
 * what comes of it are the statements with their values, and the answer.
 */
class PlanGoldenTest {

    static Stream<Arguments> goldens() {
        return Golden.of(PlanGoldenTest.class);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void plans_as_written(Path file) {
        Golden.check(file, PlanGoldenTest::planned);
    }

    @SuppressWarnings("unchecked")
    private static String planned(String input) {
        Map<String, Object> test = Yamls.tree(input);
        Map<String, Object> rules = new LinkedHashMap<>();
        rules.put("rules", test.get("rules"));
        SqlDialect dialect = SqlDialect.valueOf((String) test.getOrDefault("dialect", "SQLITE"));
        PlanWorld world = new PlanWorld(rules, PlanWorld.CONFIG, dialect);
        FakeStore store = new FakeStore(test.get("rows") instanceof Integer rows ? rows : 1);
        Method method = Method.named((String) test.get("method")).orElseThrow();
        Map<String, Object> arguments = (Map<String, Object>) Json.parse((String) test.get("params"));
        String answer;
        try {
            answer = "answer " + Json.write(world.run(store, principal((Map<?, ?>) test.get("as")), method, arguments));
        } catch (FaultException refused) {
            answer = "refused " + refused.fault().code() + " " + Json.write(refused.fault().details());
        }
        return store.text() + answer + "\n";
    }

    private static Principal principal(Map<?, ?> as) {
        Map<String, Object> claims = new LinkedHashMap<>();
        as.forEach((name, value) -> claims.put((String) name, value));
        return PlanWorld.user((String) claims.remove("id"), (String) claims.remove("role"), (String) claims.remove("tenant"),
                claims);
    }
}
