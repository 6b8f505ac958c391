package dev.foldd.store.sqlite.queue;

import dev.foldd.fault.Fault;
import java.util.function.Predicate;

/**
 * Whose turn it is with the one writer. What keeps it to itself for long is set aside when it comes up, and between two of
 * that kind everything else that already waits is let pass: so whoever waits with a short write waits for one of them at
 * most. They in turn wait for no write that came later than that. Only the writer's thread may take from it; anybody may
 * add to {@link #waiting}.
 */
public final class Turns<W> {

    private final TicketQueue<W> waiting;
    private final TicketQueue<W> aside;
    private final Predicate<W> isLong;
    private final Fault full;
    private int owed;

    /**
     * @param capacity of what waits, and of what is set aside
     * @param isLong what keeps the writer to itself
     * @param full what is told where nothing more can be set aside
     */
    public Turns(int capacity, Predicate<W> isLong, Fault full) {
        this.waiting = new TicketQueue<>(capacity);
        this.aside = new TicketQueue<>(capacity);
        this.isLong = isLong;
        this.full = full;
    }

    /** Where everybody queues up. */
    public TicketQueue<W> waiting() {
        return waiting;
    }

    /** What has been set aside; to be looked at, not to be taken from. */
    public TicketQueue<W> aside() {
        return aside;
    }

    /** The next one, of either kind; waits for it. Null when the queue is closed and nothing is left. */
    public Ticket<W> take(TicketQueue.Seat seat) {
        Ticket<W> next = owed > 0 ? pollShort() : null;
        next = next != null ? next : aside.poll();
        next = next != null ? next : pollShort();
        next = next != null ? next : aside.poll();
        return next != null ? next : waiting.take(seat);
    }

    /** The next one that keeps nobody waiting for long, or null when there is none now. */
    public Ticket<W> pollShort() {
        Ticket<W> ticket = waiting.poll();
        while (ticket != null) {
            owed--;
            if (!isLong.test(ticket.wish())) {
                return ticket;
            }
            if (!aside.offer(ticket)) {
                ticket.refuseIfWaiting(full);
            }
            ticket = waiting.poll();
        }
        owed = 0;
        return null;
    }

    /** One that was long is over: all who wait now come before the next of its kind. */
    public void longOneEnded() {
        owed = waiting.size();
    }
}
