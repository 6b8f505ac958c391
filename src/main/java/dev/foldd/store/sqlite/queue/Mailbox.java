package dev.foldd.store.sqlite.queue;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Answers on their way to one event loop. Waking a loop costs more than reading a row, so it is woken once for all that
 * come in before it has looked.
 */
public final class Mailbox implements Runnable {

    private final EventLoop loop;
    private final AtomicReference<Ticket<?>> newest = new AtomicReference<>();

    public Mailbox(EventLoop loop) {
        this.loop = loop;
    }

    public void put(Ticket<?> ticket) {
        Ticket<?> before;
        do {
            before = newest.get();
            ticket.next = before;
        } while (!newest.compareAndSet(before, ticket));
        if (before == null) {
            wake();
        }
    }

    /** On the loop: completes them in the order in which they came. */
    @Override
    public void run() {
        Ticket<?> oldest = null;
        Ticket<?> ticket = newest.getAndSet(null);
        while (ticket != null) {
            Ticket<?> older = ticket.next;
            ticket.next = oldest;
            oldest = ticket;
            ticket = older;
        }
        while (oldest != null) {
            Ticket<?> younger = oldest.next;
            oldest.next = null;
            oldest.complete();
            oldest = younger;
        }
    }

    private void wake() {
        try {
            loop.execute(this);
        } catch (RejectedExecutionException stopped) {
            // The loop has been shut down, so nobody is left who could hear the answers.
            newest.set(null);
        }
    }
}
