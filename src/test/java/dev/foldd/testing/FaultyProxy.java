package dev.foldd.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A network between a daemon and its database that can be made as bad as networks are. */
public final class FaultyProxy implements AutoCloseable {

    private static final int RESETTING = 0;

    private final ServerSocket door;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile Mode mode = Mode.GOOD;

    /** What the network does to every connection. */
    public enum Mode {
        GOOD,
        /** Every piece of data takes a while. */
        SLOW,
        /** What the daemon says arrives, what the database answers does not. */
        HALF_OPEN,
        /** Nothing arrives, and nobody is told. */
        BLACK_HOLE,
        /** Connections are reset as soon as there is data on them. */
        CUTTING
    }

    private FaultyProxy(ServerSocket door, int target) {
        this.door = door;
        this.target = target;
    }

    /** A network to a port of this machine, good at first. */
    public static FaultyProxy before(int target) {
        try {
            FaultyProxy proxy = new FaultyProxy(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), target);
            start("proxy-accepting", proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return door.getLocalPort();
    }

    /** Connections that did not reach the target, and halves of connections that were cut. */
    public int refused() {
        return refused.get();
    }

    /**
     * Becomes so from now on. What has been lost while nothing arrived stays lost: such connections never work again, and those
     * who hold them are not told.
     */
    public void become(Mode next) {
        mode = next;
    }

    @Override
    public void close() {
        closeQuietly(door);
        open.forEach(FaultyProxy::closeQuietly);
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Socket server = reached(client);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                open.add(client);
                open.add(server);
                Pair pair = new Pair(client, server);
                start("proxy-there", () -> pair.carry(client, server, true));
                start("proxy-back", () -> pair.carry(server, client, false));
            } catch (IOException refusedOrClosed) {
                refused.incrementAndGet();
            }
        }
    }

    private Socket reached(Socket client) throws IOException {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException nobodyThere) {
            client.close();
            throw nobodyThere;
        }
    }

    /** One connection in its two halves. */
    private final class Pair {
        private final Socket client;
        private final Socket server;
        private volatile boolean lost;

        private Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        private void carry(Socket from, Socket to, boolean there) {
            try {
                copy(from.getInputStream(), to.getOutputStream(), there);
            } catch (IOException | InterruptedException over) {
                refused.addAndGet(mode == Mode.CUTTING ? 1 : 0);
            } finally {
                if (there || !lost) {
                    closeQuietly(client);
                    closeQuietly(server);
                }
                open.remove(from);
            }
        }

        private void copy(InputStream in, OutputStream out, boolean there) throws IOException, InterruptedException {
            byte[] buffer = new byte[16 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (passes(there)) {
                    out.write(buffer, 0, read);
                }
            }
        }

        private boolean passes(boolean there) throws IOException, InterruptedException {
            switch (mode) {
                case GOOD -> { }
                case SLOW -> new CountDownLatch(1).await(30, TimeUnit.MILLISECONDS);
                case HALF_OPEN -> lost |= !there;
                case BLACK_HOLE -> lost = true;
                case CUTTING -> {
                    client.setSoLinger(true, RESETTING);
                    server.setSoLinger(true, RESETTING);
                    throw new IOException("cut");
                }
            }
            return !lost || there && mode == Mode.HALF_OPEN;
        }
    }

    private static void start(String name, Runnable deed) {
        Thread thread = new Thread(deed, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception alreadyGone) {
            throw new IllegalStateException(alreadyGone);
        }
    }
}
