package dev.foldd.rpc;

import dev.foldd.auth.Prover;
import dev.foldd.bus.Bus;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observer;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.limit.FailedProofs;
import dev.foldd.limit.RateLimiter;
import java.time.Clock;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * What this door is given by the composition root.
 *
 * @param limiter the budget of requests, shared with the core
 * @param failedProofs one for all doors
 * @param nanos a clock that only runs forward, for durations
 * @param version the daemon's own
 */
public record RpcParts(Bus bus, Prover prover, RateLimiter limiter, FailedProofs failedProofs, Revoker revoker,
                       AuditTrail audit, Observer observer, Incidents incidents, Clock clock, LongSupplier nanos,
                       String version) {
    public RpcParts {
        Objects.requireNonNull(bus);
        Objects.requireNonNull(prover);
        Objects.requireNonNull(limiter);
        Objects.requireNonNull(failedProofs);
        Objects.requireNonNull(revoker);
        Objects.requireNonNull(audit);
        Objects.requireNonNull(observer);
        Objects.requireNonNull(incidents);
        Objects.requireNonNull(clock);
        Objects.requireNonNull(nanos);
        Objects.requireNonNull(version);
    }
}
