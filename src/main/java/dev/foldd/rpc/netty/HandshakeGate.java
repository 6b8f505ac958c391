package dev.foldd.rpc.netty;

import dev.foldd.limit.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Stands before the HTTP decoder and lets the head of one request through; what comes behind it waits for the answer. Between a
 * handshake and the moment at which its connection is equipped there is nobody who would look at frames: without this, what a
 * quick client sends would reach the decoder past the {@link MessageGate}. What is held is counted, and of a request's body
 * nothing is held. Belongs to the connection's event loop.
 */
public final class HandshakeGate extends ChannelDuplexHandler {

    /** A client has no reason to send more before it has been answered; beyond it nothing is read. */
    static final int HELD_MAX = 4 * 1024;

    /** What all that is held may take of the memory for messages, in percent: nobody knows yet whose it is. */
    private static final int SHARE = 25;
    private static final int WHOLE = 100;

    private final MemoryBudget budget;
    private final Reading reading = new Reading();
    private ByteBuf held;
    private long taken;
    private boolean holding;
    private boolean discarding;
    private boolean headBegun;
    private int lineLength;

    HandshakeGate(MemoryBudget budget) {
        this.budget = budget;
    }

    /**
     * To be called when a connection has come about.
     *
     * @param budget the memory for messages
     */
    public static void install(HttpConnection connection, MemoryBudget budget) {
        ChannelPipeline pipeline = ((HttpServerConnection) connection).channelHandlerContext().pipeline();
        ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
        if (decoder != null) {
            pipeline.addBefore(decoder.name(), "handshake", new HandshakeGate(budget));
        }
    }

    /** A request has been answered and no handshake came of it: lets the next head through. */
    public static void next(HttpConnection connection) {
        ChannelHandlerContext there = ((HttpServerConnection) connection).channelHandlerContext().pipeline()
                .context(HandshakeGate.class);
        if (there != null) {
            // Not at once: the decoder may be in the middle of the head that this is the answer to.
            there.executor().execute(() -> ((HandshakeGate) there.handler()).next(there));
        }
    }

    /** A request has a body, for which there is no use: nothing that comes from now on is looked at. */
    public static void discard(HttpConnection connection) {
        ChannelHandlerContext there = ((HttpServerConnection) connection).channelHandlerContext().pipeline()
                .context(HandshakeGate.class);
        if (there != null) {
            HandshakeGate gate = (HandshakeGate) there.handler();
            gate.discarding = true;
            gate.drop();
            gate.reading.goOn(there);
        }
    }

    /** The handshake is done, everybody who looks at frames is there, and it is known who sends them. */
    static void open(ChannelPipeline pipeline) {
        ChannelHandlerContext there = pipeline.context(HandshakeGate.class);
        if (there != null) {
            pipeline.remove(there.handler());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object input) {
        if (!(input instanceof ByteBuf bytes)) {
            context.fireChannelRead(input);
        } else if (discarding) {
            bytes.release();
        } else if (holding) {
            hold(context, bytes);
        } else {
            pass(context, bytes);
        }
    }

    private void pass(ChannelHandlerContext context, ByteBuf bytes) {
        int end = endOfHead(bytes);
        if (end < 0) {
            context.fireChannelRead(bytes);
            return;
        }
        holding = true;
        ByteBuf head = bytes.readRetainedSlice(end - bytes.readerIndex());
        // Held before the head goes on, since the answer to it may already ask for the rest.
        hold(context, bytes);
        context.fireChannelRead(head);
    }

    private void hold(ChannelHandlerContext context, ByteBuf bytes) {
        int more = bytes.readableBytes();
        if (more > 0 && !budget.takeWithin(more, budget.max() / WHOLE * SHARE)) {
            bytes.release();
            context.close();
            return;
        }
        taken += more;
        // A copy, since a part of a buffer keeps the whole of it.
        if (more > 0) {
            held = (held == null ? context.alloc().buffer(more) : held).writeBytes(bytes);
        }
        bytes.release();
        if (taken > HELD_MAX) {
            reading.stop(context);
        }
    }

    /** What was held is somebody else's business from now on; null when there is nothing. */
    private ByteBuf handOver() {
        ByteBuf bytes = held;
        held = null;
        budget.give(taken);
        taken = 0;
        return bytes;
    }

    private void drop() {
        ByteBuf bytes = handOver();
        if (bytes != null) {
            bytes.release();
        }
    }

    @Override
    public void read(ChannelHandlerContext context) {
        reading.want(context);
    }

    private void next(ChannelHandlerContext context) {
        ByteBuf bytes = handOver();
        holding = false;
        headBegun = false;
        lineLength = 0;
        if (bytes != null) {
            pass(context, bytes);
            context.fireChannelReadComplete();
        }
        if (taken <= HELD_MAX) {
            reading.goOn(context);
        }
    }

    /** The index behind the empty line that ends a head, -1 when it is not in these bytes. Lines may end without CR. */
    private int endOfHead(ByteBuf bytes) {
        for (int at = bytes.readerIndex(); at < bytes.writerIndex(); at++) {
            byte octet = bytes.getByte(at);
            if (octet == '\n') {
                if (headBegun && lineLength == 0) {
                    return at + 1;
                }
                lineLength = 0;
            } else if (octet != '\r') {
                headBegun = true;
                lineLength++;
            }
        }
        return -1;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        ByteBuf bytes = handOver();
        if (bytes != null) {
            context.fireChannelRead(bytes);
            context.fireChannelReadComplete();
        }
        reading.goOn(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        drop();
        context.fireChannelInactive();
    }
}
