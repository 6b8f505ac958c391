package dev.foldd.store.sqlite;

import static dev.foldd.store.sqlite.OpenStore.COUNT;
import static dev.foldd.store.sqlite.OpenStore.ENDLESS;
import static dev.foldd.store.sqlite.OpenStore.INSERT;
import static dev.foldd.store.sqlite.OpenStore.await;
import static dev.foldd.store.sqlite.OpenStore.faultOf;
import static dev.foldd.store.sqlite.OpenStore.query;
import static dev.foldd.store.sqlite.OpenStore.work;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Step;
import dev.foldd.store.Transaction;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions that their owner leads; everybody else who writes waits for their end. */
class SqliteTransactionTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path directory;
    private OpenStore open;

    @BeforeEach
    void open() {
        open = OpenStore.on(directory).withItems();
    }

    @AfterEach
    void close() {
        open.close();
    }

    private Future<Transaction> begin(Duration limit, Cancellation life) {
        return open.store.begin(Transaction.Isolation.SERIALIZABLE, limit, life);
    }

    private Transaction begun() {
        return await(begin(LONG, new Cancellation()));
    }

    private static Work insertion(String id) {
        return work(Step.run(INSERT, List.of(id, 1L)));
    }

    private static long count(Rows rows) {
        return (Long) rows.values().get(0)[0];
    }

    @Test
    void sees_its_own_rows_which_others_see_after_the_commit() {
        Transaction transaction = begun();
        await(transaction.write(insertion("a")));

        assertThat(count(await(transaction.read(query(COUNT))))).isEqualTo(1);
        assertThat(open.items()).isZero();
        await(transaction.commit());
        assertThat(open.items()).isEqualTo(1);
    }

    @Test
    void leaves_nothing_when_it_is_rolled_back_and_may_be_told_so_twice() {
        Transaction transaction = begun();
        await(transaction.write(insertion("a")));

        await(transaction.rollback());
        await(transaction.rollback());

        assertThat(open.items()).isZero();
        assertThat(faultOf(transaction.write(insertion("b")))).isInstanceOf(Fault.Conflict.class);
        assertThat(faultOf(transaction.commit())).isInstanceOf(Fault.Conflict.class);
    }

    @Test
    void others_write_when_it_has_ended() {
        Transaction transaction = begun();
        await(transaction.write(insertion("a")));
        Future<Rows> other = open.insert("b", 1);
        Transaction next = begun();
        Future<Rows> seen = next.read(query(COUNT));
        await(transaction.read(query(COUNT)));
        assertThat(other.isComplete()).isFalse();
        assertThat(seen.isComplete()).isFalse();

        await(transaction.commit());

        await(other);
        assertThat(count(await(seen))).isEqualTo(2);
        await(next.commit());
    }

    @Test
    void one_in_which_nothing_was_asked_keeps_nobody_waiting_and_ends_like_any_other() {
        List<Transaction> idle = List.of(begun(), begun(), begun());

        await(open.insert("a", 1));

        await(idle.get(0).commit());
        await(idle.get(1).rollback());
        await(idle.get(1).rollback());
        assertThat(faultOf(idle.get(0).write(insertion("b")))).isInstanceOf(Fault.Conflict.class);
        assertThat(count(await(idle.get(2).read(query(COUNT))))).isEqualTo(1);
        await(idle.get(2).commit());
    }

    @Test
    void between_two_of_them_everybody_else_who_waits_may_write() {
        Transaction led = begun();
        Future<Rows> seen = led.read(query(COUNT));
        List<Transaction> others = List.of(begun(), begun(), begun());
        List<Future<Rows>> asked = others.stream().map(next -> next.read(query(COUNT))).toList();

        for (int i = 0; i < others.size(); i++) {
            assertThat(count(await(seen))).isEqualTo(i);
            Future<Rows> write = open.insert("w" + i, 1);
            await(led.commit());
            await(write);
            led = others.get(i);
            seen = asked.get(i);
        }

        assertThat(count(await(seen))).isEqualTo(others.size());
        await(led.commit());
    }

    @Test
    void one_that_waits_too_long_for_its_turn_has_ended() {
        Transaction led = begun();
        await(led.write(insertion("a")));
        Transaction waiting = begun();
        Query hasty = new Query(COUNT, List.of(), OpenStore.within(Duration.ofMillis(50)), new Cancellation());

        assertThat(faultOf(waiting.read(hasty))).isEqualTo(new Fault.Timeout(Duration.ofMillis(50)));

        assertThat(faultOf(waiting.commit())).isEqualTo(new Fault.Timeout(Duration.ofMillis(50)));
        await(waiting.rollback());
        await(led.commit());
        assertThat(open.items()).isEqualTo(1);
    }

    @Test
    void one_whose_caller_leaves_while_it_waits_is_never_begun() {
        Transaction led = begun();
        await(led.write(insertion("a")));
        Cancellation request = new Cancellation();
        Future<Rows> asked = begun().write(new Work(insertion("b").steps(), OpenStore.LIMITS, request));

        request.cancel();

        assertThat(faultOf(asked)).isInstanceOf(Fault.Unavailable.class);
        await(led.commit());
        assertThat(open.items()).isEqualTo(1);
    }

    @Test
    void a_failed_statement_ends_it_and_nothing_of_it_stays() {
        await(open.insert("taken", 1));
        Transaction transaction = begun();
        await(transaction.write(insertion("a")));

        assertThat(faultOf(transaction.write(insertion("taken")))).isInstanceOf(Fault.Conflict.class);

        assertThat(faultOf(transaction.commit()).toString()).contains("one of its statements failed");
        assertThat(open.items()).isEqualTo(1);
    }

    @Test
    void asked_all_at_once_it_answers_in_order() {
        Transaction transaction = begun();
        Future<Rows> first = transaction.write(insertion("a"));
        Future<Rows> second = transaction.read(query(COUNT));
        Future<Rows> third = transaction.write(insertion("b"));
        Future<Rows> fourth = transaction.read(query(COUNT));
        Future<Void> end = transaction.commit();

        await(end);

        assertThat(List.of(first.succeeded(), third.succeeded())).containsOnly(true);
        assertThat(List.of(count(second.result()), count(fourth.result()))).containsExactly(1L, 2L);
    }

    @Test
    void its_time_is_limited_and_the_store_lives_on() {
        Transaction transaction = await(begin(Duration.ofMillis(100), new Cancellation()));
        await(transaction.write(insertion("a")));

        await(open.insert("b", 1));

        assertThat(faultOf(transaction.commit())).isEqualTo(new Fault.Timeout(Duration.ofMillis(100)));
        assertThat(open.items()).isEqualTo(1);
    }

    @Test
    void whoever_leaves_takes_it_with_him() {
        Cancellation life = new Cancellation();
        Transaction transaction = await(begin(LONG, life));
        await(transaction.write(insertion("a")));

        life.cancel();

        await(open.insert("b", 1));
        assertThat(open.items()).isEqualTo(1);
        assertThat(faultOf(transaction.read(query(COUNT)))).isInstanceOf(Fault.Unavailable.class);
    }

    @Test
    void a_statement_in_it_that_takes_too_long_is_stopped_and_ends_it() {
        Transaction transaction = begun();
        await(transaction.write(insertion("a")));
        Query endless = new Query(ENDLESS, List.of(), new Query.Limits(Duration.ofMillis(50), 1, 100), new Cancellation());

        assertThat(faultOf(transaction.read(endless))).isEqualTo(new Fault.Timeout(Duration.ofMillis(50)));

        await(open.insert("b", 1));
        assertThat(open.items()).isEqualTo(1);
    }

    @Test
    void a_unit_of_work_writes_a_last_row_made_of_its_result() {
        Work closing = new Work(insertion("a").steps(), Optional.of(rows -> Step.run(INSERT, List.of("of-a", rows.affected()))),
                OpenStore.LIMITS, new Cancellation());

        assertThat(await(open.store.write(closing)).affected()).isEqualTo(1);

        assertThat(open.items()).isEqualTo(2);
    }

    @Test
    void a_last_row_that_cannot_be_written_undoes_the_unit() {
        await(open.insert("taken", 1));
        Work closing = insertion("a").closedBy(rows -> Step.run(INSERT, List.of("taken", 1L)));

        assertThat(faultOf(open.store.write(closing))).isInstanceOf(Fault.Conflict.class);

        assertThat(open.items()).isEqualTo(1);
    }
}
