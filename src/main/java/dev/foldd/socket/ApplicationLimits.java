package dev.foldd.socket;

import dev.foldd.contract.Principal;
import dev.foldd.socket.settings.DoorBounds;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** What each application holds of a door: connections, requests in flight, and their bytes. Safe from any thread. */
final class ApplicationLimits {

    /** All whose keys are known to nobody share one budget: a key costs nothing. */
    private static final String STRANGERS = "strangers";

    private final DoorBounds.Application bounds;
    private final ConcurrentMap<String, Held> byApplication = new ConcurrentHashMap<>();

    private record Held(int connections, int requests, long bytes) {

        private static final Held NOTHING = new Held(0, 0, 0);

        Held plus(int moreConnections, int moreRequests, long moreBytes) {
            return new Held(connections + moreConnections, requests + moreRequests, bytes + moreBytes);
        }
    }

    /** Whose connection one is: that of the first application that proves itself on it. Belongs to one event loop. */
    final class Membership {

        private String application;
        private boolean refused;

        /** False when the application has too many connections already. */
        boolean isOpenTo(String name) {
            if (application == null && !refused) {
                refused = !enter(name);
                application = refused ? null : name;
            }
            return !refused;
        }

        /** Whether it is one too many. */
        boolean isRefused() {
            return refused;
        }

        /** The connection is gone. */
        void end() {
            if (application != null) {
                leave(application);
                application = null;
            }
        }
    }

    ApplicationLimits(DoorBounds.Application bounds) {
        this.bounds = bounds;
    }

    /** By whose budget a caller is counted. */
    static String nameOf(Principal who) {
        boolean led = who.reach().map(reach -> reach.distance().isPresent()).orElse(false);
        return who.distance().isPresent() || led ? who.account() : STRANGERS;
    }

    Membership membership() {
        return new Membership();
    }

    /** Counts a connection in; to be counted out by {@link #leave} when, and only when, it was let in. */
    boolean enter(String application) {
        return add(application, 1, 0, 0);
    }

    void leave(String application) {
        subtract(application, 1, 0, 0);
    }

    /** Counts a request in; to be counted out by {@link #end} when, and only when, it was let in. */
    boolean begin(String application, long bytes) {
        return add(application, 0, 1, bytes);
    }

    void end(String application, long bytes) {
        subtract(application, 0, 1, bytes);
    }

    /** Applications that hold anything at the moment. */
    int size() {
        return byApplication.size();
    }

    private boolean add(String application, int connections, int requests, long bytes) {
        boolean[] fits = new boolean[1];
        byApplication.compute(application, (name, held) -> {
            Held more = (held == null ? Held.NOTHING : held).plus(connections, requests, bytes);
            fits[0] = more.connections() <= bounds.connectionsMax() && more.requests() <= bounds.requestsInFlightMax()
                    && more.bytes() <= bounds.bytesMax();
            return fits[0] ? more : held;
        });
        return fits[0];
    }

    private void subtract(String application, int connections, int requests, long bytes) {
        byApplication.computeIfPresent(application, (name, held) -> {
            Held less = held.plus(-connections, -requests, -bytes);
            return less.equals(Held.NOTHING) ? null : less;
        });
    }
}
