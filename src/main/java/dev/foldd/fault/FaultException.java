package dev.foldd.fault;

import java.util.Optional;

/** Carries a {@link Fault} to the edge. It has no stack trace: a fault is an answer, not a defect. */
public final class FaultException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Fault fault;

    public FaultException(Fault fault) {
        super(fault.code() + " " + fault.details(), null, false, false);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }

    /** The fault that a failure carries, or nothing when it was unforeseen. */
    public static Optional<Fault> carriedBy(Throwable failure) {
        return failure instanceof FaultException carrier ? Optional.of(carrier.fault) : Optional.empty();
    }
}
