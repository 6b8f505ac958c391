package dev.foldd.data.schema;

import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.store.Store;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;

/** Brings a database to what the entities want, as far as that takes nothing away. */
public final class SchemaUpdate {

    private final Store store;
    private final SchemaDialect dialect;

    public SchemaUpdate(Store store, SchemaDialect dialect) {
        this.store = Objects.requireNonNull(store);
        this.dialect = Objects.requireNonNull(dialect);
    }

    /** What would be done. */
    public Future<SchemaDiff> diff(EntityCatalogue wanted) {
        return store.tables().map(present -> SchemaDiff.of(wanted, present, dialect));
    }

    /** Does it, in one transaction where the database can, and answers what was done. */
    public Future<SchemaDiff> apply(EntityCatalogue wanted) {
        return diff(wanted).compose(diff -> diff.isEmpty() ? Future.succeededFuture(diff)
                : store.define(statements(diff)).map(diff));
    }

    /** The statements that make these changes, in order. */
    public List<String> statements(SchemaDiff diff) {
        return new Ddl(dialect).statements(diff.changes());
    }
}
