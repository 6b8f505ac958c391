package dev.foldd.daemon;

import dev.foldd.auth.jwt.KeyLoader;
import dev.foldd.config.ConfigException;
import dev.foldd.config.Problems;
import dev.foldd.config.Secret;
import dev.foldd.config.secret.SecretSource;
import dev.foldd.contract.Observer;
import dev.foldd.daemon.files.DataDirectory;
import dev.foldd.daemon.files.KeptFiles;
import dev.foldd.daemon.files.ModelFiles;
import dev.foldd.daemon.files.TlsContent;
import dev.foldd.data.DataModel;
import dev.foldd.data.acl.Roles;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Generators;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.schema.Ddl;
import dev.foldd.data.schema.SchemaDiff;
import dev.foldd.data.schema.SchemaUpdate;
import dev.foldd.data.session.SessionRows;
import dev.foldd.identity.KeyException;
import dev.foldd.identity.NodeKey;
import dev.foldd.store.DatabaseConfig.Adapter;
import dev.foldd.store.Store;
import dev.foldd.store.Table;
import dev.foldd.store.prisma.BridgeConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of the daemon that the command line uses without a running daemon. */
public final class Offline {

    private Offline() {
    }

    /** Entities and policy, read as the daemon would, and what is to be said about their files. */
    public record Model(DataModel model, List<String> warnings) {
    }

    /**
     * Looks at the database only where entities are made of its tables, and makes none.
     *
     * @throws dev.foldd.config.ConfigException when they are not in order, failing policy tests included
     */
    public static Model model(DaemonConfig config) {
        ModelFiles files = modelFiles(config);
        ModelFiles.Texts texts = files.read();
        ModelFiles.Loaded loaded = files.compile(texts, config.database().introspection().enabled() ? tables(config)
                : List.of());
        return new Model(loaded.model(), loaded.warnings());
    }

    private static List<Table> tables(DaemonConfig config) {
        if (!isThere(config)) {
            return List.of();
        }
        Closing closing = new Closing();
        try {
            return Await.on(store(config, observation -> { }, closing).tables());
        } finally {
            closing.run();
        }
    }

    /** Whether there is a database to look at: an embedded one is a file, which looking must not make. */
    private static boolean isThere(DaemonConfig config) {
        return config.database().adapter() != Adapter.SQLITE || Files.exists(databaseFile(config));
    }

    private static Store store(DaemonConfig config, Observer observer, Closing closing) {
        Vertx vertx = Vertx.vertx(vertxOptions());
        closing.add(() -> Await.on(vertx.close()));
        Store store = DatabaseKind.open(vertx, config.database(), new DatabaseLogins(config),
                () -> DataDirectory.open(config.dataDir()).database(), observer);
        closing.add(() -> Await.on(store.close()));
        return store;
    }

    private static ModelFiles modelFiles(DaemonConfig config) {
        return Storage.modelFiles(config, validator(config), DatabaseKind.of(config.database()));
    }

    /**
     * What is wrong with the keys, the certificates, the entities and the rules that the configuration holds or names, and
     * with what stands where it keeps things. Makes nothing. What is not there on this machine is told by
     * {@link DaemonConfig#refusals}.
     */
    public static List<String> problems(DaemonConfig config) {
        Problems problems = new Problems();
        config.rpc().tls().ifPresent(tls -> TlsContent.check(tls, "server.tls", problems));
        config.http().door().tls().ifPresent(tls -> TlsContent.check(tls, "http.tls", problems));
        KeyLoader.check(config.jwt(), config.secrets(), problems, new Problems());
        List<String> all = new ArrayList<>(databaseProblems(config));
        if (config.audit().enabled() && all.stream().noneMatch(problem -> problem.startsWith("data_dir:"))) {
            KeptFiles.checkFile("security.audit_log_path", config.audit().pathIn(config.dataDir()), problems);
        }
        all.addAll(problems.list());
        List<String> model = modelFiles(config).problems();
        all.addAll(model);
        if (model.isEmpty() && config.missingModelFiles().isEmpty() && !config.database().introspection().enabled()) {
            config.sessions().ifPresent(where -> all.addAll(SessionRows.problems(Storage.names(where),
                    model(config).model().entities())));
        }
        return all;
    }

