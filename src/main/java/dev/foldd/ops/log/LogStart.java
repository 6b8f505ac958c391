package dev.foldd.ops.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/**
 * Configures Logback when its first logger is asked for; found through {@code META-INF/services}. This takes the place
 * of a {@code logback.xml}, whose reading alone takes longer than all the rest of the log's start.
 *
 * <p>Lines go to standard error, since standard output belongs to the lines that tell where the daemon listens.
 */
public final class LogStart extends ContextAwareBase implements Configurator {

    /** Called by Logback, once. */
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        QueuedAppender appender = new QueuedAppender(new FileOutputStream(FileDescriptor.err));
        appender.setContext(context);
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        context.getLogger(Logging.OWN).setLevel(Level.INFO);
        // Vert.x registers its gauges once for every server; Micrometer keeps the first and complains, to no one's use.
        context.getLogger("io.micrometer.core.instrument.MeterRegistry").setLevel(Level.ERROR);
        // The SQL clients repeat a server's notices, which may hold values of rows.
        context.getLogger("io.vertx.sqlclient").setLevel(Level.OFF);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
