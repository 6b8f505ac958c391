package dev.foldd.client;

import dev.foldd.auth.sign.Greeting;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.PublicKey;
import dev.foldd.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Unix socket that speaks as the daemon's does: it greets, checks logins, and then does what the test says with each request.
 * A thread for each connection.
 */
public final class FakeSocket implements AutoCloseable {

    private static final int NONCE_BYTES = 32;

    /** A request that has come, and the connection to answer it on. */
    public record Asked(Map<?, ?> request, Line line) {

        public String operation() {
            return (String) request.get("operation_type");
        }

        public Map<?, ?> payload() {
            return (Map<?, ?>) request.get("payload");
        }

        public void succeed(Object data) {
            line.reply(request.get("request_id"), "success", data, null);
        }

        public void fail(String code, String message) {
            line.reply(request.get("request_id"), "error", null, Map.of("code", code, "message", message));
        }
    }

    /** One connection. */
    public static final class Line {

        private final SocketChannel channel;
        private final byte[] serverNonce = new byte[NONCE_BYTES];
        private byte[] clientNonce = new byte[0];
        private volatile boolean loggedIn;
        private volatile Object trustPath;

        Line(SocketChannel channel) {
            this.channel = channel;
            new SecureRandom().nextBytes(serverNonce);
        }

        /** The path of trust that was presented with the login, JSON in plain Java; null when there was none. */
        public Object trustPath() {
            return trustPath;
        }

        public void reply(Object id, String status, Object data, Object error) {
            Map<String, Object> reply = new LinkedHashMap<>();
            reply.put("request_id", id);
            reply.put("status", status);
            reply.put("data", data);
            reply.put("error", error);
            write(Json.write(reply) + "\n");
        }

        /** Writes what may be no reply at all. A client that has gone is none of its business. */
        public synchronized void write(String text) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            } catch (IOException gone) {
                cut();
            }
        }

        public void cut() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** What to do with each request after the greeting. */
    public interface Behaviour {
        void answer(Asked asked);
    }

    private final NodeKey node;
    private final Path path;
    private final String knownAs;
    private final Behaviour behaviour;
    private final ServerSocketChannel server;
    private final Queue<Line> lines = new ConcurrentLinkedQueue<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final List<String> operations = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private volatile NodeKey claims;

    public FakeSocket(Path path, NodeKey node, Behaviour behaviour) throws IOException {
        this(path, path.toString(), node, behaviour);
    }

    /** @param knownAs the path that it believes to be at */
    public FakeSocket(Path path, String knownAs, NodeKey node, Behaviour behaviour) throws IOException {
        this.path = path;
        this.knownAs = knownAs;
        this.node = node;
        this.claims = node;
        this.behaviour = behaviour;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        start(this::accept);
    }

    /** Gives itself out for another node, whose key it has not. */
    public void pretend(NodeKey other) {
        claims = other;
    }

    public int opened() {
        return opened.get();
    }

    /** How many connections there are now. */
    public int open() {
        return open.get();
    }

    /** The operations that were asked for, greetings too. */
    public List<String> operations() {
        return List.copyOf(operations);
    }

    public long asked(String operation) {
        return operations.stream().filter(operation::equals).count();
    }

    /** Cuts every connection there is. */
    public void cutAll() {
        lines.forEach(Line::cut);
        lines.clear();
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
        cutAll();
        for (Thread thread : threads) {
            try {
                thread.join(10_000);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private void start(Runnable work) {
        Thread thread = new Thread(work, "fake-socket");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Line line = new Line(server.accept());
                opened.incrementAndGet();
                open.incrementAndGet();
                lines.add(line);
                start(() -> serve(line));
            }
        } catch (IOException closed) {
            cutAll();
        }
    }

    private void serve(Line line) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(Channels.newInputStream(line.channel),
                StandardCharsets.UTF_8))) {
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                Asked asked = new Asked((Map<?, ?>) Json.parse(text), line);
                operations.add(asked.operation());
                answer(asked);
            }
        } catch (IOException gone) {
            line.cut();
        }
        line.cut();
        open.decrementAndGet();
    }

    private void answer(Asked asked) {
        switch (asked.operation()) {
            case "hello" -> hello(asked);
            case "login" -> login(asked);
            default -> behaviour.answer(asked);
        }
    }

    private void hello(Asked asked) {
        Line line = asked.line();
        line.clientNonce = Base64.getDecoder().decode((String) asked.payload().get("client_nonce"));
        byte[] signed = Greeting.hello(claims.nodeId(), "socket:" + knownAs, line.clientNonce, line.serverNonce);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("node_id", claims.nodeId());
        data.put("public_key", claims.publicKey().text());
        data.put("server_nonce", Base64.getEncoder().encodeToString(line.serverNonce));
        data.put("version", "1.0");
        data.put("signature", Base64.getEncoder().encodeToString(node.sign(signed)));
        asked.succeed(data);
    }

    private void login(Asked asked) {
        Line line = asked.line();
        PublicKey key = PublicKey.parse((String) asked.payload().get("key"));
        byte[] signed = Greeting.login(node.nodeId(), "socket:" + knownAs, line.clientNonce, line.serverNonce, key.raw());
        line.loggedIn = key.verify(signed, Base64.getDecoder().decode((String) asked.payload().get("signature")));
        line.trustPath = asked.payload().get("path");
        Arrays.fill(line.serverNonce, (byte) 0);
        if (line.loggedIn) {
            asked.succeed(Map.of("success", true));
        } else {
            asked.fail("AUTH_ERROR", "the signature does not fit");
        }
    }
}
