package dev.foldd.data.tx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Caller;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Principal;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.Store;
import dev.foldd.store.Transaction.Isolation;
import dev.foldd.testing.Database;
import dev.foldd.testing.Stores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may use which transaction, and for how long, on a real store. */
class TransactionsTest {

    private static final TransactionConfig CONFIG =
            new TransactionConfig(Duration.ofSeconds(5), Duration.ofSeconds(30), 1, 10);

    @TempDir
    Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong nanos = new AtomicLong();
    private Store store;
    private Transactions transactions;

    @BeforeEach
    void open() throws Exception {
        DatabaseConfig config = DatabaseConfig.read(Section.root(Map.of(), new Problems()));
        store = Stores.open(Database.SQLITE, vertx, config, directory);
        transactions = new Transactions(store, CONFIG, nanos::get);
    }

    @AfterEach
    void close() throws Exception {
        done(store.close());
        done(vertx.close());
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static Fault faultOf(Future<?> future) throws Exception {
        try {
            done(future);
        } catch (ExecutionException e) {
            return ((FaultException) e.getCause()).fault();
        }
        throw new AssertionError("it should have failed");
    }

    private static Caller caller(String subject, Cancellation connection) {
        Principal who = new Principal(subject, Principal.Kind.USER, List.of("user"), Optional.empty(), OptionalInt.empty(),
                Map.of());
        return new Caller(who, "rpc", "127.0.0.1", "1-1", new Cancellation(), connection);
    }

    private Future<String> use(String id, Caller caller) {
        return transactions.in(id, caller, session -> Future.succeededFuture("used"));
    }

    @Test
    void is_there_for_its_subject_on_its_connection_alone() throws Exception {
        Cancellation connection = new Cancellation();
        Caller anna = caller("anna", connection);
        String id = done(transactions.begin(anna, Isolation.SERIALIZABLE));

        assertThat(done(use(id, anna))).isEqualTo("used");
        assertThat(faultOf(use(id, caller("bert", connection)))).isInstanceOf(Fault.NotFound.class);
        assertThat(faultOf(use(id, caller("anna", new Cancellation())))).isInstanceOf(Fault.NotFound.class);
        assertThat(faultOf(transactions.commit(id, caller("bert", connection)))).isInstanceOf(Fault.NotFound.class);
        done(transactions.commit(id, anna));
        assertThat(faultOf(use(id, anna))).isInstanceOf(Fault.NotFound.class);
    }

    @Test
    void a_user_has_so_many_open_and_again_when_one_has_ended() throws Exception {
        Caller anna = caller("anna", new Cancellation());
        String id = done(transactions.begin(anna, Isolation.SERIALIZABLE));

        assertThat(faultOf(transactions.begin(anna, Isolation.SERIALIZABLE))).isInstanceOf(Fault.RateLimited.class);
        done(transactions.rollback(id, anna));

        done(transactions.rollback(done(transactions.begin(anna, Isolation.SERIALIZABLE)), anna));
        assertThat(transactions.count()).isZero();
    }

    @Test
    void one_that_nobody_uses_ends_and_one_that_is_used_does_not() throws Exception {
        Caller anna = caller("anna", new Cancellation());
        String id = done(transactions.begin(anna, Isolation.SERIALIZABLE));
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        done(use(id, anna));
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        transactions.look();
        assertThat(transactions.count()).isEqualTo(1);

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        transactions.look();

        assertThat(transactions.count()).isZero();
        assertThat(faultOf(use(id, anna))).isInstanceOf(Fault.NotFound.class);
    }

    @Test
    void ends_with_its_connection() throws Exception {
        Cancellation connection = new Cancellation();
        Caller anna = caller("anna", connection);
        done(transactions.begin(anna, Isolation.SERIALIZABLE));

        connection.cancel();
        transactions.look();

        assertThat(transactions.count()).isZero();
        done(transactions.begin(caller("anna", new Cancellation()), Isolation.SERIALIZABLE));
    }
}
