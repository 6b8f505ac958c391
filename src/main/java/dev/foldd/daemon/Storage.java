package dev.foldd.daemon;

import dev.foldd.config.ConfigException;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.daemon.files.ModelFiles;
import dev.foldd.data.RequestPath;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Generators;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.plan.Cursors;
import dev.foldd.data.plan.Planner;
import dev.foldd.data.retry.KeptAnswers;
import dev.foldd.data.schema.Change;
import dev.foldd.data.schema.SchemaDiff;
import dev.foldd.data.schema.SchemaUpdate;
import dev.foldd.store.Store;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** The database, and the model that requests are planned by: entities and policy, swapped as a whole at a reload. */
final class Storage {

    private static final long PURGE_EVERY_MILLIS = Duration.ofMinutes(10).toMillis();

    private final DaemonConfig config;
    private final Observer observer;
    private final DatabaseKind kind;
    private final Store store;
    private final DatabaseLogins logins;
    private final ModelFiles files;
    private final RowValidator validator;
    private final Cursors cursors;
    private final KeptAnswers kept;
    private final AtomicReference<Planner> planner = new AtomicReference<>();
    /** Of the texts that the planner is made from. Reloads come one after the other, each on a thread of its own. */
    private volatile String digest = "";

    private Storage(DaemonConfig config, Observer observer, DatabaseLogins logins, Store store, RowValidator validator,
                    Cursors cursors, Clock clock) {
        this.config = config;
        this.observer = observer;
        this.kind = DatabaseKind.of(config.database());
        this.logins = logins;
        this.store = store;
        this.validator = validator;
        this.files = modelFiles(config, validator);
        this.cursors = cursors;
        this.kept = new KeptAnswers(kind.sql(), config.data().statement(), config.data().answersKept(), clock);
    }

    /** Opens the database, reads the model, and makes what the database lacks for it. Waits for all of it. */
    static Storage open(Vertx vertx, DaemonConfig config, DataDirectory directory, Clock clock, SecureRandom random,
                          Observer observer, Closing closing) {
        DatabaseLogins logins = new DatabaseLogins(config);
        Store store = DatabaseKind.open(vertx, config.database(), logins, directory::database, observer);
        closing.add(() -> Await.on(store.close()));
        Storage parts = new Storage(config, observer, logins, store,
                new RowValidator(new Generators.Fresh(clock, random), config.data().values()),
                new Cursors(directory.cursorKey(random)), clock);
        parts.reload();
        vertx.setPeriodic(PURGE_EVERY_MILLIS, tick -> parts.purge());
        return parts;
    }

    private void purge() {
        kept.purge(store).onFailure(later -> observer.observe(
                new Observation.Warned("store", "answers kept for repeated requests could not be purged; it is tried again")));
    }

    Store store() {
        return store;
    }

    ModelFiles files() {
        return files;
    }

    DatabaseLogins logins() {
        return logins;
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
        planner.set(new Planner(loaded.model(), config.data(), validator, cursors, kind.sql(),
                store.capabilities()));
        digest = texts.digest();
    }

    /** A statement must never name what is not there: SQLite takes an unknown quoted column for a text. */
    private void fitDatabase(EntityCatalogue entities) {
        SchemaUpdate schema = new SchemaUpdate(store, kind.schema());
        SchemaDiff diff = Await.on(config.autoApply() ? schema.apply(tables(entities)) : schema.diff(tables(entities)));
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
        return new RequestPath(admission, planner::get, store, config.data().transactions(), kept, trail, incidents,
                observer, System::nanoTime);
    }

    /** What the database is to hold: the entities, and what the daemon keeps for itself. */
    static EntityCatalogue tables(EntityCatalogue entities) {
        List<Entity> all = new ArrayList<>(entities.entities());
        all.add(KeptAnswers.table());
        return new EntityCatalogue(all);
    }

    static ModelFiles modelFiles(DaemonConfig config, RowValidator validator) {
        return new ModelFiles(config.database().entities(), config.acl().rulesFile(), config.entityFiles(), validator);
    }
}
