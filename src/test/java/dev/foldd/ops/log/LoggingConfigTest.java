package dev.foldd.ops.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoggingConfigTest {

    private final Problems problems = new Problems();

    @Test
    void defaults() {
        assertThat(read(Map.of()))
                .isEqualTo(new LoggingConfig(LoggingConfig.Level.INFO, LoggingConfig.Format.JSON, 2_048))
                .isEqualTo(LoggingConfig.DEFAULT);
    }

    @Test
    void every_key() {
        LoggingConfig config = read(Map.of("level", "debug", "format", "text", "queue_lines", 64));

        assertThat(problems.list()).isEmpty();
        assertThat(config).isEqualTo(new LoggingConfig(LoggingConfig.Level.DEBUG, LoggingConfig.Format.TEXT, 64));
    }

    @Test
    void refusals() {
        read(Map.of("level", "wran", "format", "xml", "queue_lines", 1, "colour", true));

        assertThat(problems.list()).satisfiesExactlyInAnyOrder(
                problem -> assertThat(problem).startsWith("logging.level: ").contains("did you mean 'warn'"),
                problem -> assertThat(problem).startsWith("logging.format: "),
                problem -> assertThat(problem).startsWith("logging.queue_lines: "),
                problem -> assertThat(problem).startsWith("logging.colour: is unknown"));
    }

    private LoggingConfig read(Map<String, Object> values) {
        Section root = Section.root(Map.of("logging", values), problems);
        LoggingConfig config = LoggingConfig.read(root.section("logging"));
        root.refuseUnknown();
        return config;
    }
}
