package dev.foldd.rpc;

import dev.foldd.auth.Prover;
import dev.foldd.bus.Bus;
import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Principal;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.contract.data.DataReply;
import dev.foldd.limit.FailedProofs;
import dev.foldd.limit.RateLimitConfig;
import dev.foldd.limit.RateLimiter;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Measures this door alone: requests per second and the server's CPU per request, kernel included, when the data
 * feature answers at once with a row of twelve fields. Arguments: event loops, connections, in flight each, seconds.
 */
public final class RpcBench {

    private static final AuditTrail NO_AUDIT = new AuditTrail() {
        @Override
        public void admit() {
        }

        @Override
        public CompletionStage<Void> intend(AuditEntry intent) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> record(AuditEntry outcome) {
            return CompletableFuture.completedFuture(null);
        }
    };

    private RpcBench() {
    }

    public static void main(String[] arguments) throws Exception {
        int loops = argument(arguments, 0, 1);
        int connections = argument(arguments, 1, 32);
        int inFlight = argument(arguments, 2, 1);
        int seconds = argument(arguments, 3, 5);
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops));
        int port = open(vertx, loops);
        if (seconds == 0) {
            System.out.println("listening at " + port + ", native " + vertx.isNativeTransportEnabled());
            return;
        }
        LongAdder answered = new LongAdder();
        AtomicBoolean over = new AtomicBoolean();
        for (int i = 0; i < connections; i++) {
            Thread client = new Thread(() -> load(port, inFlight, answered, over), "load-" + i);
            client.setDaemon(true);
            client.start();
        }
        for (int round = 0; round < 4; round++) {
            long cpu = serverCpuNanos();
            long count = answered.sum();
            long start = System.nanoTime();
            new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
            double elapsed = (System.nanoTime() - start) / 1e9;
            long done = answered.sum() - count;
            System.out.printf("native %s, loops %d, connections %d, in flight %d: "
                            + "%.0f requests/s, %.2f us server CPU each%n",
                    vertx.isNativeTransportEnabled(), loops, connections, inFlight, done / elapsed,
                    (serverCpuNanos() - cpu) / 1e3 / done);
        }
        over.set(true);
        vertx.close();
        System.exit(0);
    }

    private static int open(Vertx vertx, int loops) throws Exception {
        Incidents incidents = new Incidents(observation -> { });
        Bus bus = new Bus(vertx, incidents, Duration.ofSeconds(30));
        DataReply row = new DataReply(row());
        vertx.deployVerticle(() -> new VerticleBase() {
            @Override
            public Future<?> start() {
                bus.answer(Addresses.DATA_EXECUTE, request -> Future.succeededFuture(row));
                return Future.succeededFuture();
            }
        }, new DeploymentOptions().setInstances(loops)).toCompletionStage().toCompletableFuture().get();
        Problems problems = new Problems();
        RpcConfig config = RpcConfig.read(Section.root(Map.of("port", 0), problems));
        RateLimiter limiter = new RateLimiter(
                RateLimitConfig.read(Section.root(Map.of("enabled", false), problems)), System::nanoTime, 1);
        FailedProofs failedProofs = new FailedProofs(RateLimitConfig.read(Section.root(Map.of(), problems)),
                System::nanoTime, 1);
        problems.throwIfAny();
        Prover prover = (bearer, remote) -> Future.succeededFuture(
                new Prover.Proven(Principal.user("u1", "user"), Optional.empty(), () -> true));
        RpcParts parts = new RpcParts(bus, prover, limiter, failedProofs,
                (kind, value) -> Future.failedFuture("none"), NO_AUDIT, observation -> { }, incidents, Clock.systemUTC(),
                System::nanoTime, "bench");
        return new RpcDoor(vertx, config, parts).open(loops).toCompletionStage().toCompletableFuture().get();
    }

    private static Map<String, Object> row() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", "0190c8a2-6f4e-7c21-9d57-1f0f3a6f5b10");
        row.put("username", "alice.example");
        row.put("email", "alice@example.com");
        row.put("role", "user");
        row.put("profilePicture", null);
        row.put("bio", "Writes about databases and the people who feed them.");
        row.put("createdAt", 1732147200000L);
        row.put("updatedAt", 1732147200000L);
        row.put("tenantId", "tenant-1");
        row.put("isInstanceOwner", false);
        row.put("firstLogin", true);
        row.put("passwordChangeTimestamp", 1732147200000L);
        return row;
    }

    private static long serverCpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null && info.getThreadName().startsWith("vert.x-")) {
                nanos += threads.getThreadCpuTime(id);
            }
        }
        return nanos;
    }

    private static void load(int port, int inFlight, LongAdder answered, AtomicBoolean over) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            DataInputStream in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), 65_536));
            out.write(("GET /?token=t HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            skipHead(in);
            byte[] frames = frames("{\"id\":\"req_12345\",\"method\":\"read\",\"params\":[\"User\","
                    + "\"0190c8a2-6f4e-7c21-9d57-1f0f3a6f5b10\"]}", inFlight);
            while (!over.get()) {
                out.write(frames);
                for (int i = 0; i < inFlight; i++) {
                    skipFrame(in);
                }
                answered.add(inFlight);
            }
        } catch (IOException e) {
            if (!over.get()) {
                System.err.println(e);
            }
        }
    }

    private static void skipHead(InputStream in) throws IOException {
        int last = 0;
        while (last != 0x0d0a0d0a) {
            last = last << 8 | in.read();
        }
    }

    private static void skipFrame(DataInputStream in) throws IOException {
        in.readByte();
        int length = in.readByte() & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        }
        in.skipNBytes(length);
    }

    /** Masked with zeros, which leaves the text as it is (RFC 6455, section 5.3). */
    private static byte[] frames(String text, int count) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] frames = new byte[count * (payload.length + 6)];
        for (int i = 0; i < count; i++) {
            int at = i * (payload.length + 6);
            frames[at] = (byte) 0x81;
            frames[at + 1] = (byte) (0x80 | payload.length);
            System.arraycopy(payload, 0, frames, at + 6, payload.length);
        }
        return frames;
    }

    private static int argument(String[] arguments, int index, int fallback) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : fallback;
    }
}
