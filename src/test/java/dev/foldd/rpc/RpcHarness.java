package dev.foldd.rpc;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.foldd.auth.Prover;
import dev.foldd.bus.Bus;
import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Principal;
import dev.foldd.contract.Revocation;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.contract.data.DataHealth;
import dev.foldd.contract.data.DataReply;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.contract.fold.FoldExplanation;
import dev.foldd.contract.ops.HealthReport;
import dev.foldd.contract.ops.MetricsPage;
import dev.foldd.contract.ops.ReloadReport;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.limit.FailedProofs;
import dev.foldd.limit.RateLimitConfig;
import dev.foldd.limit.RateLimiter;
import dev.foldd.testing.TestClock;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * The door on a free port, over the real bus, with everything behind it made of a few lines. Tokens are {@code
 * user:NAME}, {@code brief:NAME} (ends after a minute) and {@code operator:NAME}.
 */
final class RpcHarness implements AutoCloseable {

    static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    final Vertx vertx = Vertx.vertx();
    final WebSocketClient client = vertx.createWebSocketClient(new WebSocketClientOptions()
            .setMaxFrameSize(32 << 20).setMaxMessageSize(32 << 20).setMaxConnections(1_000));
    final TestClock clock = new TestClock(START);
    final List<Observation> observations = new CopyOnWriteArrayList<>();
    final List<AuditEntry> audited = new CopyOnWriteArrayList<>();
    final List<DataRequest> asked = new CopyOnWriteArrayList<>();
    final Set<String> revoked = ConcurrentHashMap.newKeySet();
    volatile Function<DataRequest, Future<DataReply>> data = request ->
            Future.succeededFuture(new DataReply(request.arguments()));
    volatile boolean auditWritable = true;
    volatile HealthReport health = new HealthReport(true, "1.2.3", Duration.ofSeconds(3600), 15, 243,
            new DataHealth(true, Duration.ofNanos(2_500_000)), List.of());
    final Bus bus;
    final int port;
    private final RpcDoor door;

    RpcHarness() {
        this(Map.of());
    }

    RpcHarness(Map<String, Object> settings) {
        this(settings, Map.of());
    }

    RpcHarness(Map<String, Object> settings, Map<String, Object> rateLimit) {
        Incidents incidents = new Incidents(observations::add);
        bus = new Bus(vertx, incidents, Duration.ofSeconds(30));
        await(vertx.deployVerticle(() -> new VerticleBase() {
            @Override
            public Future<?> start() {
                answerAll();
                return Future.succeededFuture();
            }
        }, new DeploymentOptions().setInstances(2)));
        Map<String, Object> tree = new HashMap<>(settings);
        tree.putIfAbsent("port", 0);
        Problems problems = new Problems();
        RpcConfig config = RpcConfig.read(Section.root(tree, problems));
        RateLimiter limiter = new RateLimiter(
                RateLimitConfig.read(Section.root(rateLimit.containsKey("requests_per_minute") ? rateLimit
                        : Map.of("enabled", false), problems)),
                () -> Duration.between(START, clock.instant()).toNanos(), 1);
        FailedProofs failedProofs = new FailedProofs(RateLimitConfig.read(Section.root(rateLimit, problems)),
                () -> Duration.between(START, clock.instant()).toNanos(), 1);
        problems.throwIfAny();
        RpcParts parts = new RpcParts(bus, this::prove, limiter, failedProofs, this::revoke, trail(),
                observations::add, incidents, clock, System::nanoTime, "1.2.3");
        door = new RpcDoor(vertx, config, parts);
        await(vertx.deployVerticle(new RpcRelayVerticle(parts)));
        port = await(door.open(2));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    RpcClient connect(String token) {
        return connect(new WebSocketConnectOptions().setURI("/?token=" + token));
    }

    RpcClient connect(WebSocketConnectOptions options) {
        return new RpcClient(await(client.connect(options.setHost("127.0.0.1").setPort(port))));
    }

    Future<Void> stop() {
        return door.close();
    }

    RpcDoor door() {
        return door;
    }

    @Override
    public void close() {
        await(door.close());
        await(vertx.close());
    }

    private void answerAll() {
        bus.answer(Addresses.DATA_EXECUTE, request -> {
            asked.add(request);
            return data.apply(request);
        });
        bus.answer(Addresses.FOLD_EXPLAIN, question -> Future.succeededFuture(new FoldExplanation(
                Map.of("asked", question.schema() + " " + question.operation() + " " + question.field().orElse("*")))));
        bus.answer(Addresses.OPS_HEALTH, question -> Future.succeededFuture(health));
        bus.answer(Addresses.OPS_METRICS,
                question -> Future.succeededFuture(new MetricsPage("dbal_active_connections 15\n")));
        bus.answer(Addresses.OPS_RELOAD,
                request -> Future.succeededFuture(new ReloadReport(List.of("acl"), List.of())));
    }

    private Future<Prover.Proven> prove(String bearer, String remote) {
        String[] parts = bearer.split(":", 2);
        if (parts.length < 2 || !Set.of("user", "brief", "operator", "overtaken").contains(parts[0]) || revoked.contains(parts[1])) {
            return Future.failedFuture(new FaultException(new Fault.Unauthenticated("the token proves nobody")));
        }
        Principal who = Principal.user(parts[1], parts[0].equals("operator") ? "supergod" : "user");
        Optional<Instant> end = parts[0].equals("brief") ? Optional.of(START.plusSeconds(60)) : Optional.empty();
        if (end.isPresent() && !end.get().isAfter(clock.instant())) {
            return Future.failedFuture(new FaultException(new Fault.Unauthenticated("the token has expired")));
        }
        return Future.succeededFuture(new Prover.Proven(who, end,
                () -> !parts[0].equals("overtaken") && !revoked.contains(parts[1])));
    }

    private Future<Revocation> revoke(Revocation.Kind kind, String value) {
        revoked.add(value);
        return Future.succeededFuture(new Revocation(kind, value, clock.instant(), clock.instant().plusSeconds(3600)));
    }

    private AuditTrail trail() {
        return new AuditTrail() {
            @Override
            public void admit() {
                if (!auditWritable) {
                    throw new FaultException(new Fault.Unavailable("the audit log cannot be written",
                            Duration.ofSeconds(1)));
                }
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
