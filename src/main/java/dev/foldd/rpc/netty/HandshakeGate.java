package dev.foldd.rpc.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Stands before the HTTP decoder and lets the head of one request through; what comes behind it waits for the answer. Between a
 * handshake and the moment at which its connection is equipped there is nobody who would look at frames: without this, what a
 * quick client sends would reach the decoder past the {@link MessageGate}. Belongs to the connection's event loop.
 */
public final class HandshakeGate extends ChannelDuplexHandler {

    /** A client has no reason to send more before it has been answered; beyond it nothing is read. */
    static final int HELD_MAX = 64 * 1024;

    private final Reading reading = new Reading();
    private ByteBuf held;
    private boolean holding;
    private boolean headBegun;
    private int lineLength;

    /** To be called when a connection has come about. */
    public static void install(HttpConnection connection) {
        ChannelPipeline pipeline = ((HttpServerConnection) connection).channelHandlerContext().pipeline();
        ChannelHandlerContext decoder = pipeline.context(HttpRequestDecoder.class);
        if (decoder != null) {
            pipeline.addBefore(decoder.name(), "handshake", new HandshakeGate());
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
        if (!bytes.isReadable()) {
            bytes.release();
            return;
        }
        held = held == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), held, bytes);
        if (held.readableBytes() > HELD_MAX) {
            reading.stop(context);
        }
    }

    @Override
    public void read(ChannelHandlerContext context) {
        reading.want(context);
    }

    private void next(ChannelHandlerContext context) {
        ByteBuf bytes = held;
        held = null;
        holding = false;
        headBegun = false;
        lineLength = 0;
        if (bytes != null) {
            pass(context, bytes);
            context.fireChannelReadComplete();
        }
        if (held == null || held.readableBytes() <= HELD_MAX) {
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
        if (held != null) {
            ByteBuf bytes = held;
            held = null;
            context.fireChannelRead(bytes);
            context.fireChannelReadComplete();
        }
        reading.goOn(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (held != null) {
            held.release();
            held = null;
        }
        context.fireChannelInactive();
    }
}
