package dev.foldd.audit;

import dev.foldd.config.Section;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How the audit log is kept.
 *
 * @param path where the log stands, empty for {@code audit/audit.log} below the data directory
 * @param segmentSize bytes after which a new segment is begun
 * @param segmentAge how long a segment is written to before a new one is begun
 * @param retentionSegments how many segments are kept, with the one being written
 * @param retentionAge how long a segment is kept after its last record
 * @param checkpointRecords after so many records a checkpoint is signed
 * @param checkpointInterval so long after a record a checkpoint is signed at the latest
 * @param syncInterval in standard mode, how long a record may be written and not yet on disk
 * @param queue records that may wait for the writer; beyond it requests are refused
 * @param reserve bytes kept free for the records of what already runs when the disk is full
 * @param probeInterval while the log cannot be written, how often that is tried again
 */
public record AuditConfig(boolean enabled, Optional<Path> path, Mode mode, long segmentSize, Duration segmentAge,
                          int retentionSegments, Duration retentionAge, int checkpointRecords,
                          Duration checkpointInterval, Duration syncInterval, int queue, long reserve,
                          Duration probeInterval) {

    private static final long KIB = 1024;
    private static final long MIB = KIB * KIB;
    private static final long GIB = KIB * MIB;

    /** When a record counts as kept: when it is written, or when it is on disk, with an intent before it. */
    public enum Mode { STANDARD, STRICT }

    public AuditConfig {
        Objects.requireNonNull(path);
        Objects.requireNonNull(mode);
    }

    /**
     * Reads {@code audit_log}, {@code audit_log_path} and the section {@code audit}.
     *
     * @param security the section {@code security}
     */
    public static AuditConfig read(Section security) {
        Section audit = security.section("audit");
        return new AuditConfig(
                security.flag("audit_log", true),
                path(security),
                audit.choice("mode", Mode.STANDARD),
                audit.size("segment_size", 64 * MIB, 64 * KIB, 4 * GIB),
                audit.duration("segment_age", Duration.ofHours(24), Duration.ofMinutes(1), Duration.ofDays(366)),
                audit.integer("retention_segments", 256, 2, 1_000_000),
                audit.duration("retention_age", Duration.ofDays(365), Duration.ofHours(1), Duration.ofDays(36_500)),
                audit.integer("checkpoint_records", 100_000, 1, 10_000_000),
                audit.duration("checkpoint_interval", Duration.ofSeconds(10), Duration.ofMillis(10),
                        Duration.ofHours(1)),
                audit.duration("sync_interval", Duration.ofMillis(500), Duration.ofMillis(10), Duration.ofSeconds(1)),
                audit.integer("queue", 65_536, 1_024, 1_000_000),
                audit.size("reserve", MIB, 64 * KIB, GIB),
                audit.duration("probe_interval", Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMinutes(1)));
    }

    /** Where the log stands; its segments stand beside it, as {@code audit.log.00000001} and so on. */
    public Path pathIn(Path dataDirectory) {
        return path.orElseGet(() -> dataDirectory.resolve("audit").resolve("audit.log"));
    }

    private static Optional<Path> path(Section security) {
        Optional<String> text = security.optionalText("audit_log_path");
        try {
            Optional<Path> path = text.map(Path::of);
            if (path.isPresent() && (text.get().endsWith("/") || path.get().getFileName() == null)) {
                security.problem("audit_log_path", "must name a file, such as /var/log/dbal/audit.log, not '"
                        + text.get() + "'");
                return Optional.empty();
            }
            return path;
        } catch (InvalidPathException e) {
            security.problem("audit_log_path", "is not a path");
            return Optional.empty();
        }
    }
}
