package dev.foldd.http.api;

import dev.foldd.auth.Prover.Proven;
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
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Principal;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.fold.FoldConfig;
import dev.foldd.fold.FoldNode;
import dev.foldd.fold.FoldPath;
import dev.foldd.fold.FoldVerticle;
import dev.foldd.fold.storage.FoldDialect;
import dev.foldd.http.HttpConfig;
import dev.foldd.http.HttpDoor;
import dev.foldd.http.StatusParts;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.SignedBytes;
import dev.foldd.limit.FailedProofs;
import dev.foldd.limit.RateLimitConfig;
import dev.foldd.limit.RateLimiter;
import dev.foldd.store.Query;
import dev.foldd.store.Store;
import dev.foldd.testing.Database;
import dev.foldd.testing.Stores;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The HTTP door over the real bus and a real fold node on SQLite. Tokens are {@code ROLE:SUBJECT}; of the keys, {@link #NODE}
 * is at distance 0 and {@link #NEAR} an application's.
 */
final class ApiHarness {

    static final NodeKey NODE = NodeKey.ofSeed(new byte[32]);
    static final NodeKey NEAR = NodeKey.generate();
    static final NodeKey STRANGER = NodeKey.generate();
    static final String OPERATOR = "supergod:root";

    private static final FoldConfig FOLD = FoldConfig.read(Section.root(Map.of(), new Problems()));

    final Vertx vertx = Vertx.vertx();
    final Queue<Observation> observed = new ConcurrentLinkedQueue<>();
    final Queue<AuditEntry> audited = new ConcurrentLinkedQueue<>();
    final AtomicLong laterNanos = new AtomicLong();
    final AtomicInteger proofs = new AtomicInteger();
    /** What proofs of tokens {@code late:SUBJECT} wait for. */
    final Promise<Void> late = Promise.promise();
    final Clock clock = Clock.systemUTC();
    final HttpDoor door;
    final URI url;
    final Bus bus;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Signatures signatures;
    private final Store store;

    ApiHarness(Path directory) throws Exception {
        this(directory, Map.of(), Map.of("enabled", false));
    }

    ApiHarness(Path directory, Map<String, Object> http, Map<String, Object> rateLimit) throws Exception {
        Incidents incidents = new Incidents(observed::add);
        bus = new Bus(vertx, incidents, Duration.ofSeconds(20));
        store = Stores.fresh(Database.SQLITE, vertx, directory);
        FoldNode node = done(FoldNode.open(new FoldNode.Ground(store, FoldDialect.SQLITE,
                new Query.Limits(Duration.ofSeconds(20), 1_001, 10_000_000),
                messages -> Future.succeededFuture(messages.stream().map(NODE::sign).toList()), UUID::randomUUID, clock,
                observed::add), FOLD, List.of()));
        Problems problems = new Problems();
        RateLimitConfig limits = RateLimitConfig.read(Section.root(rateLimit, problems));
        RateLimiter limiter = new RateLimiter(limits, System::nanoTime, 1);
        FoldPath.Parts path = new FoldPath.Parts(
                (caller, writes) -> limiter.admit(caller.principal().subject(), caller.remote(), writes), new Trail(), incidents,
                observed::add, System::nanoTime);
        done(vertx.deployVerticle(() -> new FoldVerticle(bus, path, Optional.of(node)), new DeploymentOptions().setInstances(2)));
        Files.createDirectories(directory.resolve("apps"));
        Files.writeString(directory.resolve("apps/near.pub"), NEAR.publicKey().text());
        Applications applications = new Applications(directory.resolve("apps"), NODE.publicKey(), List.of());
        applications.reload();
        TrustPaths paths = new TrustPaths(TrustConfig.read(Section.root(Map.of(), new Problems())), NODE.publicKey(),
                new TrustFiles(directory.resolve("trust")), Clock.systemUTC());
        SignedConfig signing = SignedConfig.read(Section.root(Map.of(), problems));
        signatures = new Signatures(vertx, signing);
        SignedCalls calls = new SignedCalls("http",
                new SignedCalls.Parts(NODE.nodeId(), applications, paths, signatures, clock, observed::add),
                new SignedCalls.Shared(signing, clock.instant().minus(Duration.ofMinutes(10)), System::nanoTime));
        Map<String, Object> tree = new HashMap<>(http);
        tree.putIfAbsent("port", 0);
        HttpConfig config = HttpConfig.read(Section.root(tree, problems));
        problems.throwIfAny();
        StatusParts status = new StatusParts(bus, observed::add, incidents, "1.2.3",
                () -> System.nanoTime() + laterNanos.get());
        door = new HttpDoor(vertx, config.door(), status, config.api().drainTimeout(), new ApiRoutes(config.door(), config.api(),
                new ApiParts(status, NODE.nodeId(), this::prove, calls, limiter,
                        new FailedProofs(limits, System::nanoTime, 1), new Trail())));
        url = URI.create(done(door.open(2)));
    }

    /** A request to be sent. */
    record Ask(String method, String path, String body, Map<String, String> headers) {

        static Ask get(String path) {
            return new Ask("GET", path, "", Map.of());
        }

        static Ask post(String path, String body) {
            return new Ask("POST", path, body.replace('\'', '"'), Map.of("Content-Type", "application/json"));
        }

        Ask with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Ask(method, path, body, more);
        }

        Ask by(String token) {
            return with("Authorization", "Bearer " + token);
        }

        Ask signedBy(NodeKey key) {
            return signedBy(key, NODE.nodeId(), System.currentTimeMillis() / 1000, method + " " + path, body);
        }

        Ask signedBy(NodeKey key, String node, long seconds, String operation, String signedBody) {
            byte[] nonce = new byte[16];
            new SecureRandom().nextBytes(nonce);
            byte[] bytes = SignedBytes.tagged("foldd/call/v1").text(node).text(operation).integer(seconds).bytes(nonce)
                    .bytes(key.publicKey().raw()).bytes(sha(signedBody)).encode();
            return with("X-Foldd-Key", key.publicKey().text()).with("X-Foldd-Timestamp", Long.toString(seconds))
                    .with("X-Foldd-Nonce", Base64.getEncoder().encodeToString(nonce))
                    .with("X-Foldd-Signature", Base64.getEncoder().encodeToString(key.sign(bytes)));
        }
    }

    /** What came back. */
    record Reply(int status, String body, Map<String, List<String>> headers) {
    }

    Reply send(Ask ask) throws Exception {
        return send(client, url, ask);
    }

    static Reply send(HttpClient client, URI url, Ask ask) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(ask.path())).timeout(Duration.ofSeconds(20));
        ask.headers().forEach(request::header);
        request.method(ask.method(), ask.body().isEmpty() ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(ask.body()));
        HttpResponse<String> reply = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Reply(reply.statusCode(), reply.body(), reply.headers().map());
    }

    /** The status line and all that follows it, until the door closes the connection. */
    String raw(String text) throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    Socket connect() throws Exception {
        Socket socket = new Socket(url.getHost(), url.getPort());
        socket.setSoTimeout(15_000);
        return socket;
    }

    static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static byte[] sha(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Future<Proven> prove(String bearer, String remote) {
        String[] parts = bearer.split(":", 2);
        if (parts.length < 2) {
            return Future.failedFuture(new FaultException(new Fault.Unauthenticated("the token is not valid")));
        }
        boolean gone = parts[0].equals("gone");
        proofs.incrementAndGet();
        Principal who = new Principal(parts[1], Principal.Kind.USER, List.of(parts[0]), Optional.empty(), OptionalInt.empty(),
                Map.of());
        return (parts[0].equals("late") ? late.future() : Future.<Void>succeededFuture())
                .map(now -> new Proven(who, Optional.empty(), () -> !gone));
    }

    void close() throws Exception {
        done(door.close());
        signatures.close(Duration.ofSeconds(5));
        done(store.close());
        done(vertx.close());
    }

    private final class Trail implements AuditTrail {

        @Override
        public void admit() {
            // Nothing keeps this log from being written.
        }

        @Override
        public CompletionStage<Void> intend(AuditEntry intent) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> record(AuditEntry outcome) {
            audited.add(outcome);
            return CompletableFuture.completedStage(null);
        }
    }
}
