package dev.foldd.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.fold.query.FilterReader;
import dev.foldd.identity.NodeKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FoldConfigTest {

    private final Problems problems = new Problems();

    private FoldConfig read(Map<String, Object> settings) {
        return FoldConfig.read(Section.root(settings, problems));
    }

    @Test
    void defaults() {
        assertThat(read(Map.of())).isEqualTo(new FoldConfig(Optional.empty(), "conf/schemas", List.of(),
                new FilterReader.Limits(8, 500), 10_000, 1 << 20, 1));
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void every_key() {
        String key = NodeKey.ofSeed(new byte[32]).publicKey().text();

        FoldConfig config = read(Map.of("enabled", false, "schemas", "s", "admin_keys", List.of(key), "max_filter_depth", 2,
                "max_filter_terms", 3, "max_entries", 4, "max_value_size", "5KiB", "base_fee", 6));

        assertThat(config).isEqualTo(new FoldConfig(Optional.of(false), "s", List.of(key), new FilterReader.Limits(2, 3), 4,
                5 << 10, 6));
        assertThat(problems.list()).isEmpty();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("a flag that is none", "enabled", "perhaps"),
                argumentSet("a key that is none", "admin_keys", List.of("AAAA")),
                argumentSet("a filter of no depth", "max_filter_depth", 0),
                argumentSet("a filter without end", "max_filter_terms", 10_001),
                argumentSet("no values", "max_entries", 0),
                argumentSet("values without end", "max_value_size", "65MiB"),
                argumentSet("a use that is worth nothing", "base_fee", 0));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusals(String key, Object value) {
        read(Map.of(key, value));

        assertThat(problems.list()).singleElement().asString().startsWith(key + ": ");
    }
}
