package dev.foldd.ops.log;

import dev.foldd.config.Section;
import java.util.Objects;

/**
 * What is logged, and how it looks. May change while the daemon runs.
 *
 * @param level of the daemon's own lines; libraries never say less important things than warnings, since their lines
 * below
 *     that hold frames and statements
 * @param queueLines how many lines may wait for whoever reads standard error; beyond it lines are dropped and counted
 */
public record LoggingConfig(Level level, Format format, int queueLines) {

    /** From the least to the most talkative. */
    public enum Level { ERROR, WARN, INFO, DEBUG }

    /** JSON for machines, text for a terminal. */
    public enum Format { JSON, TEXT }

    /** What holds until a configuration has been read. */
    public static final LoggingConfig DEFAULT = new LoggingConfig(Level.INFO, Format.JSON, 2_048);

    public LoggingConfig {
        Objects.requireNonNull(level);
        Objects.requireNonNull(format);
    }

    /** Reads {@code logging: {level, format, queue_lines}}. */
    public static LoggingConfig read(Section section) {
        return new LoggingConfig(
                section.choice("level", DEFAULT.level),
                section.choice("format", DEFAULT.format),
                section.integer("queue_lines", DEFAULT.queueLines, 64, 65_536));
    }
}