    /** Where this user may not write what the data directory and an embedded database need. */
    public static List<String> databaseRefusals(DaemonConfig config) {
        Problems problems = new Problems();
        KeptFiles.checkRights("data_dir", config.dataDir(), problems);
        KeptFiles.checkOthers("data_dir", config.dataDir(), problems);
        if (config.database().adapter() == Adapter.SQLITE) {
            config.database().connection().path().ifPresent(path ->
                    KeptFiles.checkRights("database.connection.path", Path.of(path), problems));
            KeptFiles.checkTemporary(Path.of(System.getProperty("java.io.tmpdir")), problems);
        }
        return problems.list();
    }

    /** What is wrong with the places of the data directory and of an embedded database. */
    public static List<String> databaseProblems(DaemonConfig config) {
        Problems problems = new Problems();
        KeptFiles.checkDirectory("data_dir", config.dataDir(), problems);
        if (config.database().adapter() == Adapter.SQLITE && problems.isEmpty()) {
            KeptFiles.checkDatabase("database.connection.path", databaseFile(config), problems);
        }
        return problems.list();
    }

    /** The roles that the rules name, in rising order; the default ones when the rules cannot be read. */
    public static List<String> roles(DaemonConfig config) {
        try {
            return modelFiles(config).roles().rising();
        } catch (ConfigException unreadable) {
            return Roles.DEFAULT.rising();
        }
    }

    /** What is wrong with the files of keys and secrets on this machine; those of our own may be missing. */
    static List<String> keyFileProblems(DaemonConfig config) {
        Problems problems = new Problems();
        KeyLoader.check(config.jwt(), config.secrets(), new Problems(), problems);
        for (SecretSource source : config.database().secrets()) {
            Optional<Secret> secret = config.secrets().open(source, problems);
            if (config.database().adapter() == Adapter.PRISMA) {
                secret.flatMap(BridgeConfig::problem)
                        .ifPresent(problem -> problems.add("database.connection.token", problem));
            }
        }
        Path node = NodeKey.fileIn(config.dataDir());
        try {
            if (Files.exists(node)) {
                NodeKey.load(node);
            }
        } catch (KeyException e) {
            problems.add("data_dir", e.getMessage());
        }
        return problems.list();
    }

    /** The database, opened for its schema alone. */
    public static final class Schema implements AutoCloseable {

        private final DaemonConfig config;
        private final Observer observer;
        private final Model model;
        private final DatabaseKind kind;
        private final Closing closing = new Closing();

        /** Opens nothing yet. */
        public Schema(DaemonConfig config, Observer observer) {
            this.config = config;
            this.observer = observer;
            model = model(config);
            kind = DatabaseKind.of(config.database());
        }

        public List<String> warnings() {
            return model.warnings();
        }

        /** What the database lacks for the entities: all of it when there is none, and none is made to find that out. */
        public SchemaDiff diff() {
            EntityCatalogue tables = Storage.tables(model.model().entities());
            return isThere(config) ? Await.on(new SchemaUpdate(store(), kind.schema()).diff(tables))
                    : SchemaDiff.of(tables, List.of(), kind.schema());
        }

        /** Makes what it lacks, and says what that was; the fold node's own tables are made with it. */
        public SchemaDiff apply() {
            Store store = store();
            EntityCatalogue tables = Storage.tables(model.model().entities());
            SchemaDiff done = Await.on(new SchemaUpdate(store, kind.schema()).apply(tables));
            DatabaseKind.shared(config.database()).ifPresent(words -> Await.on(store.define(words.tables())));
            if (config.fold().enabled().orElse(true)) {
                kind.fold().ifPresent(words -> Await.on(store.define(words.tables())));
            }
            return done;
        }

        /** The statements that make the changes. */
        public List<String> statements(SchemaDiff diff) {
            return new Ddl(kind.schema()).statements(diff.changes());
        }

        @Override
        public void close() {
            closing.run();
        }

        private Store store() {
            return Offline.store(config, observer, closing);
        }
    }

    /** Without the directory of its own that Vert.x makes for packed files, which needs a place that may be written. */
    static VertxOptions vertxOptions() {
        return new VertxOptions().setFileSystemOptions(
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    }

    private static Path databaseFile(DaemonConfig config) {
        return config.database().connection().path().map(Path::of)
                .orElseGet(() -> new DataDirectory(config.dataDir()).database());
    }

    static RowValidator validator(DaemonConfig config) {
        return new RowValidator(new Generators.Fresh(Clock.systemUTC(), new SecureRandom()), config.data().values());
    }
}
