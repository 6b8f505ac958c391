package dev.foldd.daemon;

import dev.foldd.auth.SessionsConfig;
import dev.foldd.auth.session.SessionLookup;
import dev.foldd.config.ConfigException;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.daemon.files.DataDirectory;
import dev.foldd.daemon.files.DatabaseLock;
import dev.foldd.daemon.files.ModelFiles;
import dev.foldd.daemon.shared.Sharing;
import dev.foldd.data.RequestPath;
import dev.foldd.data.cache.CacheConfig;
import dev.foldd.data.cache.CachedStore;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Generators;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.entity.table.Choice;
import dev.foldd.data.entity.table.TableEntities;
import dev.foldd.data.plan.Cursors;
import dev.foldd.data.plan.Planner;
import dev.foldd.data.retry.KeptAnswers;
import dev.foldd.data.schema.Change;
import dev.foldd.data.schema.SchemaDiff;
import dev.foldd.data.schema.SchemaUpdate;
import dev.foldd.data.session.SessionNames;
import dev.foldd.data.session.SessionRows;
import dev.foldd.data.shared.SharedDialect;
import dev.foldd.store.DatabaseConfig.Adapter;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.Store;
import dev.foldd.store.Table;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** The database, and the model that requests are planned by: entities and policy, swapped as a whole at a reload. */
final class Storage {

    private static final long LOOK_EVERY_MILLIS = 500;
    private static final long MIB = 1024L * 1024;
    private static final long PURGE_EVERY_MILLIS = Duration.ofMinutes(10).toMillis();

    private final DaemonConfig config;
    private final Observer observer;
    private final DatabaseKind kind;
    /** Without a memory: for those who keep tables of their own in it. */
    private final Store database;
    private final CachedStore store;
    private final Optional<Sharing> sharing;
    private final DatabaseLogins logins;
    private final ModelFiles files;
    private final RowValidator validator;
    private final Cursors cursors;
    private final KeptAnswers kept;
    private final AtomicReference<Planner> planner = new AtomicReference<>();
    private final AtomicReference<SessionRows> sessions = new AtomicReference<>();
    /** Of the texts that the planner is made from. Reloads come one after the other, each on a thread of its own. */
    private volatile String digest = "";
    private volatile List<Table> seen = List.of();

    private Storage(DaemonConfig config, Observer observer, DatabaseLogins logins, Opened opened, RowValidator validator,
                    Cursors cursors, Clock clock) {
        this.config = config;
        this.observer = observer;
        this.kind = DatabaseKind.of(config.database());
        this.logins = logins;
        this.sharing = opened.sharing();
        this.database = sharing.map(Sharing::store).orElse(opened.database());
        this.store = cached(database);
        this.validator = validator;
        this.files = modelFiles(config, validator, kind);
        this.cursors = cursors;
        this.kept = new KeptAnswers(kind.sql(), config.data().statement(), config.data().answersKept(), clock);
    }

    /** The database itself, and what there is to do with other daemons on it. */
    private record Opened(Store database, Optional<Sharing> sharing) {
    }

    /** Opens the database, reads the model, and makes what the database lacks for it. Waits for all of it. */
    static Storage open(Vertx vertx, DaemonConfig config, DataDirectory directory, Clock clock, SecureRandom random,
                          Observer observer, Closing closing) {
        if (config.database().adapter() == Adapter.SQLITE) {
            DatabaseLock lock = DatabaseLock.of(config.database().connection().path().map(Path::of)
                    .orElseGet(directory::database));
            closing.add(lock::close);
        }
        DatabaseLogins logins = new DatabaseLogins(config);
        Store store = DatabaseKind.open(vertx, config.database(), logins, directory::database, observer);
        closing.add(() -> Await.on(store.close()));
        Optional<Sharing> sharing = DatabaseKind.shared(config.database()).map(words -> shared(vertx, config, words,
                store, logins, clock, observer));
        sharing.ifPresent(others -> closing.add(() -> Await.on(others.close())));
        Storage parts = new Storage(config, observer, logins, new Opened(store, sharing),
                new RowValidator(new Generators.Fresh(clock, random), config.data().values()),
                new Cursors(directory.cursorKey(random)), clock);
        parts.reload();
        vertx.setPeriodic(LOOK_EVERY_MILLIS, tick -> observer.observe(parts.store.used()));
        vertx.setPeriodic(PURGE_EVERY_MILLIS, tick -> parts.purge());
        return parts;
    }

