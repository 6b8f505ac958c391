package dev.foldd.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AuditConfigTest {

    private static final long MIB = 1024 * 1024;

    private final Problems problems = new Problems();

    @Test
    void has_these_defaults() {
        AuditConfig config = read(Map.of());

        assertThat(config).isEqualTo(new AuditConfig(true, Optional.empty(), AuditConfig.Mode.STANDARD, 64 * MIB,
                Duration.ofHours(24), 256, Duration.ofDays(365), 100_000, Duration.ofSeconds(10),
                Duration.ofMillis(500), 65_536, MIB, Duration.ofSeconds(1)));
        assertThat(config.pathIn(Path.of("data"))).isEqualTo(Path.of("data/audit/audit.log"));
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void reads_every_key() {
        Map<String, Object> audit = new HashMap<>(Map.of("mode", "strict", "segment_size", "1MiB", "segment_age", "1h",
                "retention_segments", 10, "retention_age", "30d", "checkpoint_records", 500,
                "checkpoint_interval", "2s",
                "sync_interval", "100ms", "queue", 2048, "reserve", "128KiB"));
        audit.put("probe_interval", "3s");

        AuditConfig config = read(Map.of("audit_log", false, "audit_log_path", "/var/log/dbal/audit.log", "audit",
                audit));

        assertThat(config).isEqualTo(new AuditConfig(false, Optional.of(Path.of("/var/log/dbal/audit.log")),
                AuditConfig.Mode.STRICT, MIB, Duration.ofHours(1), 10, Duration.ofDays(30), 500, Duration.ofSeconds(2),
                Duration.ofMillis(100), 2048, 128 * 1024, Duration.ofSeconds(3)));
        assertThat(config.pathIn(Path.of("data"))).isEqualTo(Path.of("/var/log/dbal/audit.log"));
        assertThat(problems.list()).isEmpty();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("a log that is neither on nor off", Map.of("audit_log", "maybe"), "security.audit_log:"),
                argumentSet("a path that names a directory", Map.of("audit_log_path", "/var/log/"),
                        "security.audit_log_path:"),
                argumentSet("an unknown mode", Map.of("audit", Map.of("mode", "strickt")), "did you mean 'strict'?"),
                argumentSet("a tiny segment", Map.of("audit", Map.of("segment_size", "1KiB")),
                        "security.audit.segment_size:"),
                argumentSet("a segment of a second", Map.of("audit", Map.of("segment_age", "1s")),
                        "security.audit.segment_age:"),
                argumentSet("a single segment", Map.of("audit", Map.of("retention_segments", 1)),
                        "retention_segments:"),
                argumentSet("no age at all", Map.of("audit", Map.of("retention_age", "0s")), "retention_age:"),
                argumentSet("no records", Map.of("audit", Map.of("checkpoint_records", 0)), "checkpoint_records:"),
                argumentSet("a late checkpoint", Map.of("audit", Map.of("checkpoint_interval", "2h")),
                        "checkpoint_interval:"),
                argumentSet("a late sync", Map.of("audit", Map.of("sync_interval", "2s")), "sync_interval:"),
                argumentSet("a tiny queue", Map.of("audit", Map.of("queue", 1)), "security.audit.queue:"),
                argumentSet("no reserve", Map.of("audit", Map.of("reserve", 0)), "security.audit.reserve:"),
                argumentSet("a busy probe", Map.of("audit", Map.of("probe_interval", "1ms")), "probe_interval:"),
                argumentSet("an unknown key", Map.of("audit", Map.of("modus", "strict")),
                        "security.audit.modus: is unknown"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refuses(Map<String, Object> security, String problem) {
        read(security);

        assertThat(problems.list()).singleElement().asString().contains(problem);
    }

    private AuditConfig read(Map<String, Object> security) {
        Section root = Section.root(Map.of("security", security), problems);
        AuditConfig config = AuditConfig.read(root.section("security"));
        root.refuseUnknown();
        return config;
    }
}
