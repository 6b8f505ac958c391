package dev.foldd.data.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.Cancellation;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.FieldType;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.Transaction;
import dev.foldd.store.ValueType;
import dev.foldd.store.Work;
import dev.foldd.testing.Entities;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CachedStoreTest {

    private static final Entity TEAM = Entities.entity("Team").key("id").build();
    private static final Entity SECRET = Entities.entity("Secret").key("id").build().cachedIf(false);
    private static final Entity DOC = referring(Entities.entity("Doc").table("docs").key("id").text("team").build());
    private static final Query.Limits LIMITS = new Query.Limits(Duration.ofSeconds(1), 100, 100_000);
    private static final Statement READ_DOC = select("SELECT 1", "id", "docs");
    private static final Statement READ_TEAM = select("SELECT 2", "Team", "id");
    private static final Statement READ_BOTH = select("SELECT 3", "docs", "team", "Team");
    private static final Statement WRITE_DOC = change("UPDATE ", "docs", "Team");
    private static final Statement WRITE_TEAM = change("INSERT ", "Team", "docs");

    private final AtomicLong nanos = new AtomicLong();
    private final ScriptedStore database = new ScriptedStore();
    private CachedStore store;

    @BeforeEach
    void open() {
        store = new CachedStore(database, 1_000_000, Duration.ofSeconds(60), nanos::get);
        store.use(new EntityCatalogue(List.of(DOC, TEAM, SECRET)));
    }

    private static Entity referring(Entity entity) {
        List<Field> fields = new ArrayList<>(entity.fields());
        fields.set(1, fields.get(1).withReference(Optional.of(new Field.Reference("Team", "id", Field.OnDelete.CASCADE))));
        return new Entity(entity.name(), entity.table(), "", fields, List.of(), entity.acl(), "doc.yaml");
    }

    private static Statement select(String sql, String... names) {
        return new Statement(sql + " FROM …", List.of(), List.of(new Statement.Column("id", ValueType.TEXT)), Optional.empty(),
                true, List.of(names));
    }

    private static Statement change(String sql, String... names) {
        return new Statement(sql + "…", List.of(), List.of(), Optional.empty(), true, List.of(names));
    }

    private static Query query(Statement statement, Object... values) {
        return new Query(statement, List.of(values), LIMITS, new Cancellation());
    }

    private static Work work(Statement... statements) {
        return new Work(Arrays.stream(statements).map(one -> Step.run(one, List.of())).toList(), LIMITS,
                new Cancellation());
    }

    private Rows read(Statement statement, Object... values) {
        return store.read(query(statement, values)).result();
    }

    /** How many questions the database was asked while this happened. */
    private int asked(Runnable deed) {
        int before = database.reads();
        deed.run();
        return database.reads() - before;
    }

    @Test
    void the_same_statement_with_the_same_values_is_answered_from_memory() {
        Rows first = read(READ_DOC, "d1");

        assertThat(read(READ_DOC, "d1")).isSameAs(first);
        assertThat(read(READ_DOC, "d2")).isNotSameAs(first);
        assertThat(read(READ_TEAM, "d1")).isNotSameAs(first);
        assertThat(store.read(query(READ_DOC, 1L)).result()).isNotSameAs(store.read(query(READ_DOC, "1")).result());
        assertThat(store.used().hits()).isEqualTo(1);
    }

    /** Another statement of the same text may answer under other names: it is another policy's. */
    @Test
    void a_statement_of_another_plan_is_another_question() {
        read(READ_DOC, "d1");

        assertThat(asked(() -> read(select("SELECT 1", "id", "docs"), "d1"))).isEqualTo(1);
    }

    @Test
    void a_write_drops_what_names_its_table_and_nothing_else() {
        read(READ_DOC);
        read(READ_TEAM);
        read(READ_BOTH);

        store.write(work(WRITE_DOC));

        assertThat(asked(() -> read(READ_TEAM))).isZero();
        assertThat(asked(() -> read(READ_DOC))).isEqualTo(1);
        assertThat(asked(() -> read(READ_BOTH))).isEqualTo(1);
    }

    @Test
    void a_unit_of_work_counts_for_all_of_its_steps() {
        read(READ_DOC);
        read(READ_TEAM);

        store.write(work(READ_DOC, WRITE_TEAM, WRITE_DOC));

        assertThat(asked(() -> read(READ_TEAM))).isEqualTo(1);
        assertThat(asked(() -> read(READ_DOC))).isEqualTo(1);
    }

    @Test
    void what_is_deleted_takes_along_what_the_database_deletes_with_it() {
        read(READ_DOC);

        store.write(work(change("DELETE ", "Team")));

        assertThat(asked(() -> read(READ_DOC))).isEqualTo(1);
    }

    @Test
    void a_statement_that_does_not_tell_what_it_names_drops_everything_and_is_not_kept() {
        read(READ_DOC);
        Statement unknown = new Statement("DROP …", List.of());

        store.write(work(unknown));

        assertThat(asked(() -> read(READ_DOC))).isEqualTo(1);
        assertThat(asked(() -> {
            read(unknown);
            read(unknown);
        })).isEqualTo(2);
    }

    @Test
    void an_answer_that_was_asked_for_before_a_write_is_not_kept_after_it() {
        database.holdReads();
        Future<Rows> slow = store.read(query(READ_DOC));
        store.write(work(WRITE_DOC));

        database.answerReads();

        assertThat(slow.succeeded()).isTrue();
        assertThat(asked(() -> read(READ_DOC))).isEqualTo(1);
    }

    @Test
    void nothing_is_answered_from_memory_or_kept_while_a_write_is_under_way() {
        read(READ_DOC);
        database.holdWrites();
        Future<Rows> write = store.write(work(WRITE_DOC));

        assertThat(asked(() -> {
            read(READ_DOC);
            read(READ_DOC);
        })).isEqualTo(2);
        database.answerWrites();
        assertThat(write.succeeded()).isTrue();
        assertThat(asked(() -> {
            read(READ_DOC);
            read(READ_DOC);
        })).isEqualTo(1);
    }

    @Test
    void whoever_has_written_reads_what_he_has_written() {
        List<Integer> asked = new ArrayList<>();
        read(READ_DOC);

        store.write(work(WRITE_DOC)).onSuccess(done -> asked.add(asked(() -> read(READ_DOC))));

        assertThat(asked).containsExactly(1);
    }

    @Test
    void a_write_that_is_refused_is_over_and_one_that_is_lost_sight_of_is_in_doubt_for_a_while() {
        database.failWrites(new FaultException(new Fault.Conflict("taken")));
        store.write(work(WRITE_DOC));
        read(READ_DOC);
        assertThat(asked(() -> read(READ_DOC))).isZero();

        database.failWrites(new FaultException(new Fault.Unavailable("gone", Duration.ofSeconds(1))));
        store.write(work(WRITE_DOC));
        read(READ_DOC);
        assertThat(asked(() -> read(READ_DOC))).isEqualTo(1);

        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        read(READ_DOC);
        assertThat(asked(() -> read(READ_DOC))).isZero();
    }

    @Test
    void a_transaction_reads_the_database_and_its_writes_count_when_it_is_committed() {
        read(READ_DOC);
        Transaction transaction = store.begin(Transaction.Isolation.SERIALIZABLE, Duration.ofSeconds(1), new Cancellation())
                .result();
        transaction.write(work(WRITE_DOC));

        assertThat(asked(() -> transaction.read(query(READ_DOC)))).isEqualTo(1);
        assertThat(asked(() -> read(READ_DOC))).isZero();
        database.holdWrites();
        transaction.commit();
        assertThat(asked(() -> read(READ_DOC))).isEqualTo(1);
        database.answerWrites();
        assertThat(asked(() -> {
            read(READ_DOC);
            read(READ_DOC);
        })).isEqualTo(1);
    }

    @Test
    void a_transaction_that_is_rolled_back_has_changed_nothing() {
        read(READ_DOC);
        Transaction transaction = store.begin(Transaction.Isolation.SERIALIZABLE, Duration.ofSeconds(1), new Cancellation())
                .result();
        transaction.write(work(WRITE_DOC));

        transaction.rollback();

        assertThat(asked(() -> read(READ_DOC))).isZero();
    }

    @Test
    void whoever_wants_it_fresh_asks_the_database_and_his_writes_are_noticed() {
        read(READ_DOC);

        assertThat(asked(() -> store.fresh().read(query(READ_DOC)))).isEqualTo(1);
        store.fresh().write(work(WRITE_DOC));
        assertThat(asked(() -> read(READ_DOC))).isEqualTo(1);
    }

    @Test
    void an_answer_grows_too_old_counted_from_when_it_was_asked_for() {
        database.holdReads();
        store.read(query(READ_DOC));
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        database.answerReads();
        assertThat(asked(() -> read(READ_DOC))).isZero();

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(asked(() -> read(READ_DOC))).isEqualTo(1);
    }

    @Test
    void rows_of_an_entity_that_is_not_to_be_kept_are_not_even_where_they_only_decide() {
        Statement deciding = select("SELECT 4", "docs", "Secret");
        read(deciding);

        assertThat(asked(() -> read(deciding))).isEqualTo(1);
        assertThat(store.used().passed()).isEqualTo(2);
    }

    @Test
    void a_failure_and_an_answer_that_is_too_large_are_not_kept() {
        database.failReads(new FaultException(new Fault.Timeout(Duration.ofSeconds(1))));
        store.read(query(READ_DOC, "d1"));
        database.failReads(null);
        assertThat(asked(() -> read(READ_DOC, "d1"))).isEqualTo(1);

        database.answerWith("x".repeat(40_000));
        read(READ_DOC, "d2");

        assertThat(asked(() -> read(READ_DOC, "d2"))).isEqualTo(1);
    }

    @Test
    void no_more_is_kept_than_there_is_memory_for() {
        database.answerWith("x".repeat(10_000));
        for (int i = 0; i < 1_000; i++) {
            read(READ_DOC, "d" + i);
        }

        assertThat(store.used().bytes()).isBetween(500_000L, 1_000_000L);
        assertThat(store.used().evicted()).isGreaterThan(900);
    }

    /** As when it came from the database, an answer needs room on its way to the caller. */
    @Test
    void an_answer_for_which_there_is_no_room_is_not_taken_from_memory() {
        database.answerWith("x".repeat(10_000));
        read(READ_DOC, "d1");
        Cancellation full = new Cancellation(new Cancellation.Room() {
            @Override
            public boolean take(long bytes, long ofTheSame) {
                return false;
            }

            @Override
            public void give(long bytes) {
                // Nothing was taken.
            }

            @Override
            public long max() {
                return 0;
            }
        });

        assertThat(asked(() -> store.read(new Query(READ_DOC, List.of("d1"), LIMITS, full)))).isEqualTo(1);
        assertThat(asked(() -> read(READ_DOC, "d1"))).isZero();
    }

    @Test
    void other_limits_are_asked_for_anew() {
        read(READ_DOC, "d1");
        Query.Limits tighter = new Query.Limits(Duration.ofSeconds(1), 1, 10);

        assertThat(asked(() -> store.read(new Query(READ_DOC, List.of("d1"), tighter, new Cancellation())))).isEqualTo(1);
    }

    @Test
    void new_entities_drop_what_is_kept_and_a_write_from_before_counts_for_them() {
        read(READ_DOC);
        database.holdWrites();
        store.write(work(WRITE_DOC));

        store.use(new EntityCatalogue(List.of(DOC, Entities.entity("New").key("id").field("n", FieldType.INTEGER).build())));

        assertThat(asked(() -> {
            read(READ_DOC);
            read(READ_DOC);
        })).isEqualTo(2);
        assertThat(asked(() -> read(READ_TEAM))).isEqualTo(1);
    }

    @Test
    void a_change_of_the_schema_drops_everything() {
        read(READ_DOC);

        store.define(List.of("…"));

        assertThat(asked(() -> read(READ_DOC))).isEqualTo(1);
    }

    @Test
    void what_another_daemon_writes_drops_what_names_its_table_and_what_goes_with_it() {
        read(READ_DOC);
        read(READ_TEAM);

        store.changedElsewhere("Team", false);
        assertThat(asked(() -> read(READ_DOC))).isZero();
        assertThat(asked(() -> read(READ_TEAM))).isEqualTo(1);
        store.changedElsewhere("Team", true);
        assertThat(asked(() -> read(READ_DOC))).as("rows that were deleted with it").isEqualTo(1);
        store.changedElsewhere("a table of others", true);
        assertThat(asked(() -> read(READ_DOC))).isZero();
        store.anyChangedElsewhere();
        assertThat(asked(() -> read(READ_DOC))).isEqualTo(1);
    }

    @Test
    void an_answer_that_another_daemon_overtakes_on_its_way_is_not_kept() {
        database.holdReads();
        store.read(query(READ_DOC));
        store.changedElsewhere("docs", false);
        database.answerReads();

        assertThat(asked(() -> read(READ_DOC))).isEqualTo(1);
    }

    @Test
    void while_others_cannot_be_heard_nothing_is_answered_from_memory() {
        AtomicBoolean current = new AtomicBoolean(true);
        store = new CachedStore(database, 1_000_000, Duration.ofSeconds(60), nanos::get, current::get);
        store.use(new EntityCatalogue(List.of(DOC, TEAM, SECRET)));
        read(READ_DOC);
        BooleanSupplier unchanged = store.unchanged(List.of("docs"));
        assertThat(unchanged.getAsBoolean()).isTrue();

        current.set(false);

        assertThat(asked(() -> read(READ_DOC))).isEqualTo(1);
        assertThat(unchanged.getAsBoolean()).isFalse();
        store.changedElsewhere("docs", false);
        current.set(true);
        assertThat(asked(() -> read(READ_DOC))).as("told when it could be heard again").isEqualTo(1);
        assertThat(unchanged.getAsBoolean()).isFalse();
    }
}
