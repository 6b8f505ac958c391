package dev.foldd.rpc.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.function.IntConsumer;

/** What Vert.x does not let a WebSocket's owner do, done on its channel. */
public final class WebSocketChannel {

    private static final int FLUSHES_TOGETHER_MAX = 256;

    private WebSocketChannel() {
    }

    /**
     * Makes all that is written in one turn of the event loop go out in one system call, and hands over frames that
     * break the protocol or its limits: Vert.x closes the channel at once, which resets the connection before its
     * client has read why. From then on nothing but what closes the connection is read; the rest is dropped by the
     * frame decoder.
     *
     * @param gate looks at what comes in before it is decoded
     * @param corrupted told the close code that the frame deserves
     */
    public static void equip(ServerWebSocket socket, MessageGate gate, IntConsumer corrupted) {
        ChannelPipeline pipeline = channel(socket).pipeline();
        pipeline.addFirst(new FlushConsolidationHandler(FLUSHES_TOGETHER_MAX, true));
        pipeline.addBefore(pipeline.context(WebSocketFrameDecoder.class).name(), "gate", gate);
        pipeline.addBefore(channel(socket).name(), "corrupted", new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                if (cause instanceof CorruptedWebSocketFrameException frame) {
                    corrupted.accept(frame.closeStatus().code());
                } else {
                    context.fireExceptionCaught(cause);
                }
            }
        });
    }

    /** Lets in what comes behind the handshake. */
    public static void letIn(ServerWebSocket socket) {
        HandshakeGate.open(channel(socket).pipeline());
    }

    /** Ends a connection whose client does not even take the close frame. */
    public static void cut(ServerWebSocket socket) {
        channel(socket).close();
    }

    private static ChannelHandlerContext channel(ServerWebSocket socket) {
        return ((WebSocketInternal) socket).channelHandlerContext();
    }
}
