package dev.foldd.http;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.http.netty.HttpPeer;
import dev.foldd.limit.ConnectionLimit;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The open connections of one door on one event loop: not too many, and none that is only held open. A deadline for complete
 * requests covers silence and the slow drip of a header or a body alike, which an idle timeout in the transport does not.
 */
public final class Visitors {

    private final String door;
    private final Duration idleTimeout;
    private final ConnectionLimit limit;
    private final Observer observer;
    private final LongSupplier nanos;
    private final Map<HttpConnection, Visit> visits = new IdentityHashMap<>();

    /** @param limit shared by the instances of a door */
    Visitors(DoorConfig config, ConnectionLimit limit, Observer observer, LongSupplier nanos) {
        this.door = config.name();
        this.idleTimeout = config.idleTimeout();
        this.limit = limit;
        this.observer = observer;
        this.nanos = nanos;
    }

    /** One connection: what is waited for from its client, and since when. */
    public final class Visit {

        private final String remote;
        private long since;
        private long patienceNanos;
        private Runnable late;

        private Visit(HttpConnection connection) {
            this.remote = HttpPeer.of(connection);
            expect(idleTimeout, connection::close);
        }

        /** The address without its port; see {@link HttpPeer#of}. */
        public String remote() {
            return remote;
        }

        /** From now on something is waited for; {@code late} is run once, a little after the time is over. */
        public void expect(Duration patience, Runnable late) {
            this.since = nanos.getAsLong();
            this.patienceNanos = patience.toNanos();
            this.late = late;
        }

        /** What is waited for now is not the client's to bring. */
        public void expectNothing() {
            late = null;
        }

        private void look(long now) {
            if (late != null && now - since > patienceNanos) {
                Runnable once = late;
                late = null;
                once.run();
            }
        }
    }

    void arrive(HttpConnection connection) {
        Visit visit = new Visit(connection);
        if (limit.enter(visit.remote()).isPresent()) {
            observer.observe(new Observation.ConnectionRefused(door, "too_many"));
            connection.close();
            return;
        }
        visits.put(connection, visit);
        observer.observe(new Observation.ConnectionOpened(door));
        connection.closeHandler(closed -> leave(connection));
    }

    /** A request has come; nothing when it came on a connection that is being closed. */
    Optional<Visit> hear(HttpConnection connection) {
        Visit visit = visits.get(connection);
        if (visit != null) {
            rest(connection, visit);
        }
        return Optional.ofNullable(visit);
    }

    /** The visit of a connection that has been heard. */
    public Visit of(HttpConnection connection) {
        return visits.get(connection);
    }

    /** An answer is on its way out, and the next request is waited for: for as long as a connection may be idle. */
    public void rest(HttpConnection connection, Visit visit) {
        visit.expect(idleTimeout, connection::close);
    }

    /** Closes every connection that has been silent for too long. To be called now and then. */
    void sweep() {
        long now = nanos.getAsLong();
        List.copyOf(visits.values()).forEach(visit -> visit.look(now));
    }

    private void leave(HttpConnection connection) {
        limit.leave(visits.remove(connection).remote());
        observer.observe(new Observation.ConnectionClosed(door));
    }
}
