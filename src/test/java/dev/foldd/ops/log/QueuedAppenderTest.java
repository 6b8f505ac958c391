package dev.foldd.ops.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.foldd.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueuedAppenderTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final LoggerContext context = new LoggerContext();
    private final Logging logging = new Logging(context);

    @AfterEach
    void stop() {
        logging.close();
    }

    @Test
    void lines_are_json_in_order_and_the_last_ones_are_written_at_the_end() {
        Logger logger = logger(written);

        for (int i = 0; i < 500; i++) {
            logger.atInfo().addKeyValue("event", "counted").addKeyValue("requestId", "c1-" + i).log("line {}", i);
        }
        logging.close();

        List<String> lines = written.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(500);
        for (int i = 0; i < 500; i++) {
            Map<?, ?> line = (Map<?, ?>) Json.parse(lines.get(i));
            assertThat(line.get("requestId")).isEqualTo("c1-" + i);
            assertThat(line.get("message")).isEqualTo("line " + i);
            assertThat((String) line.get("time")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        }
    }

    @Test
    void whoever_logs_does_not_wait_for_an_output_that_nobody_reads_and_what_is_lost_is_counted() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        Logger logger = logger(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                reading.countDown();
                awaitQuietly(read);
                written.write(b);
            }
        });
        logging.apply(new LoggingConfig(LoggingConfig.Level.INFO, LoggingConfig.Format.TEXT, 64));
        logger.info("first");
        assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();

        for (int i = 0; i < 1_000; i++) {
            logger.info("line {}", i);
        }

        assertThat(logging.droppedLines()).isEqualTo(1_000 - 64);
        read.countDown();
        await().until(() -> written.toString(StandardCharsets.UTF_8).lines().count() == 65);
    }

    @Test
    void a_broken_output_costs_lines_and_nothing_else() {
        Logger logger = logger(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("closed");
            }
        });

        assertThatCode(() -> logger.info("line")).doesNotThrowAnyException();

        await().until(() -> logging.droppedLines() == 1);
    }

    @Test
    void a_value_without_a_text_costs_its_line_and_not_the_log() {
        Logger logger = logger(written);
        Object mute = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException();
            }
        };

        logger.atInfo().addKeyValue("value", mute).log("lost");
        logger.info("kept");

        await().until(() -> written.toString(StandardCharsets.UTF_8).contains("kept"));
        assertThat(logging.droppedLines()).isEqualTo(1);
    }

    @Test
    void in_text_form_nobody_can_forge_a_line() {
        Logger logger = logger(written);
        logging.apply(new LoggingConfig(LoggingConfig.Level.INFO, LoggingConfig.Format.TEXT, 64));

        logger.atWarn().addKeyValue("reason", "x\u001b[31m\r\n2026 ERROR forged\u2028too").log("said\nmore");
        logging.close();

        assertThat(written.toString(StandardCharsets.UTF_8)).containsOnlyOnce("\n").endsWith("\n")
                .doesNotContain("\u001b", "\r", "\u2028").contains("WARN  said more reason=x [31m");
    }

    @Test
    void the_last_lines_are_written_although_whoever_closes_was_interrupted_before() {
        Logger logger = logger(written);
        logger.info("last");

        Thread.currentThread().interrupt();
        logging.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(written.toString(StandardCharsets.UTF_8)).contains("last");
    }

    @Test
    void a_huge_message_is_cut() {
        Logger logger = logger(written);

        logger.info("x".repeat(1_000_000));
        logging.close();

        assertThat(written.size()).isLessThan(10_000);
    }

    @Test
    void libraries_say_nothing_below_warnings_whatever_the_level() {
        logger(written);
        Logger library = context.getLogger("io.netty.handler");
        Logger own = context.getLogger("dev.foldd.ops");

        logging.apply(new LoggingConfig(LoggingConfig.Level.DEBUG, LoggingConfig.Format.JSON, 64));
        assertThat(own.isDebugEnabled()).isTrue();
        assertThat(library.isInfoEnabled()).isFalse();
        assertThat(library.isWarnEnabled()).isTrue();

        logging.apply(new LoggingConfig(LoggingConfig.Level.ERROR, LoggingConfig.Format.JSON, 64));
        assertThat(own.isWarnEnabled()).isFalse();
        assertThat(library.isWarnEnabled()).isFalse();
    }

    @Test
    void without_any_configuration_nothing_is_said_below_info() {
        org.slf4j.ILoggerFactory factory = org.slf4j.LoggerFactory.getILoggerFactory();

        assertThat(factory.getLogger("dev.foldd.ops").isDebugEnabled()).isFalse();
        assertThat(factory.getLogger("dev.foldd.ops").isInfoEnabled()).isTrue();
        assertThat(factory.getLogger("io.netty.handler").isInfoEnabled()).isFalse();
        assertThat(new Logging(factory).droppedLines()).isZero();
    }

    private Logger logger(OutputStream out) {
        context.setMDCAdapter(new LogbackMDCAdapter());
        QueuedAppender appender = new QueuedAppender(out);
        appender.setContext(context);
        appender.start();
        Logger root = context.getLogger("ROOT");
        root.setLevel(Level.INFO);
        root.addAppender(appender);
        return context.getLogger("dev.foldd.test");
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            throw new IOException(ended);
        }
    }
}
