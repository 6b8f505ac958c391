package dev.foldd.store.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.foldd.config.Problems;
import dev.foldd.config.Secret;
import dev.foldd.config.Section;
import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.Login;
import dev.foldd.store.Logins;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Store;
import dev.foldd.store.Transaction;
import dev.foldd.store.ValueType;
import dev.foldd.store.mysql.MySqlDriver;
import dev.foldd.store.postgres.PostgresDriver;
import dev.foldd.testing.Database;
import dev.foldd.testing.GuardedServer;
import dev.foldd.testing.Stores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A password that changes while the store is in use, on real servers that ask for it. */
@Timeout(90)
@ParameterizedClass
@EnumSource(value = Database.class, names = {"POSTGRES", "MARIADB"})
class ServerLoginIT {

    private static final Statement ONE = new Statement("SELECT 1", List.of(),
            List.of(new Statement.Column("x", ValueType.INTEGER)), Optional.empty(), false);

    @Parameter
    private Database database;

    private static GuardedServer server;

    private final Vertx vertx = Vertx.vertx();
    private final Passwords passwords = new Passwords();
    private Store store;

    /** A password in a place of its own, which counts once somebody has looked. */
    private static final class Passwords implements Logins {
        private volatile String written = GuardedServer.FIRST;
        private volatile String known = GuardedServer.FIRST;
        private final AtomicInteger looks = new AtomicInteger();

        @Override
        public Login now() {
            return new Login(Optional.of(GuardedServer.GUEST), Optional.of(new Secret(known)));
        }

        @Override
        public void look() {
            known = written;
            looks.incrementAndGet();
        }
    }

    @BeforeParameterizedClassInvocation
    static void start(Database kind) {
        server = GuardedServer.start(kind, Optional.empty());
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() throws Exception {
        server.changePassword(GuardedServer.FIRST);
        passwords.written = GuardedServer.FIRST;
        passwords.known = GuardedServer.FIRST;
        store = opened();
    }

    @AfterEach
    void close() throws Exception {
        done(store.close());
        done(vertx.close());
    }

    private Store opened() throws Exception {
        DatabaseConfig.Connection config = DatabaseConfig.read(Section.root(
                Stores.tree(server.settings(), Map.of("connection.pool_size", 8)), new Problems())).connection();
        return done(ServerStore.open(vertx, database == Database.POSTGRES ? new PostgresDriver(vertx, config, passwords)
                : new MySqlDriver(vertx, config, passwords), observation -> { }));
    }

    @Test
    void a_wrong_password_at_the_start_is_told_at_once() {
        passwords.known = "wrong";

        assertThatThrownBy(this::opened).hasRootCauseInstanceOf(database == Database.POSTGRES
                ? io.vertx.pgclient.PgException.class : io.vertx.mysqlclient.MySQLException.class);
        assertThat(passwords.looks).hasValue(0);
    }

    @Test
    void whoever_needs_a_new_connection_waits_until_both_know_the_new_password() throws Exception {
        Transaction open = done(begin());
        server.changePassword("second");

        List<Future<Transaction>> more = List.of(begin(), begin(), begin());
        Future<Rows> brief = store.read(query(new Statement(ONE.sql(), List.of(), ONE.columns(), Optional.empty(), true)));
        await().until(() -> passwords.looks.get() > 1);
        assertThat(more).noneMatch(Future::isComplete);
        assertThat(done(open.read(query(ONE))).values()).hasSize(1);
        passwords.written = "second";

        for (Future<Transaction> one : more) {
            done(done(one).commit());
        }
        assertThat(done(brief).values()).hasSize(1);
        done(open.commit());
    }

    @Test
    void the_other_order_is_as_good() throws Exception {
        Transaction open = done(begin());
        passwords.written = "second";
        passwords.known = "second";

        Future<Transaction> second = begin();
        await().until(() -> passwords.looks.get() > 1);
        assertThat(second.isComplete()).isFalse();
        server.changePassword("second");

        done(done(second).commit());
        done(open.commit());
    }

    @Test
    void who_waits_in_vain_is_told_and_so_is_everybody_after_him_until_it_is_over() throws Exception {
        List<Future<Transaction>> open = new ArrayList<>(List.of(begin()));
        done(open.get(0));
        server.changePassword("second");

        assertThat(faultOf(begin())).isInstanceOf(Fault.Unavailable.class);
        long start = System.nanoTime();
        assertThat(faultOf(begin())).isInstanceOf(Fault.Unavailable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        passwords.written = "second";

        await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> done(begin().compose(Transaction::commit)
                .map(true)));
        done(done(open.get(0)).commit());
    }

    private Future<Transaction> begin() {
        return store.begin(Transaction.Isolation.READ_COMMITTED, Duration.ofSeconds(60), new Cancellation());
    }

    private static Query query(Statement statement) {
        return new Query(statement, List.of(), new Query.Limits(Duration.ofSeconds(30), 10, 1_000), new Cancellation());
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(40, TimeUnit.SECONDS);
    }

    private static Fault faultOf(Future<?> future) throws Exception {
        try {
            done(future);
        } catch (ExecutionException e) {
            return ((FaultException) e.getCause()).fault();
        }
        throw new AssertionError("it should have failed");
    }
}
