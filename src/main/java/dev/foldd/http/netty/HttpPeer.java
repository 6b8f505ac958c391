package dev.foldd.http.netty;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;

/** Who is at the other end of a connection, for which Vert.x has no word when it comes by a Unix socket. */
public final class HttpPeer {

    /** What is known of a peer by a Unix socket where the kernel does not say. */
    private static final String LOCAL = "unix:";

    private HttpPeer() {
    }

    /**
     * The address without its port; of a Unix socket what the kernel says, {@code unix:uid=1000,gid=1000,pid=5}, and
     * {@code unix:} where it does not. The pid is 0 for a process of a container beside this one.
     */
    public static String of(HttpConnection connection) {
        SocketAddress address = connection.remoteAddress();
        String host = address == null || address.isDomainSocket() ? null : address.hostAddress();
        if (host != null) {
            return host;
        }
        Channel channel = ((HttpServerConnection) connection).channelHandlerContext().channel();
        if (channel instanceof EpollDomainSocketChannel local) {
            try {
                PeerCredentials peer = local.peerCredentials();
                int[] gids = peer.gids();
                return LOCAL + "uid=" + peer.uid() + (gids.length == 0 ? "" : ",gid=" + gids[0]) + ",pid=" + peer.pid();
            } catch (IOException gone) {
                return LOCAL;
            }
        }
        return LOCAL;
    }
}
