package dev.foldd.client.socket;

import dev.foldd.client.FolddClientException;
import dev.foldd.client.FolddClientException.ConnectionFailed;
import dev.foldd.client.FolddClientException.InvalidResponse;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** One connection: greets, then carries requests ahead of their replies. Driven by the loop's thread alone. */
final class SocketConnection {

    /** Buffers that one system call may take. */
    private static final int GATHERED_MAX = 64;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final LineReader lines;
    private final Optional<Greeter> greeter;
    private final long openBy;
    private final long idleNanos;
    private final Deque<ByteBuffer> out = new ArrayDeque<>();
    private final Map<String, Call> pending = new LinkedHashMap<>();
    private final Deque<Call> waiting = new ArrayDeque<>();
    private boolean ready;
    private boolean retired;
    private long heardAt;
    private long usedAt;

    private SocketConnection(SocketChannel channel, SelectionKey key, SocketSettings settings, Optional<Greeter> greeter,
            long now) {
        this.channel = channel;
        this.key = key;
        this.lines = new LineReader(settings.replyBytesMax());
        this.greeter = greeter;
        this.heardAt = now;
        this.usedAt = now;
        this.openBy = now + settings.timeout().toNanos();
        this.idleNanos = settings.idle().toNanos();
    }

    /** Begins to connect. */
    static SocketConnection open(SocketSettings settings, Selector selector, SecureRandom random, long now)
            throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(false);
            boolean connected = channel.connect(UnixDomainSocketAddress.of(settings.path()));
            SelectionKey key = channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
            Optional<Greeter> greeter =
                    Greeter.isNeeded(settings) ? Optional.of(new Greeter(settings, random)) : Optional.empty();
            SocketConnection connection = new SocketConnection(channel, key, settings, greeter, now);
            key.attach(connection);
            if (connected) {
                connection.greet();
            }
            return connection;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Takes a request, to be sent by {@link #flush} or when the greeting is over. */
    void send(Call call, long now) {
        call.sentAt = now;
        usedAt = now;
        if (!ready) {
            waiting.add(call);
            return;
        }
        pending.put(call.id, call);
        out.add(ByteBuffer.wrap(call.line));
    }

    /**
     * Does what the channel is ready for.
     *
     * @param scratch to read into; used before this returns
     * @param answered is told of each reply to a request
     * @throws FolddClientException when the daemon breaks the protocol, or refuses
     */
    void advance(ByteBuffer scratch, long now, BiConsumer<Call, Reply> answered) throws IOException {
        if (key.isConnectable()) {
            channel.finishConnect();
            key.interestOps(SelectionKey.OP_READ);
            greet();
        }
        if (key.isValid() && key.isWritable()) {
            flush();
        }
        if (!key.isValid() || !key.isReadable()) {
            return;
        }
        int count = channel.read(scratch.clear());
        if (count < 0) {
            throw new IOException(lines.isInside() ? "the daemon closed the connection inside a reply"
                    : "the daemon closed the connection");
        }
        for (byte[] line : lines.take(scratch.flip())) {
            heardAt = now;
            usedAt = now;
            heard(Reply.parse(line), now, answered);
        }
    }

    private void heard(Reply reply, long now, BiConsumer<Call, Reply> answered) throws IOException {
        if (!ready) {
            Optional<byte[]> next = greeter.orElseThrow().next(reply);
            if (next.isPresent()) {
                out.add(ByteBuffer.wrap(next.get()));
                flush();
            } else {
                becomeReady(now);
            }
            return;
        }
        Call call = pending.remove(reply.id());
        if (call == null) {
            String said = reply.failure().map(failure -> ": " + failure.getMessage()).orElse("");
            throw new InvalidResponse("the daemon's reply belongs to no request" + said, reply.failure().orElse(null));
        }
        answered.accept(call, reply);
    }

    private void greet() throws IOException {
        if (greeter.isPresent()) {
            out.add(ByteBuffer.wrap(greeter.get().hello()));
            flush();
        } else {
            becomeReady(heardAt);
        }
    }

    private void becomeReady(long now) throws IOException {
        ready = true;
        List<Call> kept = new ArrayList<>(waiting);
        waiting.clear();
        for (Call call : kept) {
            if (!call.answer.isDone()) {
                send(call, now);
            }
        }
        flush();
    }

    /** Sends what the socket takes now, and the rest when it takes more. */
    void flush() throws IOException {
        if (!channel.isConnected()) {
            return;
        }
        while (!out.isEmpty()) {
            ByteBuffer[] next = out.stream().limit(GATHERED_MAX).toArray(ByteBuffer[]::new);
            channel.write(next);
            while (!out.isEmpty() && !out.getFirst().hasRemaining()) {
                out.removeFirst();
            }
            if (next[next.length - 1].hasRemaining()) {
                break;
            }
        }
        key.interestOps(out.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    /** How much is asked of it. */
    int load() {
        return pending.size() + waiting.size();
    }

    /** Until when it must be ready or, when it is, be of use; the end of time while it is. */
    long endsAt() {
        if (!ready) {
            return openBy;
        }
        return load() > 0 ? Long.MAX_VALUE : usedAt + idleNanos;
    }

    /** Whether it takes new requests. */
    boolean isOpenToMore() {
        return !retired;
    }

    /** Whether nobody needs it any more. */
    boolean isSpent() {
        return retired && pending.values().stream().allMatch(call -> call.answer.isDone())
                && waiting.stream().allMatch(call -> call.answer.isDone());
    }

    /**
     * A request on it has waited in vain. When nothing at all has come since it was sent, or too much is overdue, then new
     * requests go elsewhere.
     */
    void overdue(Call call, int overdueMax) {
        if (waiting.remove(call)) {
            return;
        }
        if (pending.get(call.id) == call && (heardAt <= call.sentAt || overdue() > overdueMax)) {
            retired = true;
        }
        // What has not begun to leave need not leave any more.
        if (out.removeIf(buffer -> buffer.array() == call.line && buffer.position() == 0)) {
            pending.remove(call.id);
        }
    }

    private long overdue() {
        return pending.values().stream().filter(call -> call.answer.isDone()).count();
    }

    /**
     * Closes it.
     *
     * @param cause what each of its requests is told; a lost connection also, whether it has been sent
     * @param told hears of each
     */
    void close(Exception cause, BiConsumer<Call, FolddClientException> told) {
        List<Call> sent = new ArrayList<>(pending.values());
        List<Call> kept = new ArrayList<>(waiting);
        pending.clear();
        waiting.clear();
        try {
            channel.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        sent.forEach(call -> told.accept(call, failure(cause, true)));
        kept.forEach(call -> told.accept(call, failure(cause, false)));
    }

    private static FolddClientException failure(Exception cause, boolean sent) {
        return cause instanceof FolddClientException told && !(told instanceof ConnectionFailed) ? told
                : new ConnectionFailed(cause.getMessage() == null ? "the connection broke" : cause.getMessage(), sent, cause);
    }
}
