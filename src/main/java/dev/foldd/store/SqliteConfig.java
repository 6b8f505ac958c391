package dev.foldd.store;

import dev.foldd.config.Section;
import java.time.Duration;

/**
 * How the embedded database is kept. It stands here and not beside its store, so that the port does not know its
 * adapters.
 *
 * @param synchronous whether a commit waits for the disk: without it, a loss of power may lose the last commits, a
 *     crash of the daemon never does
 * @param readers threads that read, each with a connection of its own; 0 stands for one per core
 * @param readQueue statements that may wait for a reader
 * @param writeQueue units of work that may wait for the writer
 * @param groupMax units of work in one commit
 * @param statementCache prepared statements that each connection keeps
 * @param cacheBytes pages that each connection keeps in memory
 * @param mmapBytes how much of the file each reader maps into memory
 * @param checkpointPages how long the write-ahead log may grow before it is merged into the file: a longer one makes
 *     writing cheaper, the pauses for merging longer
 * @param valueMaxBytes the longest value or row
 * @param busyTimeout how long to wait for another process that holds the file
 */
public record SqliteConfig(Synchronous synchronous, int readers, int readQueue, int writeQueue, int groupMax,
                           int statementCache, long cacheBytes, long mmapBytes, int checkpointPages,
                           long valueMaxBytes, Duration busyTimeout) {

    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final long GIB = 1024 * MIB;

    /** When the disk has it, or when the operating system has it. */
    public enum Synchronous { FULL, NORMAL }

    public static SqliteConfig read(Section section) {
        return new SqliteConfig(
                section.choice("synchronous", Synchronous.FULL),
                section.integer("readers", 0, 0, 64),
                section.integer("read_queue", 10_000, 1, 1_000_000),
                section.integer("write_queue", 10_000, 1, 1_000_000),
                section.integer("max_group", 256, 1, 10_000),
                section.integer("statement_cache", 256, 8, 10_000),
                section.size("cache_size", 2 * MIB, 64 * KIB, GIB),
                section.size("mmap_size", 64 * MIB, 0, 1024 * GIB),
                section.integer("checkpoint_pages", 2_000, 100, 1_000_000),
                section.size("max_value_size", 64 * MIB, KIB, GIB),
                section.duration("busy_timeout", Duration.ofSeconds(5), Duration.ZERO, Duration.ofMinutes(1)));
    }

    /** The readers to start on this machine. */
    public int readersOn(int cores) {
        return readers == 0 ? Math.min(64, Math.max(1, cores)) : readers;
    }
}
