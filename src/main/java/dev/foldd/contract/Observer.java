package dev.foldd.contract;

/** Hears what happens. Features tell; only the ops feature decides what becomes a log line or a meter. */
@FunctionalInterface
public interface Observer {

    /** Quick, never throws, safe from any thread. */
    void observe(Observation observation);
}
