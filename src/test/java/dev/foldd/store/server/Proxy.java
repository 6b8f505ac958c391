package dev.foldd.store.server;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a store and its server, and can take the server away. */
final class Proxy {

    private final Vertx vertx;
    private final int target;
    private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
    private NetServer server;
    private int port;

    Proxy(Vertx vertx, int target) {
        this.vertx = vertx;
        this.target = target;
    }

    int port() {
        return port;
    }

    /** Lets connections through, on the same port as before. */
    Future<Void> up() {
        server = vertx.createNetServer().connectHandler(this::join);
        return server.listen(port, "127.0.0.1").map(listening -> {
            port = listening.actualPort();
            return null;
        });
    }

    /** Cuts every connection and takes no more. */
    Future<Void> down() {
        return server.close().onComplete(closed -> open.forEach(NetSocket::close));
    }

    private void join(NetSocket client) {
        client.pause();
        vertx.createNetClient().connect(target, "127.0.0.1").onComplete(there -> {
            open.add(client);
            client.closeHandler(gone -> there.close());
            there.closeHandler(gone -> client.close());
            client.handler(there::write);
            there.handler(client::write);
            client.resume();
        }, away -> client.close());
    }
}
