package dev.foldd.daemon;

import dev.foldd.audit.AuditException;
import dev.foldd.audit.AuditLog;
import dev.foldd.audit.SilentTrail;
import dev.foldd.audit.format.ValueHash;
import dev.foldd.auth.jwt.KeyLoader;
import dev.foldd.bus.Bus;
import dev.foldd.config.ConfigException;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Observation;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.contract.ops.ReloadRequest;
import dev.foldd.daemon.files.DataDirectory;
import dev.foldd.daemon.files.FileWatch;
import dev.foldd.daemon.files.WatchedFiles;
import dev.foldd.daemon.shared.Others;
import dev.foldd.data.DataVerticle;
import dev.foldd.data.RequestPath;
import dev.foldd.fold.FoldNode;
import dev.foldd.fold.FoldPath;
import dev.foldd.fold.FoldVerticle;
import dev.foldd.http.StatusParts;
import dev.foldd.http.api.ApiParts;
import dev.foldd.identity.KeyException;
import dev.foldd.identity.NodeKey;
import dev.foldd.limit.FailedProofs;
import dev.foldd.limit.RateLimiter;
import dev.foldd.ops.OpsVerticle;
import dev.foldd.ops.Reloader;
import dev.foldd.ops.Reloads;
import dev.foldd.rpc.RpcParts;
import dev.foldd.rpc.RpcRelayVerticle;
import dev.foldd.socket.SocketParts;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The parts of the daemon, in the order in which they are made; they are closed in reverse. This is the one file that knows
 * them all, and it decides nothing.
 */
public final class Daemon {

    /** How much longer than a statement may take a question on the bus waits for its answer. */
    private static final Duration BUS_MARGIN = Duration.ofSeconds(10);

    private final DaemonConfig config;
    private final Closing closing = new Closing();
    private final Clock clock = Clock.systemUTC();
    private final SecureRandom random = new SecureRandom();
    private final DataDirectory directory;
    private final Telemetry telemetry;
    private final AuditTrail trail;
    private final Proving proving;
    private final Signing signing;
    private final RateLimiter limiter;
    private final FailedProofs failedProofs;
    private final Vertx vertx;
    private final Bus bus;
    private final Storage storage;
    private final Doors doors;
    private final List<String> listening;

    /**
     * Where the settings come from.
     *
     * @param again reads them anew, for a reload
     * @param file the file that they stand in, to be looked at for changes
     */
    public record Settings(DaemonConfig now, Supplier<DaemonConfig> again, Optional<Path> file) {
        public Settings {
            Objects.requireNonNull(now);
            Objects.requireNonNull(again);
            Objects.requireNonNull(file);
        }
    }

    private Daemon(Settings settings, DoorChoice choice, String version) {
        config = settings.now();
        try {
            directory = DataDirectory.open(config.dataDir());
            telemetry = new Telemetry(config.logging(), version);
            closing.add(telemetry.logging::close);
            trail = openTrail();
            limiter = new RateLimiter(config.rateLimit(), System::nanoTime, random.nextInt());
            failedProofs = new FailedProofs(config.rateLimit(), System::nanoTime, random.nextInt());
            vertx = startVertx();
            closing.add(() -> Await.on(vertx.close()));
            bus = new Bus(vertx, telemetry.incidents, config.data().statement().timeout().plus(BUS_MARGIN));
            proving = new Proving(config.jwt(), config.secrets(), directory,
                    new Proving.Runtime(vertx, bus, clock, random, telemetry.observers), closing);
            signing = new Signing(config, directory, NodeKey.loadOrCreate(NodeKey.fileIn(directory.root())), vertx, clock,
                    telemetry.observers, closing);
            storage = Storage.open(vertx, config, directory, clock, random, telemetry.observers, closing);
            config.sessions().ifPresent(where ->
                    proving.lookUp(where, storage.sessions(), vertx, telemetry.observers, closing));
            RpcParts rpc = rpcParts(version);
            doors = new Doors(config, vertx, directory, new Doors.Parts(rpc, apiParts(version), socketParts()));
            RequestPath path = storage.path(admission(), trail, telemetry.incidents);
            deploy(config.eventLoops(), () -> new DataVerticle(bus, path, storage.store()));
            Optional<FoldNode> node = Folding.open(config, storage, signing::sign, clock, telemetry.observers);
            follow(node);
            FoldPath.Parts foldParts = new FoldPath.Parts((caller, writes) -> admission().admit(caller, writes), trail,
                    telemetry.incidents, telemetry.observers, System::nanoTime);
            deploy(config.eventLoops(), () -> new FoldVerticle(bus, foldParts, node));
            deploy(config.eventLoops(), () -> new RpcRelayVerticle(rpc));
            deploy(1, () -> new OpsVerticle(bus, telemetry.health, telemetry.meters::page, reloads(settings),
                    System::nanoTime));
            Await.on(signing.secondOfStartIsOver());
            listening = doors.open(choice, closing);
            watchFiles(settings);
            telemetry.lifecycle.serving();
            note("version " + version + " serves " + String.join(", ", listening));
            vertx.executeBlocking(telemetry::watchJvm, false);
        } catch (KeyException e) {
            closing.run();
            throw new ConfigException(List.of("data_dir: " + e.getMessage()));
        } catch (RuntimeException e) {
            closing.run();
            throw e;
        }
    }

