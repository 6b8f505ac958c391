package dev.foldd.http;

import dev.foldd.bus.Bus;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observer;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * What every door of HTTP is given by the composition root.
 *
 * @param version the daemon's own
 * @param nanos a clock that only counts up, as {@code System.nanoTime}
 */
public record StatusParts(Bus bus, Observer observer, Incidents incidents, String version, LongSupplier nanos) {
    public StatusParts {
        Objects.requireNonNull(bus);
        Objects.requireNonNull(observer);
        Objects.requireNonNull(incidents);
        Objects.requireNonNull(version);
        Objects.requireNonNull(nanos);
    }
}
