package dev.foldd.data.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.Cancellation;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Samples;
import dev.foldd.store.Capabilities;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Store;
import dev.foldd.store.Table;
import dev.foldd.store.Table.TableColumn;
import dev.foldd.store.Transaction;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaUpdateTest {

    private static final EntityCatalogue WANTED = Samples.catalogue(
            "entity: A\nfields: {id: {type: uuid, primary: true, generated: true}}");

    private final DefiningStore store = new DefiningStore();
    private final SchemaUpdate update = new SchemaUpdate(store, new SqliteDialect());

    @Test
    void a_diff_changes_nothing() {
        Future<SchemaDiff> diff = update.diff(WANTED);

        assertThat(diff.result().changes()).extracting(Change::summary).containsExactly("create table A");
        assertThat(store.defined).isEmpty();
    }

    @Test
    void apply_makes_the_changes_and_tells_them() {
        Future<SchemaDiff> done = update.apply(WANTED);

        assertThat(done.result().changes()).hasSize(1);
        assertThat(store.defined).containsExactly("CREATE TABLE \"A\" (\n  \"id\" TEXT PRIMARY KEY NOT NULL\n)");
        assertThat(update.statements(done.result())).isEqualTo(store.defined);
    }

    @Test
    void a_database_that_has_everything_is_left_alone() {
        store.present.add(new Table("A", List.of(new TableColumn("id", "TEXT", false, true)), List.of()));

        assertThat(update.apply(WANTED).result().isEmpty()).isTrue();
        assertThat(store.definitions).isZero();
    }

    /** A store of which only the schema is used. */
    private static final class DefiningStore implements Store {

        private final List<Table> present = new ArrayList<>();
        private final List<String> defined = new ArrayList<>();
        private int definitions;

        @Override
        public Future<Transaction> begin(Transaction.Isolation isolation, Duration limit, Cancellation life) {
            throw new UnsupportedOperationException("no test begins one");
        }

        @Override
        public Future<Void> define(List<String> statements) {
            definitions++;
            defined.addAll(statements);
            return Future.succeededFuture();
        }

        @Override
        public Future<List<Table>> tables() {
            return Future.succeededFuture(present);
        }

        @Override
        public Future<Rows> read(Query query) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Rows> write(Work work) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Capabilities capabilities() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Duration> ping() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}
