package dev.foldd.store.server;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.vertx.core.net.NetClientOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.Connection;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.util.concurrent.TimeUnit;

/**
 * The sockets below the connections to one server. The client library waits for as long as the other end is silent; a network
 * that swallows everything is silent for ever, and then only cutting the socket gives its connection back. Safe from any thread.
 */
public final class Wires {

    /** Less than a store waits for a sign of life, so that a connection which never comes about is given up first. */
    private static final int HANDSHAKE_SECONDS = 4;
    /** How long data may lie unconfirmed by the other machine, in milliseconds. */
    private static final int UNCONFIRMED_MILLIS = 15_000;
    /** The name under which Vert.x keeps its watch for silence in a channel's pipeline. */
    private static final String SILENCE = "idle";

    /** Statements that leave at once, whatever else the turn brings. */
    private static final int TOGETHER_MAX = 64;

    private static final AttributeKey<Long> NUMBER = AttributeKey.valueOf(Wires.class, "number");

    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    /** How to connect: the other end must not be silent before the connection is {@link #made}. */
    public NetClientOptions transport() {
        return new NetClientOptions().setTcpKeepAlive(true).setTcpUserTimeout(UNCONFIRMED_MILLIS)
                .setConnectTimeout(HANDSHAKE_SECONDS * 1_000)
                .setReadIdleTimeout(HANDSHAKE_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS);
    }

    /** To be told of every connection that has come about; from now on it may be silent. */
    public void made(SqlConnection connection) {
        Channel channel = channel(connection);
        if (channel.pipeline().get(SILENCE) != null) {
            channel.pipeline().remove(SILENCE);
        }
        open.add(channel);
    }

    /**
     * Lets statements that are sent in one turn of the event loop leave together, at its end: each write to a socket is a call
     * of the kernel, which costs as much as the rest of a brief statement.
     */
    public static void together(SqlConnection connection) {
        channel(connection).pipeline().addFirst(new FlushConsolidationHandler(TOGETHER_MAX, true));
    }

    /** Keeps the number by which the server knows a connection, for as long as that lives. */
    public static void number(SqlConnection connection, long number) {
        channel(connection).attr(NUMBER).set(number);
    }

    /** The number that was kept. */
    public static long numberOf(SqlConnection connection) {
        return channel(connection).attr(NUMBER).get();
    }

    /** Cuts one connection: whatever runs on it fails, and its pool makes another. */
    public static void cut(SqlConnection connection) {
        channel(connection).close();
    }

    /** Cuts every connection. */
    void cutAll() {
        open.close();
    }

    private static Channel channel(SqlConnection connection) {
        Connection below = ((SqlConnectionInternal) connection).unwrap();
        while (below.unwrap() != below) {
            below = below.unwrap();
        }
        return ((SocketConnectionBase) below).socket().channelHandlerContext().channel();
    }
}
