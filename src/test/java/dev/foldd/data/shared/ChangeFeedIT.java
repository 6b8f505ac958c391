package dev.foldd.data.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Revocation;
import dev.foldd.data.shared.Change.Op;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.Store;
import dev.foldd.store.Transaction;
import dev.foldd.store.ValueType;
import dev.foldd.store.Work;
import dev.foldd.testing.Database;
import dev.foldd.testing.Stores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Two who write to one real database, and one who follows: what is committed is told, once, whatever its number. */
@Timeout(60)
@ParameterizedClass
@EnumSource(value = Database.class, names = {"POSTGRES", "MARIADB"})
class ChangeFeedIT {

    private static final Query.Limits LIMITS = new Query.Limits(Duration.ofSeconds(10), 100, 100_000);

    @TempDir
    private Path directory;

    @Parameter
    private Database database;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong nanos = new AtomicLong(1);
    private final List<Change> heard = new ArrayList<>();
    private int rings;
    private SharedDialect words;
    private Store store;
    private Store other;
    private ChangeFeed feed;

    @BeforeEach
    void open() throws Exception {
        words = database == Database.POSTGRES ? SharedDialect.POSTGRES : SharedDialect.MYSQL;
        store = Stores.fresh(database, vertx, directory);
        done(store.define(words.tables()));
        done(store.define(List.of("CREATE TABLE thing (id BIGINT PRIMARY KEY, n BIGINT)")));
        other = new NotingStore(store, new ChangeTable(words, "other"), "quiet"::equals, () -> rings++);
        feed = feed();
        done(feed.look());
        heard.clear();
    }

    @AfterEach
    void close() throws Exception {
        done(store.close());
        done(vertx.close());
    }

