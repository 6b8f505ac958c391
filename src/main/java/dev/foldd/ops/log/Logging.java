package dev.foldd.ops.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.Appender;
import java.util.Optional;
import org.slf4j.ILoggerFactory;

/** The log as a whole: its level and form, which may change while the daemon runs, and its end. */
public final class Logging implements AutoCloseable {

    /** The logger above all of the daemon's own. */
    public static final String OWN = "dev.foldd";

    private final LoggerContext context;

    /** @param factory what {@code LoggerFactory.getILoggerFactory()} gives */
    public Logging(ILoggerFactory factory) {
        this.context = (LoggerContext) factory;
    }

    /** From the next line on. Libraries stay at warnings, or at errors where the daemon itself does. */
    public void apply(LoggingConfig config) {
        Level level = Level.toLevel(config.level().name());
        context.getLogger(OWN).setLevel(level);
        root().setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
        appender().ifPresent(appender -> appender.apply(config));
    }

    /** Lines that were lost, since nobody read standard error. */
    public long droppedLines() {
        return appender().map(QueuedAppender::dropped).orElse(0L);
    }

    /** Writes what waits, for at most a second. Nothing is logged after this. */
    @Override
    public void close() {
        context.stop();
    }

    private Optional<QueuedAppender> appender() {
        Appender<?> appender = root().getAppender(QueuedAppender.NAME);
        return appender instanceof QueuedAppender queued ? Optional.of(queued) : Optional.empty();
    }

    private Logger root() {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
