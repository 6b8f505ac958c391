package dev.foldd.daemon.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReloadConfigTest {

    private final Problems problems = new Problems();

    @Test
    void files_are_looked_at_by_default() {
        assertThat(read(Map.of())).isEqualTo(new ReloadConfig(true, Duration.ofSeconds(5)));
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void every_key_is_read() {
        assertThat(read(Map.of("watch", false, "interval", "1m"))).isEqualTo(new ReloadConfig(false, Duration.ofMinutes(1)));
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void what_cannot_be_is_refused() {
        read(Map.of("watch", "perhaps", "interval", "10ms", "intervall", "5s"));

        assertThat(problems.list()).containsExactly("watch: must be true or false, not 'perhaps'",
                "interval: must be a duration from 100ms to 1h (500ms, 30s, 5m, 12h, 90d; a bare number is milliseconds),"
                        + " not '10ms'",
                "intervall: is unknown; did you mean 'interval'?");
    }

    private ReloadConfig read(Map<String, Object> tree) {
        Section root = Section.root(tree, problems);
        ReloadConfig config = ReloadConfig.read(root);
        root.refuseUnknown();
        return config;
    }
}
