package dev.foldd.ops.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes lines on a thread of its own, from a bounded queue. Whoever logs never waits: when nobody reads standard
 * error, the queue fills, and then lines are dropped and counted. Logback's own asynchronous appender drops without
 * counting.
 */
final class QueuedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    static final String NAME = "stderr";

    /** So many lines go out in one write at most. */
    private static final int BATCH = 64;

    /** How long the end of the daemon waits for lines that nobody reads. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final OutputStream out;
    private final LinkedBlockingQueue<ILoggingEvent> queue = new LinkedBlockingQueue<>();
    private final LongAdder dropped = new LongAdder();
    private volatile int capacity = LoggingConfig.DEFAULT.queueLines();
    private volatile LoggingConfig.Format format = LoggingConfig.DEFAULT.format();
    private volatile boolean ending;
    private Thread writer;

    QueuedAppender(OutputStream out) {
        this.out = out;
        setName(NAME);
    }

    /** From the next line on. */
    void apply(LoggingConfig config) {
        capacity = config.queueLines();
        format = config.format();
    }

    /** Lines that were lost, since the queue was full or the output is broken. */
    long dropped() {
        return dropped.sum();
    }

    @Override
    public void start() {
        writer = new Thread(this::writeAll, "foldd-log");
        writer.setDaemon(true);
        writer.start();
        super.start();
    }

    /** Writes what waits, as far as somebody reads it within a second. */
    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        super.stop();
        ending = true;
        writer.interrupt();
        // An interrupt from before was meant for another wait; the last lines are worth this one.
        boolean interrupted = Thread.interrupted();
        try {
            writer.join(LAST_WORDS.toMillis());
        } catch (InterruptedException hurry) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The bound is looked at without a lock: a few lines more at the same moment do not matter. */
    @Override
    protected void append(ILoggingEvent event) {
        if (queue.size() >= capacity) {
            dropped.increment();
            return;
        }
        try {
            event.prepareForDeferredProcessing();
            queue.add(event);
        } catch (RuntimeException unprintable) {
            dropped.increment();
        }
    }

    private void writeAll() {
        ByteArrayOutputStream batch = new ByteArrayOutputStream(8 * 1024);
        while (true) {
            // Asked before the queue is: whoever is woken up in between has not looked whether something waits.
            boolean last = ending;
            ILoggingEvent first = last ? queue.poll() : next();
            if (first != null) {
                write(batch, first);
            } else if (last) {
                return;
            }
        }
    }

    /** The next line, or null when the wait was interrupted: that is how {@link #stop} gets this thread's attention. */
    private ILoggingEvent next() {
        try {
            return queue.take();
        } catch (InterruptedException wokenUp) {
            return null;
        }
    }

    private void write(ByteArrayOutputStream batch, ILoggingEvent first) {
        int lines = 0;
        batch.reset();
        for (ILoggingEvent event = first; event != null; event = lines < BATCH ? queue.poll() : null) {
            lines++;
            batch.writeBytes(line(event).getBytes(StandardCharsets.UTF_8));
        }
        try {
            batch.writeTo(out);
            out.flush();
        } catch (IOException broken) {
            // Nowhere is left to tell it but the meter that counts these lines.
            dropped.add(lines);
        }
    }

    /** A value whose own text cannot be had must cost its line, not the log. */
    private String line(ILoggingEvent event) {
        try {
            return format == LoggingConfig.Format.JSON ? LogLine.json(event) : LogLine.text(event);
        } catch (RuntimeException unprintable) {
            dropped.increment();
            return "";
        }
    }
}
