package dev.foldd.daemon;

import dev.foldd.config.ConfigException;
import dev.foldd.contract.Observer;
import dev.foldd.daemon.files.ModelFiles;
import dev.foldd.data.DataModel;
import dev.foldd.data.entity.Generators;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.schema.SchemaDiff;
import dev.foldd.data.schema.SchemaUpdate;
import dev.foldd.data.schema.SqliteDialect;
import dev.foldd.store.Store;
import dev.foldd.store.sqlite.SqliteStore;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

/** The parts of the daemon that the command line uses without a running daemon. */
public final class Offline {

    private Offline() {
    }

    /** Entities and policy, read as the daemon would, and what is to be said about their files. */
    public record Model(DataModel model, List<String> warnings) {
    }

    /** @throws dev.foldd.config.ConfigException when they are not in order, failing policy tests included */
    public static Model model(DaemonConfig config) {
        ModelFiles files = Storage.modelFiles(config, validator(config));
        ModelFiles.Loaded loaded = files.compile(files.read());
        return new Model(loaded.model(), loaded.warnings());
    }

    /** What is wrong with the entities and the rules that the configuration names; empty when they are in order or not there. */
    public static List<String> problems(DaemonConfig config) {
        if (!config.missingModelFiles().isEmpty()) {
            return List.of();
        }
        try {
            model(config);
            return List.of();
        } catch (ConfigException e) {
            return e.problems();
        }
    }

    /** The database, opened for its schema alone. */
    public static final class Schema implements AutoCloseable {

        private final Vertx vertx = Vertx.vertx();
        private final Model model;
        private final Store store;
        private final SchemaUpdate update;

        public Schema(DaemonConfig config, Observer observer) {
            model = model(config);
            Path file = config.database().connection().path().map(Path::of)
                    .orElseGet(() -> DataDirectory.open(config.dataDir()).database());
            store = Storage.opened(file, SqliteStore.open(vertx, file, config.database().sqlite(), observer));
            update = new SchemaUpdate(store, new SqliteDialect());
        }

        public List<String> warnings() {
            return model.warnings();
        }

        /** What the database lacks for the entities. */
        public SchemaDiff diff() {
            return Await.on(update.diff(model.model().entities()));
        }

        /** Makes what it lacks, and says what that was. */
        public SchemaDiff apply() {
            return Await.on(update.apply(model.model().entities()));
        }

        /** The statements that make the changes. */
        public List<String> statements(SchemaDiff diff) {
            return update.statements(diff);
        }

        @Override
        public void close() {
            Await.on(store.close());
            Await.on(vertx.close());
        }
    }

    private static RowValidator validator(DaemonConfig config) {
        return new RowValidator(new Generators.Fresh(Clock.systemUTC(), new SecureRandom()), config.data().values());
    }
}
