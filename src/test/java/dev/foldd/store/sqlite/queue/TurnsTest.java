package dev.foldd.store.sqlite.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Query;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Wishes that begin with {@code tx} are long; the writer is this thread. */
class TurnsTest {

    private static final Query.Limits LIMITS = new Query.Limits(Duration.ofMinutes(1), 10, 1000);
    private static final Fault FULL = new Fault.Unavailable("full", Duration.ofSeconds(1));

    private final Vertx vertx = Vertx.vertx();
    private final ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    private final Mailbox mailbox = new Mailbox(context.nettyEventLoop());
    private final TicketQueue.Seat seat = new TicketQueue.Seat();
    private Turns<String> turns = turns(100);

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private static Turns<String> turns(int capacity) {
        return new Turns<>(capacity, wish -> wish.startsWith("tx"), FULL);
    }

    private Ticket<String> come(String wish) {
        Ticket<String> ticket = new Ticket<>(wish, LIMITS, new Cancellation(), context.promise(), mailbox, System.nanoTime());
        turns.waiting().offer(ticket);
        return ticket;
    }

    /** Serves what is there; a long one, as it ends, is followed by what comes meanwhile. */
    private List<String> served(String... meanwhile) {
        List<String> served = new ArrayList<>();
        turns.waiting().close();
        for (Ticket<String> next = turns.take(seat); next != null; next = turns.take(seat)) {
            served.add(next.wish());
            if (next.wish().startsWith("tx")) {
                int ended = (int) served.stream().filter(wish -> wish.startsWith("tx")).count();
                if (ended <= meanwhile.length) {
                    come(meanwhile[ended - 1]);
                }
                turns.longOneEnded();
            }
        }
        return served;
    }

    @Test
    void a_write_that_waits_behind_many_transactions_comes_after_the_first() {
        come("tx1");
        turns.take(seat);
        List.of("tx2", "tx3", "tx4", "w1", "w2").forEach(this::come);
        turns.longOneEnded();

        assertThat(served()).containsExactly("w1", "w2", "tx2", "tx3", "tx4");
    }

    @Test
    void callers_who_begin_again_and_again_let_everybody_pass_between_two() {
        List.of("tx1", "tx2", "tx3").forEach(this::come);

        assertThat(served("w1", "tx4", "w2", "tx5", "w3")).containsSubsequence("tx1", "w1", "tx2", "tx3", "w2", "tx4");
    }

    @Test
    void writes_that_never_end_let_a_transaction_in() {
        come("tx1");
        turns.take(seat);
        List.of("w1", "w2", "tx2").forEach(this::come);
        turns.longOneEnded();
        List<String> order = new ArrayList<>();
        for (int i = 3; !order.contains("tx2"); i++) {
            come("w" + i);
            order.add(turns.take(seat).wish());
        }

        assertThat(order).hasSizeLessThanOrEqualTo(5).endsWith("tx2");
    }

    @Test
    void a_group_is_not_ended_by_a_transaction_among_its_writes() {
        List.of("w1", "tx1", "w2").forEach(this::come);

        assertThat(List.of(turns.pollShort().wish(), turns.pollShort().wish())).containsExactly("w1", "w2");
        assertThat(turns.pollShort()).isNull();
        assertThat(turns.aside().size()).isOne();
        assertThat(turns.take(seat).wish()).isEqualTo("tx1");
    }

    @Test
    void what_can_no_longer_be_set_aside_is_refused() {
        turns = turns(1);
        come("tx1");
        turns.pollShort();
        Ticket<String> second = come("tx2");

        assertThat(turns.pollShort()).isNull();

        assertThat(second.begin()).isFalse();
        assertThat(second.future().toCompletionStage().toCompletableFuture()).failsWithin(Duration.ofSeconds(20))
                .withThrowableThat().withCauseInstanceOf(FaultException.class);
    }

    @Test
    void nothing_is_lost_when_the_queue_is_closed() {
        IntStream.range(0, 20).forEach(i -> come((i % 3 == 0 ? "tx" : "w") + i));

        assertThat(served()).hasSize(20).doesNotHaveDuplicates();
    }
}
