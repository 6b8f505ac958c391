package dev.foldd.fold;

import dev.foldd.contract.Observer;
import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.storage.Atoms;
import dev.foldd.fold.storage.FoldDialect;
import dev.foldd.fold.storage.SchemaTable;
import dev.foldd.store.Query;
import dev.foldd.store.Store;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What the node keeps, and knows: its schemas and their atoms. One for all event loops. */
public record FoldNode(SchemaBook book, Atoms atoms, Schemas schemas, FoldConfig config) {

    /**
     * What the node is made of.
     *
     * @param current whether what other daemons do to schemas is told at this time
     */
    public record Ground(Store store, FoldDialect words, Query.Limits limits, Atoms.Signer signer, Supplier<UUID> ids,
                         Clock clock, Observer observer, BooleanSupplier current) {

        /** On a database that no other daemon writes to. */
        public Ground(Store store, FoldDialect words, Query.Limits limits, Atoms.Signer signer, Supplier<UUID> ids, Clock clock,
                      Observer observer) {
            this(store, words, limits, signer, ids, clock, observer, () -> true);
        }
    }

    /**
     * Makes the tables that are missing, reads the schemas that are kept, and takes those of files.
     *
     * @return fails when the database does not let it
     */
    public static Future<FoldNode> open(Ground ground, FoldConfig config, List<Schema> files) {
        Query.Limits limits = new Query.Limits(ground.limits().timeout(), config.entriesMax() + 1, ground.limits().bytesMax());
        Atoms atoms = new Atoms(ground.store(), ground.words(), limits, ground.signer(), ground.ids(), ground.clock());
        SchemaTable table = new SchemaTable(ground.store(), ground.words(), limits, ground.clock());
        return ground.store().define(ground.words().tables()).compose(made -> table.load()).compose(kept -> {
            SchemaBook book = new SchemaBook(kept);
            Schemas schemas = new Schemas(book, table, ground.observer(), ground.current());
            return schemas.load(files).map(done -> new FoldNode(book, atoms, schemas, config));
        });
    }
}