    /**
     * Starts every part and waits until all of them serve. Whatever was started is closed again when one of them fails.
     *
     * @throws ConfigException when the configuration, or a file that it names, cannot be used
     * @throws StartException when the machine does not let it
     */
    public static Daemon start(Settings settings, DoorChoice choice, String version) {
        List<String> problems = new ArrayList<>(settings.now().refusals());
        problems.addAll(Surroundings.refusals(settings.now(), settings.file()));
        // Read once more when the database is there: what is not in order shall not leave even a directory behind.
        problems.addAll(Offline.problems(settings.now()));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new Daemon(settings, choice, version);
    }

    /** Every address that is really listened at, as {@code rpc ws://127.0.0.1:50051}. */
    public List<String> listening() {
        return List.copyOf(listening);
    }

    /** A token of the highest role but one, for whoever tries the daemon out. */
    public Optional<String> trialToken(Duration life) {
        return proving.token("god", life);
    }

    /** Reads again what can be read again. Waits. */
    public void reload(String cause) {
        Await.on(bus.ask(Addresses.OPS_RELOAD, new ReloadRequest(cause)));
    }

    /** Not ready, no new connections, what is in flight answered, everything flushed and closed. Waits. */
    public void stop() {
        telemetry.lifecycle.stopping();
        note("stopping: no new connections, what is in flight is answered");
        closing.run();
    }

    private void note(String text) {
        telemetry.observers.observe(new Observation.Noted("daemon", text));
    }

    /** Whatever other daemons write to the same database. */
    private void follow(Optional<FoldNode> node) {
        storage.sharing().ifPresent(sharing -> Await.on(sharing.follow(
                new Others(storage.store(), node, all -> proving.learn(all, vertx), telemetry.observers), proving.revoked())));
    }

    private AuditTrail openTrail() {
        if (!config.audit().enabled()) {
            return new SilentTrail();
        }
        Path logged = config.audit().pathIn(directory.root());
        if (Files.exists(logged) && !Files.exists(NodeKey.fileIn(directory.root()))) {
            telemetry.observers.observe(new Observation.Warned("audit", "the node's key is missing beside a log that it has"
                    + " signed: a new one is made, and 'foldd audit verify' needs the old public key for what stands there"));
        }
        try {
            AuditLog log = AuditLog.open(config.audit(), logged,
                    NodeKey.loadOrCreate(NodeKey.fileIn(directory.root())),
                    ValueHash.loadOrCreate(ValueHash.fileIn(directory.root())), clock, System::nanoTime,
                    telemetry.observers);
            closing.add(log::close);
            return log;
        } catch (AuditException e) {
            throw new ConfigException(List.of("security.audit_log_path: " + e.getMessage()));
        }
    }

    private Vertx startVertx() {
        return telemetry.runtimes.instrument(Offline.vertxOptions().setEventLoopPoolSize(config.eventLoops())
                .setPreferNativeTransport(true)).build();
    }

    private RpcParts rpcParts(String version) {
        return new RpcParts(bus, proving.at("rpc"), limiter, failedProofs,
                Others.telling(proving.revoker(vertx), storage.sharing(),
                        revoked -> bus.announce(Addresses.RPC_CREDENTIAL_REVOKED, revoked)),
                trail, telemetry.observers, telemetry.incidents, clock, System::nanoTime, version);
    }

    private ApiParts apiParts(String version) {
        StatusParts node = new StatusParts(bus, telemetry.observers, telemetry.incidents, version, System::nanoTime);
        return new ApiParts(node, signing.publicKey().nodeId(), proving.at("http"), signing.at("http"), limiter, failedProofs,
                trail);
    }

    private SocketParts socketParts() {
        return new SocketParts(bus, signing.publicKey(), signing::sign, signing::at, limiter, failedProofs, trail,
                telemetry.observers, telemetry.incidents, clock, System::nanoTime);
    }

    private RequestPath.Admission admission() {
        return (caller, writes) -> limiter.admit(caller.principal().account(), caller.remote(), writes);
    }

    private void deploy(int instances, Supplier<VerticleBase> verticle) {
        Await.on(vertx.deployVerticle(verticle::get, new DeploymentOptions().setInstances(instances)));
    }

    /** What can be read again while the daemon runs; {@link #watched} names the files. */
    private Reloads reloads(Settings settings) {
        return new Reloads(List.of(
                Reloader.of("login", () -> storage.logins().reload(settings.again().get())),
                Reloader.of("model", storage::reload),
                Reloader.of("jwt", proving::reload),
                Reloader.of("apps", signing::reload),
                Reloader.of("trust", signing::reloadTrust),
                Reloader.of("tls", doors::reloadTls),
                Reloader.of("logging", () -> telemetry.logging.apply(settings.again().get().logging()))),
                telemetry.observers, telemetry.incidents);
    }

    private Collection<Path> watched(Settings settings) {
        List<Path> files = new ArrayList<>(storage.files().watched());
        files.addAll(storage.logins().files());
        files.addAll(signing.files());
        files.addAll(KeyLoader.files(config.jwt(), config.secrets()));
        config.rpc().tls().ifPresent(tls -> files.addAll(tls.files()));
        config.http().door().tls().ifPresent(tls -> files.addAll(tls.files()));
        settings.file().ifPresent(files::add);
        return files;
    }

    private void watchFiles(Settings settings) {
        if (config.reload().watch()) {
            WatchedFiles files = new WatchedFiles(() -> watched(settings));
            Await.on(vertx.deployVerticle(new FileWatch(bus, files, config.reload().interval(), telemetry.observers),
                    new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));
        }
    }
}
