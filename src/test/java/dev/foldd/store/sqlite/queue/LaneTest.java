package dev.foldd.store.sqlite.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Cancellation;
import dev.foldd.store.Query;
import dev.foldd.store.SqliteConfig;
import dev.foldd.store.Statement;
import dev.foldd.store.ValueType;
import dev.foldd.store.sqlite.driver.DatabaseFile;
import dev.foldd.store.sqlite.driver.Session;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneTest {

    private static final Query.Limits LIMITS = new Query.Limits(Duration.ofMinutes(1), 10, 1000);
    private static final Statement SHORT = new Statement(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?) SELECT count(*) FROM n",
            List.of(new Statement.Column("count", ValueType.BIGINT)));

    @TempDir
    Path directory;
    private Vertx vertx;
    private Session session;
    private Lane lane;

    @BeforeEach
    void open() throws Exception {
        vertx = Vertx.vertx();
        DatabaseFile file = new DatabaseFile(directory.resolve("test.db"),
                SqliteConfig.read(Section.root(Map.of(), new Problems())));
        file.create(observation -> { });
        session = file.openWriter();
        lane = new Lane(session);
    }

    @AfterEach
    void close() throws Exception {
        session.close();
        vertx.close().await();
    }

    /** The watchdog at its worst: it interrupts all the time, at every moment of a statement's life. */
    @Test
    void an_interrupt_hits_the_ticket_it_is_meant_for_or_nothing() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        Thread watchdog = new Thread(() -> {
            while (!enough.get()) {
                lane.stopOverdue(System.nanoTime());
            }
        });
        watchdog.start();
        int interrupted = 0;

        for (int i = 0; i < 40_000; i++) {
            boolean leaving = i % 2 == 0;
            Cancellation life = new Cancellation();
            Ticket<String> ticket = ticket(life);
            if (leaving) {
                life.cancel();
            }
            if (!runs(ticket)) {
                assertThat(leaving).as("it was not meant for this one").isTrue();
                interrupted++;
            }
        }

        enough.set(true);
        watchdog.join();
        assertThat(interrupted).isPositive();
    }

    private boolean runs(Ticket<String> ticket) {
        lane.takes(ticket);
        if (!ticket.begin()) {
            return false;
        }
        try {
            session.run(SHORT, List.of(300L), LIMITS);
            return true;
        } catch (SQLException e) {
            assertThat(e.getMessage()).contains("SQLITE_INTERRUPT");
            return false;
        } finally {
            ticket.end();
        }
    }

    private Ticket<String> ticket(Cancellation life) {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        return new Ticket<>("", LIMITS, life, context.promise(), new Mailbox(context.nettyEventLoop()),
                System.nanoTime());
    }
}
