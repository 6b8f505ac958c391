package dev.foldd.cli.bench.socket;

import dev.foldd.auth.sign.Greeting;
import dev.foldd.identity.NodeKey;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A connection of frames with several requests in flight, whose answers come in their order. For one thread. */
final class FrameConnection implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 20;
    private static final int REPLY_BYTES_MAX = 16 << 20;
    private static final int NONCE_BYTES = 32;

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
    private final ByteBuffer out = ByteBuffer.allocate(BUFFER_BYTES);
    private final long[] sentAt;
    private final String nodeId;
    private long sent;
    private long answered;

    private FrameConnection(SocketChannel channel, int inFlightMax, Path socket, NodeKey key) throws IOException {
        this.channel = channel;
        this.sentAt = new long[inFlightMax];
        in.limit(0);
        this.nodeId = greet(socket, key);
    }

    /** Connects and logs in, so that requests need no signature. */
    static FrameConnection open(Path socket, NodeKey key, int inFlightMax) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return new FrameConnection(channel, inFlightMax, socket, key);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The node that has answered. */
    String nodeId() {
        return nodeId;
    }

    SelectableChannel channel() {
        return channel;
    }

    int inFlight() {
        return (int) (sent - answered);
    }

    /** Puts a request among those that {@link #flush} sends; false when there is no room for it now. */
    boolean send(byte[] frame, long now) {
        if (inFlight() == sentAt.length || out.remaining() < frame.length) {
            return false;
        }
        out.put(frame);
        sentAt[(int) (sent++ % sentAt.length)] = now;
        return true;
    }

    /** Sends what the socket takes; true when nothing is left. */
    boolean flush() throws IOException {
        out.flip();
        channel.write(out);
        out.compact();
        return out.position() == 0;
    }

    /** Reads what is there. */
    void receive() throws IOException {
        in.compact();
        int count = channel.read(in);
        in.flip();
        if (count < 0) {
            throw new EOFException("the daemon closed the connection");
        }
    }

    /** The next reply, as a view that counts until the next {@link #receive}; null when it is not here in full. */
    ByteBuffer next() throws IOException {
        if (in.remaining() < Integer.BYTES) {
            return null;
        }
        int length = in.getInt(in.position());
        if (length < 1 || length > BUFFER_BYTES - Integer.BYTES) {
            throw new IOException("the daemon sent a frame of " + length + " bytes");
        }
        if (in.remaining() < Integer.BYTES + length) {
            return null;
        }
        ByteBuffer reply = in.slice(in.position() + Integer.BYTES, length);
        in.position(in.position() + Integer.BYTES + length);
        return reply;
    }

    /** When the request was sent to which the reply just taken belongs. */
    long answeredOneSentAt() {
        return sentAt[(int) (answered++ % sentAt.length)];
    }

    /** Asks and waits; the channel must block. */
    Map<?, ?> call(byte[] frame) throws IOException {
        ByteBuffer request = ByteBuffer.wrap(frame);
        while (request.hasRemaining()) {
            channel.write(request);
        }
        ByteBuffer length = filled(Integer.BYTES);
        int bytes = length.getInt();
        if (bytes < 1 || bytes > REPLY_BYTES_MAX) {
            throw new IOException("the daemon sent a frame of " + bytes + " bytes");
        }
        try {
            Object reply = Json.parse(StandardCharsets.UTF_8.decode(filled(bytes)).toString());
            return reply instanceof Map<?, ?> members ? members : Map.of("value", reply);
        } catch (JsonException e) {
            throw new IOException("the daemon sent no JSON: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private ByteBuffer filled(int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the daemon closed the connection");
            }
        }
        return buffer.flip();
    }

    private String greet(Path socket, NodeKey key) throws IOException {
        byte[] nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        Map<String, Object> hello = new LinkedHashMap<>();
        hello.put("client_nonce", Base64.getEncoder().encodeToString(nonce));
        hello.put("versions", List.of("1.0"));
        Map<?, ?> reply = call(Frames.plain("hello", hello));
        if (!(reply.get("node_id") instanceof String node) || !(reply.get("server_nonce") instanceof String server)) {
            throw new IOException("the daemon does not greet: " + reply.get("error"));
        }
        String place = "socket:" + socket.toAbsolutePath().normalize();
        byte[] signed = Greeting.login(node, place, nonce, Base64.getDecoder().decode(server), key.publicKey().raw());
        Map<String, Object> login = new LinkedHashMap<>();
        login.put("key", key.publicKey().text());
        login.put("signature", Base64.getEncoder().encodeToString(key.sign(signed)));
        Object refused = call(Frames.plain("login", login)).get("error");
        if (refused != null) {
            throw new IOException("the daemon does not take the key: " + refused);
        }
        return node;
    }

    /** Whether a reply begins so. */
    static boolean begins(ByteBuffer reply, byte[] with) {
        int from = reply.arrayOffset();
        return reply.remaining() >= with.length
                && Arrays.equals(reply.array(), from, from + with.length, with, 0, with.length);
    }
}
