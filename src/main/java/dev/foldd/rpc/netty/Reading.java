package dev.foldd.rpc.netty;

import io.netty.channel.ChannelHandlerContext;

/** Stops the reading of a channel for a while. Others may stop it too, and begin it again, and are heard afterwards. */
final class Reading {

    private boolean stopped;
    private boolean wasAutomatic;
    private boolean wanted;

    void stop(ChannelHandlerContext context) {
        if (!stopped) {
            wasAutomatic = context.channel().config().isAutoRead();
        }
        stopped = true;
        context.channel().config().setAutoRead(false);
    }

    /** Somebody wants to read. */
    void want(ChannelHandlerContext context) {
        if (stopped) {
            wanted = true;
        } else {
            context.read();
        }
    }

    /** Does nothing where it was not stopped. */
    void goOn(ChannelHandlerContext context) {
        if (!stopped) {
            return;
        }
        stopped = false;
        if (wasAutomatic) {
            context.channel().config().setAutoRead(true);
        }
        if (wanted) {
            wanted = false;
            context.read();
        }
    }
}
