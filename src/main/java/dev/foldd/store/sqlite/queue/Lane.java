package dev.foldd.store.sqlite.queue;

import dev.foldd.fault.Fault;
import dev.foldd.store.sqlite.driver.Session;

/** A connection at work, as the watchdog sees it. */
public final class Lane {

    private final Session session;
    private volatile Ticket<?> current;

    public Lane(Session session) {
        this.session = session;
    }

    public Session session() {
        return session;
    }

    /** The ticket in hand, or null between two. */
    public void takes(Ticket<?> ticket) {
        current = ticket;
    }

    /** Ends the ticket in hand when its time is over, whether it runs already or not. */
    public void stopOverdue(long nowNanos) {
        Ticket<?> ticket = current;
        if (ticket != null && ticket.isOverdue(nowNanos)) {
            end(ticket, ticket.overdueFault());
        }
    }

    /** Ends the ticket in hand. */
    void stop(Fault fault) {
        Ticket<?> ticket = current;
        if (ticket != null) {
            end(ticket, fault);
        }
    }

    private void end(Ticket<?> ticket, Fault fault) {
        ticket.refuseIfWaiting(fault);
        ticket.stop(fault, session::interrupt);
    }
}
