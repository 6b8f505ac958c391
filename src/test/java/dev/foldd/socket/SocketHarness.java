package dev.foldd.socket;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.foldd.auth.sign.Applications;
import dev.foldd.auth.sign.Signatures;
import dev.foldd.auth.sign.SignedCalls;
import dev.foldd.auth.sign.SignedConfig;
import dev.foldd.auth.trust.TrustConfig;
import dev.foldd.auth.trust.TrustFiles;
import dev.foldd.auth.trust.TrustPaths;
import dev.foldd.bus.Bus;
import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observation;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.contract.fold.FoldAnswer;
import dev.foldd.contract.fold.FoldHistory;
import dev.foldd.contract.fold.FoldMutation;
import dev.foldd.contract.fold.FoldPast;
import dev.foldd.contract.fold.FoldQuery;
import dev.foldd.contract.fold.FoldWritten;
import dev.foldd.contract.fold.SchemaReply;
import dev.foldd.contract.fold.SchemaRequest;
import dev.foldd.contract.fold.SchemaState;
import dev.foldd.contract.rpc.RpcMessage;
import dev.foldd.contract.rpc.RpcResult;
import dev.foldd.identity.NodeKey;
import dev.foldd.limit.FailedProofs;
import dev.foldd.limit.RateLimitConfig;
import dev.foldd.limit.RateLimiter;
import dev.foldd.socket.settings.SocketConfig;
import dev.foldd.socket.settings.TcpConfig;
import dev.foldd.testing.SocketClient;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The doors on a socket of their own and a free port, over the real bus and with real signatures; what stands behind them is made
 * of a few lines. The application ALICE is enrolled, BOB is a stranger.
 */
final class SocketHarness implements AutoCloseable {

    static final NodeKey NODE = NodeKey.generate();
    static final NodeKey ALICE = NodeKey.generate();
    static final NodeKey BOB = NodeKey.generate();
    static final String NODE_ID = NODE.nodeId();

    final Vertx vertx;
    final List<Observation> observations = new CopyOnWriteArrayList<>();
    final List<AuditEntry> audited = new CopyOnWriteArrayList<>();
    final List<FoldQuery> queries = new CopyOnWriteArrayList<>();
    final List<FoldMutation> mutations = new CopyOnWriteArrayList<>();
    final List<FoldHistory> histories = new CopyOnWriteArrayList<>();
    final List<SchemaRequest> schemas = new CopyOnWriteArrayList<>();
    final List<RpcMessage> calls = new CopyOnWriteArrayList<>();
    final AtomicLong nanosAhead = new AtomicLong();
    volatile Function<FoldQuery, Future<FoldAnswer>> query = asked ->
            Future.succeededFuture(new FoldAnswer(List.of(Map.of("username", "alice")), List.of()));
    volatile Function<FoldMutation, Future<FoldWritten>> mutation = asked -> Future.succeededFuture(new FoldWritten(1));
    volatile Function<SchemaRequest, Future<SchemaReply>> schema = asked -> Future.succeededFuture(new SchemaReply(
            Map.of("UserProfile", SchemaState.APPROVED), Optional.of(Map.of("name", "UserProfile"))));
    volatile Function<RpcMessage, Future<RpcResult>> call = asked -> Future.succeededFuture(new RpcResult(Map.of("id", 1L)));
    final Path path;
    final Path directory;
    final Applications applications;
    final TrustPaths paths;
    final SocketDoor door;
    private final TcpDoor tcp;
    private final Signatures signatures;
    private final int port;

    SocketHarness(Path directory, Map<String, Object> settings) throws IOException {
        this(directory, settings, true);
    }

    SocketHarness(Path directory, Map<String, Object> settings, boolean nativeTransport) throws IOException {
        this(directory, settings, nativeTransport, Map.of("enabled", false));
    }

