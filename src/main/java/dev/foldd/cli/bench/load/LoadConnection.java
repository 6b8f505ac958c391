package dev.foldd.cli.bench.load;

import dev.foldd.client.Frames;
import dev.foldd.client.Handshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** One WebSocket connection with one request in flight, as cheap for the processor as Java allows. */
public final class LoadConnection implements AutoCloseable {

    private static final int BUFFER_BYTES = 65_536;
    private static final int BUFFER_BYTES_MAX = 64 << 20;
    private static final int HEADER_MAX = 10;
    private static final byte[] ID = "{\"id\":\"".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
    private ByteBuffer out = ByteBuffer.allocate(BUFFER_BYTES);
    private long request;
    private long row;
    private long sentAt;
    private boolean waiting;

    private LoadConnection(SocketChannel channel) {
        this.channel = channel;
        out.limit(0);
    }

    /** Connects and shakes hands, blocking. */
    public static LoadConnection open(URI url, RandomGenerator random) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.connect(new InetSocketAddress(url.getHost().replaceAll("[\\[\\]]", ""), url.getPort()));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Handshake handshake = new Handshake(url, random);
            channel.write(ByteBuffer.wrap(handshake.request()));
            handshake.accept(channel.socket().getInputStream());
            return new LoadConnection(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    SocketChannel channel() {
        return channel;
    }

    boolean isWaiting() {
        return waiting;
    }

    long request() {
        return request;
    }

    long row() {
        return row;
    }

    long sentAt() {
        return sentAt;
    }

    /** Sends a request. False when the socket takes no more: {@link #flush} when it does again. */
    boolean send(Template template, long number, long ofRow, long now) throws IOException {
        if (out.capacity() < template.length()) {
            out = ByteBuffer.allocate(template.length());
        }
        request = number;
        row = ofRow;
        sentAt = now;
        waiting = true;
        out.clear();
        template.write(out, number, ofRow);
        out.flip();
        return flush();
    }

    boolean flush() throws IOException {
        channel.write(out);
        return !out.hasRemaining();
    }

    /** Reads what there is. Afterwards {@link #reply} may have something. */
    void read() throws IOException {
        if (!in.hasRemaining()) {
            if (in.capacity() >= BUFFER_BYTES_MAX) {
                throw new IOException("a reply is longer than " + BUFFER_BYTES_MAX + " bytes");
            }
            in = ByteBuffer.allocate(in.capacity() * 2).put(in.flip());
        }
        if (channel.read(in) < 0) {
            throw new IOException("the daemon closed the connection");
        }
    }

    /**
     * The whole reply, when it is there: from {@code position} to {@code limit} of a buffer that is valid until
     * {@link #consumed}. Null otherwise; pings on the way are answered.
     */
    ByteBuffer reply() throws IOException {
        while (true) {
            byte[] bytes = in.array();
            int end = in.position();
            if (end < 2) {
                return null;
            }
            int length = bytes[1] & 0x7F;
            int header = length < 126 ? 2 : length == 126 ? 4 : HEADER_MAX;
            if (end < header) {
                return null;
            }
            long payload = length < 126 ? length : length == 126 ? in.getShort(2) & 0xFFFF : in.getLong(2);
            if (end < header + payload) {
                return null;
            }
            ByteBuffer frame = ByteBuffer.wrap(bytes, header, (int) payload);
            if (bytes[0] == (byte) (0x80 | Frames.TEXT)) {
                return frame;
            }
            control(bytes[0] & 0xFF, frame);
            dropUpTo(frame.limit());
        }
    }

    /** The reply has been looked at; what comes after it moves to the front. */
    void consumed(ByteBuffer reply) {
        waiting = false;
        dropUpTo(reply.limit());
    }

    private void dropUpTo(int end) {
        in.limit(in.position()).position(end);
        in.compact();
    }

    /** Whether a reply begins with our request's number and the result that is wanted, as nearly all do. */
    boolean isPlainlyRight(ByteBuffer reply, byte[] between) {
        byte[] bytes = reply.array();
        int at = reply.position();
        int numberAt = at + ID.length;
        int betweenAt = numberAt + Template.DIGITS;
        if (reply.remaining() < ID.length + Template.DIGITS + between.length
                || !Arrays.equals(bytes, at, numberAt, ID, 0, ID.length)
                || !Arrays.equals(bytes, betweenAt, betweenAt + between.length, between, 0, between.length)) {
            return false;
        }
        long value = 0;
        for (int i = numberAt; i < betweenAt; i++) {
            value = value << 4 | Character.digit(bytes[i], 16);
        }
        return value == request;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void control(int first, ByteBuffer frame) throws IOException {
        if (first == (0x80 | Frames.PING)) {
            byte[] payload = new byte[frame.remaining()];
            frame.duplicate().get(payload);
            while (out.hasRemaining()) {
                channel.write(out);
            }
            channel.write(ByteBuffer.wrap(Frames.encode(Frames.PONG, payload, 0)));
        } else if (first == (0x80 | Frames.CLOSE)) {
            int code = frame.remaining() >= 2 ? frame.getShort(frame.position()) & 0xFFFF : 0;
            throw new IOException("the daemon closed the connection with " + code);
        } else if (first != (0x80 | Frames.PONG)) {
            throw new IOException("the daemon sent a frame that the bench does not read (0x"
                    + Integer.toHexString(first) + ")");
        }
    }
}
