package dev.foldd.audit;

import dev.foldd.audit.disk.SegmentFile;
import dev.foldd.audit.format.ValueHash;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.fault.Fault;
import dev.foldd.identity.NodeKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Opens audit logs for tests, small and quick, and makes entries for them. */
public final class Trails {

    /** The key that signs in tests. */
    public static final NodeKey KEY = NodeKey.ofSeed(new byte[32]);

    /** Keeps what it hears. */
    public static final class Heard implements Observer {
        public final Queue<Observation> all = new ConcurrentLinkedQueue<>();

        @Override
        public void observe(Observation observation) {
            all.add(observation);
        }
    }

    private Trails() {
    }

    /** As configured by default, with the parts that tests set. */
    public static AuditConfig config(AuditConfig.Mode mode, long segmentSize, int retention, int checkpointRecords) {
        return new AuditConfig(true, Optional.empty(), mode, segmentSize, Duration.ofHours(24), retention,
                Duration.ofDays(365), checkpointRecords, Duration.ofSeconds(10), Duration.ofMillis(500), 65_536, 65_536,
                Duration.ofMillis(20));
    }

    public static AuditConfig config() {
        return config(AuditConfig.Mode.STANDARD, 64 * 1024 * 1024, 256, 100_000);
    }

    public static AuditLog open(Path path, AuditConfig config) {
        return open(path, config, new Heard(), SegmentFile.Opener.FILES);
    }

    static AuditLog open(Path path, AuditConfig config, Observer observer, SegmentFile.Opener opener) {
        return open(path, config, observer, opener, Clock.systemUTC());
    }

    static AuditLog open(Path path, AuditConfig config, Observer observer, SegmentFile.Opener opener, Clock clock) {
        return AuditLog.open(config, path, KEY, new ValueHash(new byte[32]), clock, System::nanoTime, observer, opener);
    }

    /** A log of many segments with so many reads in it, {@code 1-0} and on, closed again. */
    public static LogFiles written(Path path, int records) {
        try (AuditLog log = open(path, config(AuditConfig.Mode.STANDARD, 8 * 1024, 256, 10))) {
            for (int i = 0; i < records; i++) {
                log.record(read("1-" + i)).toCompletableFuture().join();
            }
        }
        return new LogFiles(path);
    }

    /** A read of one row by its key. */
    public static AuditEntry read(String requestId) {
        return new AuditEntry(requestId, "rpc", "127.0.0.1", "user-1234", List.of("user"), Optional.of("tenant-7"),
                "read",
                "User", "4f1c2b7e-63a0-4c8e-9d54-0d8a1f3b2c11", Map.of("id", "4f1c2b7e-63a0-4c8e-9d54-0d8a1f3b2c11"),
                AuditEntry.Outcome.SUCCEEDED, List.of("User#2"), 1, Duration.ofNanos(83_000), Optional.empty());
    }

    /** A write that was refused. */
    public static AuditEntry refused(String requestId) {
        return AuditEntry.refusedAtDoor(requestId, "rpc", "127.0.0.1", "create", new Fault.Forbidden("no"));
    }
}
