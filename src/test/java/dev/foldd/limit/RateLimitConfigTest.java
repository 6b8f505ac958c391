package dev.foldd.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateLimitConfigTest {

    private final Problems problems = new Problems();

    @Test
    void defaults() {
        assertThat(read(Map.of()))
                .isEqualTo(new RateLimitConfig(true, 1000, 250, 500, 125, 6000, 1500, 300, 100, 65_536));
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void what_is_not_set_follows_what_is() {
        assertThat(read(Map.of("requests_per_minute", 100, "burst", 20)))
                .isEqualTo(new RateLimitConfig(true, 100, 20, 50, 10, 600, 120, 300, 100, 65_536));
        assertThat(read(Map.of("requests_per_minute", 100_000_000, "burst", 10_000_000)).addressBurst())
                .isEqualTo(10_000_000);
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void every_key_is_read() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("enabled", false);
        settings.put("requests_per_minute", 1);
        settings.put("burst", 2);
        settings.put("writes_per_minute", 3);
        settings.put("write_burst", 4);
        settings.put("address_requests_per_minute", 5);
        settings.put("address_burst", 6);
        settings.put("failed_proofs_per_minute", 7);
        settings.put("failed_proof_burst", 8);
        settings.put("max_keys", 64);
        Section section = Section.root(settings, problems);

        RateLimitConfig config = RateLimitConfig.read(section);
        section.refuseUnknown();

        assertThat(config).isEqualTo(new RateLimitConfig(false, 1, 2, 3, 4, 5, 6, 7, 8, 64));
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void refusals() {
        read(Map.of("requests_per_minute", 0, "burst", "many", "writes_per_minute", -1, "max_keys", 1, "enabled",
                "maybe"));

        assertThat(problems.list()).hasSize(5).anyMatch(problem -> problem.startsWith("requests_per_minute: must be"));
    }

    private RateLimitConfig read(Map<String, Object> settings) {
        return RateLimitConfig.read(Section.root(settings, problems));
    }
}
