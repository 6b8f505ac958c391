package dev.foldd.ops;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Tells several observers as one. A defect in one of them neither reaches whoever observed something nor keeps it from
 * the others; it is counted.
 */
public final class Observers implements Observer {

    private final Observer[] observers;
    private final LongAdder failures;

    /** @param failures counts how often an observer failed */
    public Observers(List<Observer> observers, LongAdder failures) {
        this.failures = failures;
        this.observers = observers.toArray(Observer[]::new);
    }

    @Override
    public void observe(Observation observation) {
        for (Observer observer : observers) {
            try {
                observer.observe(observation);
            } catch (RuntimeException defect) {
                failures.increment();
            }
        }
    }
}
