package dev.foldd.http;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import io.vertx.core.http.HttpConnection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The open connections of one door: not too many, and none that is only held open. A deadline for complete requests
 * covers silence and the slow drip of a header alike, which an idle timeout in the transport does not. Belongs to one
 * event loop.
 */
final class Visitors {

    private final DoorConfig config;
    private final Observer observer;
    private final LongSupplier nanos;
    private final Map<HttpConnection, Long> heardAt = new IdentityHashMap<>();

    Visitors(DoorConfig config, Observer observer, LongSupplier nanos) {
        this.config = config;
        this.observer = observer;
        this.nanos = nanos;
    }

    void arrive(HttpConnection connection) {
        if (heardAt.size() >= config.maxConnections()) {
            observer.observe(new Observation.ConnectionRefused(config.name(), "too_many"));
            connection.close();
            return;
        }
        heardAt.put(connection, nanos.getAsLong());
        observer.observe(new Observation.ConnectionOpened(config.name()));
        connection.closeHandler(closed -> leave(connection));
    }

    /** A complete request has come; false when it came on a connection that is being closed. */
    boolean hear(HttpConnection connection) {
        return heardAt.computeIfPresent(connection, (known, before) -> nanos.getAsLong()) != null;
    }

    /** Closes every connection that has been silent for too long. To be called now and then. */
    void sweep() {
        long oldest = nanos.getAsLong() - config.idleTimeout().toNanos();
        List.copyOf(heardAt.keySet()).stream()
                .filter(connection -> heardAt.get(connection) - oldest < 0)
                .forEach(HttpConnection::close);
    }

    private void leave(HttpConnection connection) {
        heardAt.remove(connection);
        observer.observe(new Observation.ConnectionClosed(config.name()));
    }
}
