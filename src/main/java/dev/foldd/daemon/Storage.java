package dev.foldd.daemon;

import dev.foldd.config.ConfigException;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.daemon.files.ModelFiles;
import dev.foldd.data.RequestPath;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Generators;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.plan.Cursors;
import dev.foldd.data.plan.Planner;
import dev.foldd.data.schema.Change;
import dev.foldd.data.schema.SchemaDiff;
import dev.foldd.data.schema.Change;
import dev.foldd.data.schema.SchemaDiff;
import dev.foldd.data.schema.SchemaUpdate;
import dev.foldd.data.schema.SqliteDialect;
import dev.foldd.store.Store;
import dev.foldd.store.sqlite.SqliteStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** The database, and the model that requests are planned by: entities and policy, swapped as a whole at a reload. */
final class Storage {

    private final DaemonConfig config;
    private final Observer observer;
    private final Store store;
    private final ModelFiles files;
    private final RowValidator validator;
    private final Cursors cursors;
    private final AtomicReference<Planner> planner = new AtomicReference<>();
    /** Of the texts that the planner is made from. Reloads come one after the other, each on a thread of its own. */
    private volatile String digest = "";

    private Storage(DaemonConfig config, Observer observer, Store store, RowValidator validator, Cursors cursors) {
        this.config = config;
        this.observer = observer;
        this.store = store;
        this.validator = validator;
        this.files = modelFiles(config, validator);
        this.cursors = cursors;
    }

    /** Opens the database, reads the model, and makes what the database lacks for it. Waits for all of it. */
    static Storage open(Vertx vertx, DaemonConfig config, DataDirectory directory, Clock clock, SecureRandom random,
                          Observer observer, Closing closing) {
        Path file = config.database().connection().path().map(Path::of).orElse(directory.database());
        Store store = opened(file, SqliteStore.open(vertx, file, config.database().sqlite(), observer));
        closing.add(() -> Await.on(store.close()));
        Storage parts = new Storage(config, observer, store,
                new RowValidator(new Generators.Fresh(clock, random), config.data().values()),
                new Cursors(directory.cursorKey(random)));
        parts.reload();
        return parts;
    }

    Store store() {
        return store;
    }

    ModelFiles files() {
        return files;
    }

    /**
     * Reads entities and rules again and puts them in place together, where anything has changed: a new model makes its
     * plans anew. Waits.
     *
     * @throws ConfigException when they are not in order; then nothing has changed
     */
    void reload() {
        ModelFiles.Texts texts = files.read();
        if (texts.digest().equals(digest)) {
            return;
        }
        ModelFiles.Loaded loaded = files.compile(texts);
        loaded.warnings().forEach(warning -> observer.observe(new Observation.Warned("model", warning)));
        fitDatabase(loaded.model().entities());
        planner.set(new Planner(loaded.model(), config.data(), validator, cursors));
        digest = texts.digest();
    }

    /** A statement must never name what is not there: SQLite takes an unknown quoted column for a text. */
    private void fitDatabase(EntityCatalogue entities) {
        SchemaUpdate schema = new SchemaUpdate(store, new SqliteDialect());
        SchemaDiff diff = Await.on(config.autoApply() ? schema.apply(entities) : schema.diff(entities));
        diff.drift().forEach(drift -> observer.observe(new Observation.Warned("schema", drift)));
        List<String> missing = config.autoApply() ? List.of() : diff.changes().stream()
                .filter(change -> !(change instanceof Change.CreateIndex))
                .map(change -> "database: the entities need '" + change.summary() + "'; run 'foldd schema apply'").toList();
        if (!missing.isEmpty()) {
            throw new ConfigException(missing);
        }
    }

    /** The path that every request takes. */
    RequestPath path(RequestPath.Admission admission, AuditTrail trail, Incidents incidents) {
        return new RequestPath(admission, planner::get, store, trail, incidents, observer, System::nanoTime);
    }

    static ModelFiles modelFiles(DaemonConfig config, RowValidator validator) {
        return new ModelFiles(config.database().entities(), config.acl().rulesFile(), config.entityFiles(), validator);
    }

    /** @throws ConfigException when the file is no database, or cannot be made one */
    static <T> T opened(Path file, Future<T> store) {
        try {
            return Await.on(store);
        } catch (RuntimeException e) {
            throw StartException.ofDatabase(file.toString(), e);
        }
    }
}