    private ChangeFeed feed() {
        return new ChangeFeed(store, new ChangeTable(words, "own"), new ChangeFeed.Listener() {
            @Override
            public void changed(Change change) {
                heard.add(change);
            }

            @Override
            public void everything() {
                heard.add(Change.ANYTHING);
            }
        }, new ChangeFeed.Pace(Duration.ofSeconds(1), Duration.ofMinutes(2)), observation -> { }, nanos::get);
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Statement writing(String sql, Optional<String> many) {
        return new Statement(words.placed(sql), List.of(ValueType.BIGINT), List.of(), many, false,
                List.of("thing"));
    }

    private Step insert(long id) {
        return Step.run(writing("INSERT INTO thing (id) VALUES (?)", Optional.empty()), List.of(id));
    }

    private static Work work(Step... steps) {
        return new Work(List.of(steps), LIMITS, new Cancellation());
    }

    private List<Change> heardNow() throws Exception {
        done(feed.look());
        List<Change> now = List.copyOf(heard);
        heard.clear();
        return now;
    }

    private static Change thing(Op op) {
        return new Change(Optional.of("thing"), op);
    }

    @Test
    void every_form_of_a_write_is_told_once_and_a_read_is_not() throws Exception {
        done(other.write(work(insert(1))));
        assertThat(heardNow()).containsExactly(thing(Op.INSERT));
        Step many = Step.runAll(writing("INSERT INTO thing (id) VALUES (?)", database == Database.POSTGRES
                ? Optional.of("INSERT INTO thing (id) SELECT * FROM unnest($1::bigint[])") : Optional.empty()),
                List.of(List.of(2L), List.of(3L)));
        assertThat(done(other.write(work(many))).affected()).isEqualTo(2);
        assertThat(heardNow()).containsExactly(thing(Op.INSERT));
        done(other.write(work(insert(4), insert(5))));
        assertThat(heardNow()).containsExactly(thing(Op.INSERT));
        Step update = Step.run(writing("UPDATE thing SET n = 1 WHERE id <= ?", Optional.empty()), List.of(2L));
        assertThat(done(other.write(work(update))).affected()).isEqualTo(2);
        assertThat(heardNow()).containsExactly(thing(Op.UPDATE));
        Step delete = Step.run(writing("DELETE FROM thing WHERE id = ?", Optional.empty()), List.of(5L));
        done(other.write(work(delete).closedBy(rows -> insert(6))));
        assertThat(heardNow()).containsExactly(thing(Op.DELETE));
        assertThat(rings).isEqualTo(5);
        done(other.read(new Query(new Statement("SELECT 1", List.of()), List.of(), LIMITS, new Cancellation())));
        done(other.write(work(Step.run(new Statement("DELETE FROM thing", List.of(), List.of(), Optional.empty(), false,
                List.of("quiet")), List.of()))));
        assertThat(heardNow()).isEmpty();
    }

    @Test
    void what_fails_is_not_told() throws Exception {
        done(other.write(work(insert(1))));
        heardNow();

        assertThat(other.write(work(insert(1)))).satisfies(ChangeFeedIT::fails);
        assertThat(other.write(work(insert(2), insert(1)))).satisfies(ChangeFeedIT::fails);

        assertThat(heardNow()).isEmpty();
        done(other.write(work(insert(2))));
        assertThat(heardNow()).containsExactly(thing(Op.INSERT));
    }

    private static void fails(Future<Rows> write) {
        assertThat(write.toCompletionStage().toCompletableFuture()).failsWithin(Duration.ofSeconds(10)).withThrowableThat()
                .withCauseInstanceOf(FaultException.class).satisfies(thrown -> assertThat(FaultException.carriedBy(thrown.getCause()))
                        .get().isInstanceOf(Fault.Conflict.class));
    }

    @Test
    void a_transaction_tells_what_it_did_with_its_commit_and_nothing_when_it_is_undone() throws Exception {
        Transaction undone = begin(other);
        done(undone.write(work(insert(1))));
        done(undone.rollback());
        Transaction kept = begin(other);
        done(kept.write(work(insert(1))));
        done(kept.write(work(insert(2))));
        assertThat(heardNow()).isEmpty();

        done(kept.commit());

        assertThat(heardNow()).containsExactly(thing(Op.INSERT));
    }

    @Test
    void a_slow_transaction_with_a_lower_number_is_told_when_it_commits() throws Exception {
        ChangeTable table = new ChangeTable(words, "slow");
        Transaction slow = begin(store);
        done(slow.write(work(table.step(List.of(thing(Op.DELETE))))));
        Transaction lost = begin(store);
        done(lost.write(work(table.step(List.of(thing(Op.ANY))))));
        done(other.write(work(insert(1))));
        assertThat(heardNow()).containsExactly(thing(Op.INSERT));
        done(lost.rollback());
        nanos.addAndGet(Duration.ofSeconds(40).toNanos());
        done(other.write(work(insert(2))));
        assertThat(heardNow()).containsExactly(thing(Op.INSERT));

        done(slow.commit());

        assertThat(heardNow()).containsExactly(thing(Op.DELETE));
        assertThat(heardNow()).as("told once").isEmpty();
    }

    @Test
    void whoever_begins_while_a_transaction_is_under_way_hears_of_its_commit() throws Exception {
        done(other.write(work(insert(1))));
        Transaction slow = begin(store);
        done(slow.write(work(new ChangeTable(words, "slow").step(List.of(thing(Op.DELETE))))));
        done(other.write(work(insert(2))));

        feed = feed();
        assertThat(heardNow()).containsExactly(Change.ANYTHING);
        done(slow.commit());

        assertThat(heardNow()).containsExactly(thing(Op.DELETE));
    }

    @Test
    void whoever_begins_after_all_rows_have_been_dropped_still_hears_of_a_lower_number() throws Exception {
        done(new ChangeTable(words, "x").purge(store, Long.MAX_VALUE));
        Transaction slow = begin(store);
        done(slow.write(work(new ChangeTable(words, "slow").step(List.of(thing(Op.DELETE))))));

        feed = feed();
        assertThat(heardNow()).containsExactly(Change.ANYTHING);
        done(slow.commit());

        assertThat(heardNow()).containsExactly(thing(Op.DELETE));
    }

    @Test
    void changes_are_dropped_when_everybody_has_had_the_time_to_see_them() throws Exception {
        done(other.write(work(insert(1))));
        heardNow();
        done(feed.purge());
        done(other.write(work(insert(2))));
        heardNow();
        assertThat(rowCount()).isEqualTo(3);

        done(feed.purge());

        assertThat(rowCount()).isEqualTo(1);
    }

    @Test
    void revocations_are_read_as_they_were_kept_and_told_like_other_changes() throws Exception {
        RevocationTable revocations = new RevocationTable(other, words, 100);
        Instant now = Instant.parse("2026-03-04T05:06:07.890Z");
        Revocation one = new Revocation(Revocation.Kind.JTI, "t-'1", now, now.plusSeconds(60));
        Revocation key = new Revocation(Revocation.Kind.KEY, "k", now, Instant.parse("9999-12-31T23:59:59Z"));

        done(revocations.add(one));
        done(revocations.add(key));
        done(revocations.add(one));

        assertThat(done(revocations.read())).containsExactlyInAnyOrder(one, key);
        assertThat(heardNow()).isNotEmpty().allMatch(RevocationTable::isMeant);
        done(revocations.purge(now.plusSeconds(61)));
        assertThat(done(revocations.read())).containsExactly(key);
    }

    private Transaction begin(Store on) throws Exception {
        return done(on.begin(Transaction.Isolation.READ_COMMITTED, Duration.ofSeconds(30), new Cancellation()));
    }

    private long rowCount() throws Exception {
        return (long) done(store.read(new Query(new Statement("SELECT COUNT(*) FROM foldd_change", List.of(new Statement.Column("n",
                ValueType.BIGINT))), List.of(), LIMITS, new Cancellation()))).values().get(0)[0];
    }
}