    private static Sharing shared(Vertx vertx, DaemonConfig config, SharedDialect words, Store store, DatabaseLogins logins,
                                  Clock clock, Observer observer) {
        String origin = UUID.randomUUID().toString().replace("-", "");
        Sharing sharing = new Sharing(new Sharing.Ground(vertx, config.database().sharing(), words, store, origin,
                config.jwt().revocationBounds().revocationsMax(), clock, observer),
                DatabaseKind.bell(vertx, config.database(), logins, observer));
        if (config.autoApply()) {
            Await.on(sharing.make());
        }
        List<String> missing = Await.on(sharing.missing());
        if (!missing.isEmpty()) {
            throw new ConfigException(List.of("database.shared: the database has no table " + String.join(", ", missing)
                    + "; run 'foldd schema apply'"));
        }
        return sharing;
    }

    /** Whether what other daemons write is known, as far as there are any. */
    boolean isCurrent() {
        return sharing.isEmpty() || sharing.get().isCurrent();
    }

    Optional<Sharing> sharing() {
        return sharing;
    }

    /** Answers are kept in what the heap can spare. */
    private CachedStore cached(Store database) {
        CacheConfig wanted = config.cache();
        if (!wanted.keeps()) {
            return new CachedStore(database, 0, wanted.ttl(), System::nanoTime, this::isCurrent);
        }
        long heap = Runtime.getRuntime().maxMemory();
        long bytes = wanted.bytes(heap);
        observer.observe(new Observation.Noted("cache", "answers are kept for " + wanted.ttl().toMillis() + " ms in at most "
                + bytes / MIB + " MiB" + (bytes == wanted.wantedBytes() ? "" : ", which is a quarter of the heap;"
                + " performance.cache_size_mb is " + wanted.wantedBytes() / MIB)));
        return new CachedStore(database, bytes, wanted.ttl(), System::nanoTime, this::isCurrent);
    }

    private void purge() {
        kept.purge(store).onFailure(later -> observer.observe(
                new Observation.Warned("store", "answers kept for repeated requests could not be purged; it is tried again")));
    }

    /** For those who keep tables of their own in it. */
    Store database() {
        return database;
    }

    CachedStore store() {
        return store;
    }

    ModelFiles files() {
        return files;
    }

    DatabaseLogins logins() {
        return logins;
    }

    /**
     * Reads entities and rules again, and the tables that are to be entities, and puts them in place together, where anything
     * has changed: a new model makes its plans anew. Waits.
     *
     * @throws ConfigException when they are not in order; then nothing has changed
     */
    void reload() {
        ModelFiles.Texts texts = files.read();
        boolean introspecting = config.database().introspection().enabled();
        if (!introspecting && texts.digest().equals(digest)) {
            return;
        }
        List<Table> tables = Await.on(store.tables());
        if (texts.digest().equals(digest) && tables.equals(seen)) {
            return;
        }
        ModelFiles.Loaded loaded = files.compile(texts, tables);
        loaded.warnings().forEach(warning -> observer.observe(new Observation.Warned("model", warning)));
        fitDatabase(loaded.model().entities());
        Optional<SessionRows> found = sessionRows(loaded.model().entities());
        store.use(loaded.model().entities());
        found.ifPresent(sessions::set);
        planner.set(new Planner(loaded.model(), config.data(), validator, cursors, kind.sql(),
                store.capabilities()));
        digest = texts.digest();
        seen = tables;
    }

    private Optional<SessionRows> sessionRows(EntityCatalogue entities) {
        List<String> problems = new ArrayList<>();
        Optional<SessionRows> found = config.sessions().flatMap(wanted -> SessionRows.of(names(wanted), entities, kind.sql(),
                store.fresh(), config.data().statement(), problems));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return found;
    }

    static SessionNames names(SessionsConfig wanted) {
        return new SessionNames(wanted.entity(), wanted.token(), wanted.user(), wanted.expiry(), wanted.created(),
                wanted.users(), wanted.role());
    }

    /** Finds sessions in the entities as they are; to be asked only where sessions are configured. */
    SessionLookup sessions() {
        return tokens -> {
            SessionRows rows = sessions.get();
            // Asked for first: what changes while the rows are read is then noticed.
            BooleanSupplier unchanged = store.unchanged(rows.tables());
            return rows.find(tokens).map(found -> new SessionLookup.Answer(found.entrySet().stream().collect(
                    Collectors.toMap(Map.Entry::getKey, entry -> new SessionLookup.Found(entry.getValue().principal(),
                            entry.getValue().begun(), entry.getValue().expiresAt()))), unchanged));
        };
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

    static ModelFiles modelFiles(DaemonConfig config, RowValidator validator, DatabaseKind kind) {
        DatabaseConfig.Introspection wanted = config.database().introspection();
        Choice choice = new Choice(wanted.include(), wanted.exclude(), wanted.tablesMax());
        return new ModelFiles(config.database().entities(), config.acl().rulesFile(), config.entityFiles(), validator,
                new ModelFiles.Present(kind.types(),
                        wanted.enabled() ? Optional.of(new TableEntities(kind.types(), choice)) : Optional.empty()));
    }
}
