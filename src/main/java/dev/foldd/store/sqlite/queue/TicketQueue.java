package dev.foldd.store.sqlite.queue;

import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A bounded queue before several workers. A worker is woken only when none is on the look-out already, and one that
 * finds something passes the look-out on when there is more: so a burst wakes few threads, and none is left asleep
 * beside work.
 */
public final class TicketQueue<W> {

    private static final int SPINS = 200;

    /** A worker's place to sleep. */
    public static final class Seat {
        private final Thread thread = Thread.currentThread();
        private volatile boolean called;
    }

    private final ConcurrentLinkedQueue<Ticket<W>> waiting = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedDeque<Seat> asleep = new ConcurrentLinkedDeque<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicInteger lookingOut = new AtomicInteger();
    private final int capacity;
    private volatile boolean closed;

    public TicketQueue(int capacity) {
        this.capacity = capacity;
    }

    /** False when it is full. */
    public boolean offer(Ticket<W> ticket) {
        if (size.incrementAndGet() > capacity) {
            size.decrementAndGet();
            return false;
        }
        waiting.add(ticket);
        callOne();
        return true;
    }

    /** The next one, or null when there is none now. */
    public Ticket<W> poll() {
        Ticket<W> ticket = waiting.poll();
        if (ticket != null) {
            size.decrementAndGet();
        }
        return ticket;
    }

    /** The next one; waits for it. Null when the queue is closed and empty. */
    public Ticket<W> take(Seat seat) {
        Ticket<W> ticket = poll();
        if (ticket != null) {
            return ticket;
        }
        lookingOut.incrementAndGet();
        while (true) {
            for (int i = 0; i < SPINS; i++) {
                ticket = poll();
                if (ticket != null) {
                    lookingOut.decrementAndGet();
                    if (!waiting.isEmpty()) {
                        callOne();
                    }
                    return ticket;
                }
                Thread.onSpinWait();
            }
            if (closed) {
                lookingOut.decrementAndGet();
                return null;
            }
            sleep(seat);
        }
    }

    /** About how many wait. */
    public int size() {
        return size.get();
    }

    public void forEach(Consumer<Ticket<W>> visitor) {
        waiting.forEach(visitor);
    }

    /** Lets the workers go once they have emptied it. */
    public void close() {
        closed = true;
        Seat seat = asleep.poll();
        while (seat != null) {
            call(seat);
            seat = asleep.poll();
        }
    }

    /**
     * The order matters: first the seat is seen, then the queue looked at once more; whoever offers does both the other
     * way round, so that one of the two always notices.
     */
    private void sleep(Seat seat) {
        seat.called = false;
        asleep.push(seat);
        lookingOut.decrementAndGet();
        if ((!waiting.isEmpty() || closed) && asleep.remove(seat)) {
            lookingOut.incrementAndGet();
            return;
        }
        while (!seat.called) {
            LockSupport.park(this);
        }
    }

    private void callOne() {
        if (lookingOut.get() == 0) {
            Seat seat = asleep.poll();
            if (seat != null) {
                call(seat);
            }
        }
    }

    private void call(Seat seat) {
        lookingOut.incrementAndGet();
        seat.called = true;
        LockSupport.unpark(seat.thread);
    }
}
