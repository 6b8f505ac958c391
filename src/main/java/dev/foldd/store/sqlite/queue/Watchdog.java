package dev.foldd.store.sqlite.queue;

import dev.foldd.fault.Fault;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends what takes too long or has lost its caller: one thread that looks at all lanes and queues many times a second,
 * which is far cheaper than a timer and a listener for each request, and makes it the only one that ever interrupts.
 */
public final class Watchdog implements Runnable {

    /** How late a timeout may come. */
    public static final long TICK_NANOS = 20_000_000;

    private final List<Lane> lanes;
    private final List<TicketQueue<?>> queues;
    private volatile boolean stopped;
    private volatile Stop stop;

    private record Stop(long atNanos, Fault fault) {
    }

    /** @param lanes may be added to until it runs */
    public Watchdog(List<Lane> lanes, List<TicketQueue<?>> queues) {
        this.lanes = lanes;
        this.queues = List.copyOf(queues);
    }

    @Override
    public void run() {
        while (!stopped) {
            LockSupport.parkNanos(this, TICK_NANOS);
            long now = System.nanoTime();
            lanes.forEach(lane -> lane.stopOverdue(now));
            queues.forEach(queue -> refuseOverdue(queue, now));
            if (isImpatient(now)) {
                Fault fault = stop.fault();
                lanes.forEach(lane -> lane.stop(fault));
                queues.forEach(queue -> queue.forEach(ticket -> ticket.refuseIfWaiting(fault)));
            }
        }
    }

    /** From that moment on whatever still runs or waits is ended with this fault. */
    public void stopAllAt(long nanos, Fault fault) {
        stop = new Stop(nanos, fault);
    }

    /** Whether that moment has come. */
    public boolean isImpatient(long nowNanos) {
        Stop told = stop;
        return told != null && nowNanos - told.atNanos() >= 0;
    }

    public void stop() {
        stopped = true;
    }

    private static <W> void refuseOverdue(TicketQueue<W> queue, long now) {
        queue.forEach(ticket -> {
            if (ticket.isOverdue(now)) {
                ticket.refuseIfWaiting(ticket.overdueFault());
            }
        });
    }
}
