package dev.foldd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.data.acl.AclConfig;
import dev.foldd.data.entity.ValueLimits;
import dev.foldd.data.filter.CallerFilter;
import dev.foldd.data.query.IncludeConfig;
import dev.foldd.data.tx.TransactionConfig;
import dev.foldd.store.Query;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DataConfigTest {

    private static final long MIB = 1 << 20;

    private final Problems problems = new Problems();

    private DataConfig read(Map<String, Object> tree) {
        Section section = Section.root(tree, problems);
        DataConfig config = DataConfig.read(section);
        section.refuseUnknown();
        return config;
    }

    @Test
    void defaults_hold_for_a_small_machine() {
        DataConfig config = read(Map.of());

        assertThat(problems.list()).isEmpty();
        assertThat(config).isEqualTo(new DataConfig(new Query.Limits(Duration.ofSeconds(25), 1_001, 4 * MIB), 1_000, 50,
                1_000, 1_000, new CallerFilter.Limits(8, 500, 500), ValueLimits.DEFAULT,
                new TransactionConfig(Duration.ofSeconds(5), Duration.ofSeconds(30), 4, 100), Duration.ofHours(24),
                new IncludeConfig(3, 10, 100, 1_000, 1_000)));
    }

    @Test
    void every_key_is_read() {
        Map<String, Object> tree = new HashMap<>();
        tree.put("query_timeout", "3s");
        tree.put("max_rows", 11);
        tree.put("max_reply_size", "2MiB");
        tree.put("max_query_complexity", 12);
        tree.put("default_limit", 13);
        tree.put("max_batch", 14);
        tree.put("max_filter_depth", 15);
        tree.put("max_filter_terms", 16);
        tree.put("max_filter_list", 17);
        tree.put("max_text_length", 18);
        tree.put("max_json_length", 19);
        tree.put("max_pattern_text_length", 20);
        tree.put("max_pattern_steps", 2_100);
        tree.put("transactions", Map.of("idle_timeout", "21s", "timeout", "22s", "max_per_user", 23, "max_batch", 24));
        tree.put("idempotency_kept", "25h");
        tree.put("include", Map.of("max_depth", 4, "max_relations", 5, "max_rows_each", 6, "max_rows", 7, "max_parents", 8));

        DataConfig config = read(tree);

        assertThat(problems.list()).isEmpty();
        assertThat(config).isEqualTo(new DataConfig(new Query.Limits(Duration.ofSeconds(3), 12, 2 * MIB), 12, 13, 11, 14,
                new CallerFilter.Limits(15, 16, 17, 18), new ValueLimits(18, 19, 20, 2_100),
                new TransactionConfig(Duration.ofSeconds(21), Duration.ofSeconds(22), 23, 24), Duration.ofHours(25),
                new IncludeConfig(4, 5, 6, 7, 8)));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("no time at all", "query_timeout", 0), argumentSet("no rows", "max_rows", 0),
                argumentSet("a reply without end", "max_reply_size", "1GiB"),
                argumentSet("nothing may cost anything", "max_query_complexity", 0),
                argumentSet("an empty page", "default_limit", 0), argumentSet("an empty batch", "max_batch", 0),
                argumentSet("a filter beyond any stack", "max_filter_depth", 33),
                argumentSet("no tests", "max_filter_terms", 0), argumentSet("no list", "max_filter_list", -1),
                argumentSet("answers kept for ever", "idempotency_kept", "1000d"),
                argumentSet("transactions that are none", "transactions", Map.of("max_per_user", 0)),
                argumentSet("batches of nothing", "transactions", Map.of("max_batch", 0)),
                argumentSet("no time to be idle", "transactions", Map.of("idle_timeout", "0s")),
                argumentSet("no time at all for one", "transactions", Map.of("timeout", "1d")),
                argumentSet("no way to go", "include", Map.of("max_depth", 0)),
                argumentSet("relations without end", "include", Map.of("max_relations", 51)),
                argumentSet("empty lists", "include", Map.of("max_rows_each", 0)),
                argumentSet("lists without end", "include", Map.of("max_rows", 10_001)),
                argumentSet("more keys than a statement takes", "include", Map.of("max_parents", 10_001)),
                argumentSet("no number", "max_rows", "many"), argumentSet("the older name", "max_reply_bytes", 1));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void is_refused_with_its_path(String key, Object value) {
        read(Map.of(key, value));

        assertThat(problems.list()).singleElement().asString().startsWith(key);
    }

    @Test
    void the_rules_stand_in_a_file_of_their_own() {
        Section section = Section.root(Map.of("rules_file", "/etc/site/rules.yaml", "cache_ttl", 60), problems);

        assertThat(AclConfig.read(section)).isEqualTo(new AclConfig("/etc/site/rules.yaml"));
        assertThat(AclConfig.read(Section.root(Map.of(), problems))).isEqualTo(new AclConfig("conf/acl_rules.yaml"));
        assertThat(problems.list()).isEmpty();
        AclConfig.read(Section.root(Map.of("cache_ttl", "soon"), problems));
        assertThat(problems.list()).singleElement().asString().startsWith("cache_ttl: must be a whole number");
    }
}
