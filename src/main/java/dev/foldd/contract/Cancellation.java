package dev.foldd.contract;

import java.util.ArrayList;
import java.util.List;

/** Tells, once and for all, that nobody waits for a piece of work any more. Safe to use from any thread. */
public final class Cancellation {

    private List<Runnable> listeners = new ArrayList<>(1);

    /** Runs every listener, once, on the calling thread; later ones run at once. */
    public void cancel() {
        List<Runnable> told;
        synchronized (this) {
            told = listeners;
            listeners = null;
        }
        if (told != null) {
            told.forEach(Runnable::run);
        }
    }

    public synchronized boolean isCancelled() {
        return listeners == null;
    }

    /** Calls the listener when the work is cancelled, at once when it already is. It must be quick and must not throw. */
    public void onCancel(Runnable listener) {
        synchronized (this) {
            if (listeners != null) {
                listeners.add(listener);
                return;
            }
        }
        listener.run();
    }

    /** Forgets a listener, so that a long life does not collect those of finished work. */
    public synchronized void forget(Runnable listener) {
        if (listeners != null) {
            listeners.remove(listener);
        }
    }
}
