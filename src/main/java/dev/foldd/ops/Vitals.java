package dev.foldd.ops;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * What health needs to remember of all that was observed: connections by door, and whether the audit log can be
 * written.
 *
 * <p>{@link #activeConnections} counts clients of the data: those of every door but {@code admin}, whose callers are
 * probes and scrapers that would otherwise count themselves.
 */
public final class Vitals implements Observer {

    /** The door whose connections are not clients. */
    public static final String ADMIN_DOOR = "admin";

    /** The part that follows what other daemons write. */
    private static final String CHANGES = "changes";

    /** Doors are few and named in the code; beyond this, names are a defect and share one count. */
    private static final int DOORS_MAX = 16;

    private final Map<String, Door> doors = new ConcurrentHashMap<>();
    private final Map<String, String> degraded = new ConcurrentSkipListMap<>();
    private volatile boolean auditWritable = true;

    /** Connections of one door: now, and since the start. */
    public record DoorCount(long active, long total) {
    }

    @Override
    public void observe(Observation observation) {
        if (observation instanceof Observation.ConnectionOpened opened) {
            door(opened.door()).opened.increment();
        } else if (observation instanceof Observation.ConnectionClosed closed) {
            door(closed.door()).closed.increment();
        } else if (observation instanceof Observation.AuditWritable audit) {
            auditWritable = audit.writable();
        } else if (observation instanceof Observation.ChangesFollowed changes) {
            follow(changes.current());
        } else if (observation instanceof Observation.Degraded part && degraded.size() < DOORS_MAX) {
            degraded.put(part.part(), part.text());
        }
    }

    private void follow(boolean current) {
        if (current) {
            degraded.remove(CHANGES);
        } else {
            degraded.put(CHANGES, "what other daemons write is not known at once: nothing is answered from memory");
        }
    }

    /** Open connections of clients. */
    public long activeConnections() {
        return clients().mapToLong(DoorCount::active).sum();
    }

    /** Connections of clients since the start. */
    public long totalConnections() {
        return clients().mapToLong(DoorCount::total).sum();
    }

    /** Connections of every door that had any, by name. */
    public Map<String, DoorCount> connections() {
        Map<String, DoorCount> counts = new TreeMap<>();
        doors.forEach((name, door) -> counts.put(name, door.count()));
        return counts;
    }

    /** True until the audit says otherwise. */
    public boolean auditWritable() {
        return auditWritable;
    }

    /** What works and not as well as it could, by its part. */
    public Map<String, String> degraded() {
        return Map.copyOf(degraded);
    }

    private Stream<DoorCount> clients() {
        return doors.entrySet().stream()
                .filter(door -> !door.getKey().equals(ADMIN_DOOR))
                .map(door -> door.getValue().count());
    }

    private Door door(String name) {
        Door known = doors.get(name);
        if (known != null) {
            return known;
        }
        return doors.computeIfAbsent(doors.size() < DOORS_MAX ? name : "other", added -> new Door());
    }

    private static final class Door {
        private final LongAdder opened = new LongAdder();
        private final LongAdder closed = new LongAdder();

        /**
         * Closed ones are read first: a connection that comes and goes meanwhile must not make the difference negative.
         */
        private DoorCount count() {
            long gone = closed.sum();
            long total = opened.sum();
            return new DoorCount(Math.max(0, total - gone), total);
        }
    }
}