    SocketHarness(Path directory, Map<String, Object> settings, boolean nativeTransport, Map<String, Object> rates)
            throws IOException {
        this.directory = directory;
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport).setEventLoopPoolSize(2));
        Problems problems = new Problems();
        Path apps = Files.createDirectories(directory.resolve("apps"));
        Files.writeString(apps.resolve("alice.pub"), ALICE.publicKey().text());
        applications = new Applications(apps, NODE.publicKey(), List.of());
        applications.reload();
        paths = new TrustPaths(TrustConfig.read(Section.root(Map.of(), problems)), NODE.publicKey(),
                new TrustFiles(directory.resolve("trust")), Clock.systemUTC());
        SignedConfig signed = SignedConfig.read(Section.root(Map.of(), problems));
        signatures = new Signatures(vertx, signed);
        Clock clock = Clock.systemUTC();
        SignedCalls.Shared shared = new SignedCalls.Shared(signed, clock.instant().minus(Duration.ofMinutes(1)), System::nanoTime);
        Incidents incidents = new Incidents(observations::add);
        Bus bus = new Bus(vertx, incidents, Duration.ofSeconds(30));
        await(vertx.deployVerticle(() -> behind(bus), new DeploymentOptions().setInstances(2)));
        Map<String, Object> unlimited = Map.of("enabled", false);
        SocketParts parts = new SocketParts(bus, NODE.publicKey(),
                message -> signatures.check(() -> NODE.sign(message)),
                name -> new SignedCalls(name,
                        new SignedCalls.Parts(NODE_ID, applications, paths, signatures, clock, observations::add), shared),
                new RateLimiter(RateLimitConfig.read(Section.root(rates, problems)), System::nanoTime, 1),
                new FailedProofs(RateLimitConfig.read(Section.root(unlimited, problems)), System::nanoTime, 1), trail(),
                observations::add, incidents, clock, () -> System.nanoTime() + nanosAhead.get());
        SocketConfig config = SocketConfig.read(Section.root(settings, problems));
        Map<String, Object> tcpSettings = new HashMap<>(settings);
        tcpSettings.put("port", 0);
        TcpConfig tcpConfig = TcpConfig.read(Section.root(tcpSettings, problems));
        problems.throwIfAny();
        path = config.pathIn(directory);
        door = new SocketDoor(vertx, config, directory, parts);
        tcp = new TcpDoor(vertx, tcpConfig, parts);
        try {
            await(door.open(2));
            port = await(tcp.open(2));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    SocketClient connect() throws IOException {
        return SocketClient.unix(path);
    }

    SocketClient connectTcp() throws IOException {
        return SocketClient.tcp(new InetSocketAddress("127.0.0.1", port));
    }

    /** A connection on which ALICE has logged in. */
    SocketClient loggedIn() throws IOException {
        SocketClient client = connect();
        client.login(ALICE, NODE_ID, place());
        return client;
    }

    String place() {
        return "socket:" + path;
    }

    @Override
    public void close() {
        await(door.close());
        await(tcp.close());
        try {
            signatures.close(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        await(vertx.close());
    }

    private VerticleBase behind(Bus bus) {
        return new VerticleBase() {
            @Override
            public Future<?> start() {
                bus.answer(Addresses.FOLD_QUERY, asked -> {
                    queries.add(asked);
                    return query.apply(asked);
                });
                bus.answer(Addresses.FOLD_MUTATE, asked -> {
                    mutations.add(asked);
                    return mutation.apply(asked);
                });
                bus.answer(Addresses.FOLD_HISTORY, asked -> {
                    histories.add(asked);
                    return Future.succeededFuture(new FoldPast(List.of(Map.of("content", "alice"))));
                });
                bus.answer(Addresses.FOLD_SCHEMA, asked -> {
                    schemas.add(asked);
                    return schema.apply(asked);
                });
                bus.answer(Addresses.RPC_CALL, asked -> {
                    calls.add(asked);
                    return call.apply(asked);
                });
                return Future.succeededFuture();
            }
        };
    }

    private AuditTrail trail() {
        return new AuditTrail() {
            @Override
            public void admit() {
                // Always writable.
            }

            @Override
            public CompletionStage<Void> intend(AuditEntry intent) {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletionStage<Void> record(AuditEntry outcome) {
                audited.add(outcome);
                return CompletableFuture.completedFuture(null);
            }
        };
    }
}
