package dev.foldd.store.sqlite;

import static dev.foldd.store.sqlite.OpenStore.await;
import static dev.foldd.store.sqlite.OpenStore.faultOf;
import static dev.foldd.store.sqlite.OpenStore.query;
import static dev.foldd.store.sqlite.OpenStore.work;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.contract.Observation;
import dev.foldd.fault.Fault;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.Table;
import dev.foldd.store.ValueType;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {

    private static final Statement ALL = new Statement("SELECT id, n FROM item ORDER BY id",
            List.of(new Statement.Column("id", ValueType.TEXT), new Statement.Column("n", ValueType.BIGINT)));
    private static final Duration SOON = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    @Test
    void the_file_belongs_to_its_owner_alone() throws Exception {
        Path inside = directory.resolve("a ?%20b#c");
        try (OpenStore open = OpenStore.on(inside).withItems()) {
            await(open.insert("a", 1));

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inside))).isEqualTo("rwx------");
            for (String name : List.of("test.db", "test.db-wal", "test.db-shm")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inside.resolve(name))))
                        .as(name).isEqualTo("rw-------");
            }
            assertThat(open.observations).isEmpty();
        }
    }

    @Test
    void a_file_that_others_can_read_is_told_of() throws Exception {
        Files.createFile(directory.resolve("test.db"));
        Files.setPosixFilePermissions(directory.resolve("test.db"), PosixFilePermissions.fromString("rw-r--r--"));

        try (OpenStore open = OpenStore.on(directory)) {
            assertThat(open.observations).containsExactly(
                    new Observation.Warned("store", "the database file can be read by other users of this machine"));
        }
    }

    @Test
    void what_is_no_database_is_not_opened() throws Exception {
        Files.writeString(directory.resolve("test.db"),
                "no database at all, but long enough to be looked at".repeat(40));

        assertThatThrownBy(() -> OpenStore.on(directory)).hasStackTraceContaining("SQLITE_NOTADB");
    }

    /** With one reader and enough company, so that it never lets go of its snapshot of its own accord. */
    @Test
    void every_acknowledged_write_is_seen_by_the_next_read() {
        try (OpenStore open = OpenStore.on(directory, Map.of("readers", 1)).withItems()) {
            AtomicBoolean enough = new AtomicBoolean();
            open.vertx.getOrCreateContext().runOnContext(nothing -> {
                for (int i = 0; i < 50; i++) {
                    readOn(open, enough);
                }
            });
            List<Future<?>> chains = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String id = "c" + i;
                await(open.insert(id, 0));
                chains.add(writeAndLook(open, id, 1, 100));
            }

            chains.forEach(OpenStore::await);

            enough.set(true);
        }
    }

    private static void readOn(OpenStore open, AtomicBoolean enough) {
        open.store.read(query(OpenStore.COUNT)).onSuccess(rows -> {
            if (!enough.get()) {
                readOn(open, enough);
            }
        });
    }

    private static Future<?> writeAndLook(OpenStore open, String id, long n, int times) {
        Statement update = new Statement("UPDATE item SET n = ? WHERE id = ?", List.of());
        Statement find = new Statement("SELECT n FROM item WHERE id = ?",
                List.of(new Statement.Column("n", ValueType.BIGINT)));
        return open.store.write(work(Step.run(update, List.of(n, id))))
                .compose(done -> open.store.read(query(find, id)))
                .compose(rows -> {
                    assertThat(rows.values().get(0)[0]).isEqualTo(n);
                    return n == times ? Future.succeededFuture() : writeAndLook(open, id, n + 1, times);
                });
    }

    @Test
    void answers_arrive_on_the_context_that_asked() {
        try (OpenStore open = OpenStore.on(directory).withItems()) {
            for (int i = 0; i < 4; i++) {
                Context context = open.vertx.getOrCreateContext();
                Promise<Context> read = Promise.promise();
                Promise<Context> written = Promise.promise();
                String id = "i" + i;

                context.runOnContext(nothing -> {
                    open.store.read(query(ALL)).onComplete(rows -> read.complete(Vertx.currentContext()));
                    open.insert(id, 1).onComplete(rows -> written.complete(Vertx.currentContext()));
                });

                assertThat(await(read.future())).isSameAs(context);
                assertThat(await(written.future())).isSameAs(context);
            }
        }
    }

    @Test
    void a_changed_table_reaches_kept_statements() {
        Statement star = new Statement("SELECT id, n FROM item", ALL.columns());
        try (OpenStore open = OpenStore.on(directory).withItems()) {
            await(open.insert("a", 1));
            open.read(star);

            await(open.store.define(List.of("ALTER TABLE item ADD COLUMN extra TEXT DEFAULT 'x'",
                    "CREATE INDEX item_n ON item (n)")));
            await(open.store.define(List.of("DROP INDEX item_n", "ALTER TABLE item RENAME TO old",
                    "CREATE TABLE item (n INTEGER, id TEXT)", "INSERT INTO item VALUES (5, 'new')")));

            assertThat(open.read(star).values()).containsExactly(new Object[] {"new", 5L});
            assertThat(await(open.insert("b", 2)).affected()).isEqualTo(1);
        }
    }

    @Test
    void a_definition_happens_all_or_not_at_all_and_in_the_midst_of_writes() {
        try (OpenStore open = OpenStore.on(directory).withItems()) {
            List<Future<Rows>> inserts = new ArrayList<>();
            List<Future<Void>> definitions = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                inserts.add(open.insert("i" + i, i));
                if (i % 100 == 50) {
                    definitions.add(open.store.define(
                            List.of("CREATE TABLE t" + i + " (x)", "INSERT INTO t" + i + " VALUES (1)")));
                }
            }
            Future<Void> broken = open.store.define(List.of("CREATE TABLE half (x)", "CREATE TABLE item (x)"));

            inserts.forEach(OpenStore::await);
            definitions.forEach(OpenStore::await);
            assertThatThrownBy(() -> await(broken)).hasMessageContaining("already exists");
            assertThat(await(open.store.tables())).extracting(Table::name)
                    .containsExactly("item", "t150", "t250", "t350", "t450", "t50", "t550");
        }
    }

    @Test
    void tells_tables_columns_and_indexes() {
        try (OpenStore open = OpenStore.on(directory)) {
            await(open.store.define(List.of(
                    "CREATE TABLE \"User\" (\"id\" TEXT NOT NULL PRIMARY KEY, \"email\" TEXT UNIQUE, "
                            + "\"tenantId\" TEXT NOT NULL)",
                    "CREATE INDEX \"user_tenant\" ON \"User\" (\"tenantId\", \"email\" DESC)",
                    "CREATE UNIQUE INDEX \"partial\" ON \"User\" (\"tenantId\") WHERE \"email\" IS NULL")));

            List<Table> tables = await(open.store.tables());

            assertThat(tables).containsExactly(new Table("User",
                    List.of(new Table.TableColumn("id", "TEXT", false, true),
                            new Table.TableColumn("email", "TEXT", true, false),
                            new Table.TableColumn("tenantId", "TEXT", false, false)),
                    List.of(new Table.TableIndex("partial", List.of("tenantId"), false),
                            new Table.TableIndex("sqlite_autoindex_User_1", List.of("id"), true),
                            new Table.TableIndex("sqlite_autoindex_User_2", List.of("email"), true),
                            new Table.TableIndex("user_tenant", List.of("tenantId", "email"), false))));
        }
    }

    @Test
    void readers_cannot_write() {
        try (OpenStore open = OpenStore.on(directory).withItems()) {
            Statement sneaky = new Statement("INSERT INTO item (id, n) VALUES ('a', 1) RETURNING id, n", ALL.columns());

            assertThat(faultOf(open.store.read(query(sneaky)))).isInstanceOf(Fault.Unavailable.class);
            assertThat(open.items()).isZero();
        }
    }

    @Test
    void a_file_that_another_process_holds_is_unavailable_and_then_available_again() throws Exception {
        try (OpenStore open = OpenStore.on(directory, Map.of("busy_timeout", "10ms")).withItems()) {
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("test.db"))) {
                try (var statement = other.createStatement()) {
                    statement.execute("BEGIN IMMEDIATE");
                    assertThat(faultOf(open.insert("a", 1)))
                            .isEqualTo(new Fault.Unavailable("the database is in use by another process", SOON));
                    assertThat(open.items()).isZero();
                    statement.execute("ROLLBACK");
                }
            }

            assertThat(await(open.insert("a", 1)).affected()).isEqualTo(1);
        }
    }

    @Test
    void a_ping_takes_its_time_and_no_more() {
        try (OpenStore open = OpenStore.on(directory)) {
            assertThat(await(open.store.ping())).isPositive().isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void it_opens_again_with_everything_in_it() {
        try (OpenStore open = OpenStore.on(directory).withItems()) {
            await(open.insert("a", 1));
        }

        try (OpenStore again = OpenStore.on(directory)) {
            assertThat(again.read(ALL).values()).containsExactly(new Object[] {"a", 1L});
        }
    }

    @Test
    void a_burst_from_many_loops_is_answered_once_each() {
        try (OpenStore open = OpenStore.on(directory, Map.of("readers", 4)).withItems()) {
            AtomicInteger answers = new AtomicInteger();
            List<Future<?>> all = new ArrayList<>();
            for (int loop = 0; loop < 8; loop++) {
                Promise<Void> done = Promise.promise();
                all.add(done.future());
                open.vertx.getOrCreateContext().runOnContext(nothing -> {
                    List<Future<?>> reads = new ArrayList<>();
                    for (int i = 0; i < 1_000; i++) {
                        reads.add(open.store.read(query(OpenStore.COUNT))
                                .onComplete(rows -> answers.incrementAndGet()));
                    }
                    Future.all(reads).onComplete(result -> done.complete());
                });
            }

            all.forEach(OpenStore::await);

            assertThat(answers).hasValue(8_000);
        }
    }
}
