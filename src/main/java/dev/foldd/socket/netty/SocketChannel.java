package dev.foldd.socket.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.PeerCredentials;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.io.IOException;

/** What Vert.x does not let a socket's owner do or see, done on its channel. */
public final class SocketChannel {

    private static final int FLUSHES_TOGETHER_MAX = 256;

    private SocketChannel() {
    }

    /**
     * Makes all that is written in one turn of the event loop go out in one system call, and lets a client end what it sends
     * and still be answered.
     *
     * @param bufferSize bytes that are read at once
     * @param ended told when the client will send nothing more
     */
    public static void equip(NetSocket socket, int bufferSize, Runnable ended) {
        NetSocketInternal internal = (NetSocketInternal) socket;
        Channel channel = internal.channelHandlerContext().channel();
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(bufferSize));
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.pipeline().addFirst(new FlushConsolidationHandler(FLUSHES_TOGETHER_MAX, true));
        internal.eventHandler(event -> {
            if (event instanceof ChannelInputShutdownEvent) {
                ended.run();
            }
        });
    }

    /**
     * Who is at the other end of a Unix socket, as the kernel says: {@code unix:uid=1000,gid=1000,pid=5}, and {@code unix:}
     * where it does not say. The pid is 0 for a process of a container beside this one.
     */
    public static String peerOf(NetSocket socket) {
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        if (channel instanceof EpollDomainSocketChannel local) {
            try {
                PeerCredentials peer = local.peerCredentials();
                int[] gids = peer.gids();
                return "unix:uid=" + peer.uid() + (gids.length == 0 ? "" : ",gid=" + gids[0]) + ",pid=" + peer.pid();
            } catch (IOException gone) {
                return "unix:";
            }
        }
        return "unix:";
    }

    /** Ends a connection now; what has not left is lost. Vert.x waits with an end for a client that takes nothing more. */
    public static void cut(NetSocket socket) {
        ((NetSocketInternal) socket).channelHandlerContext().close();
    }

    /** Sends nothing more; what the client still sends can be read and dropped, so that it reads why. */
    public static void endOutput(NetSocket socket) {
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }
}
