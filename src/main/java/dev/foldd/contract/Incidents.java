package dev.foldd.contract;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.util.Objects;
import java.util.UUID;

/** Turns any failure into a fault that may be shown: what was unforeseen is told to the log and shown as a number. */
public final class Incidents {

    private final Observer observer;

    public Incidents(Observer observer) {
        this.observer = Objects.requireNonNull(observer);
    }

    public Fault faultOf(Throwable failure) {
        return FaultException.carriedBy(failure).orElseGet(() -> unforeseen(failure));
    }

    private Fault unforeseen(Throwable failure) {
        String incident = UUID.randomUUID().toString();
        observer.observe(new Observation.Unforeseen(incident, failure));
        return new Fault.Internal(incident);
    }
}
