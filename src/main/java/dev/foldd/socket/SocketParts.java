package dev.foldd.socket;

import dev.foldd.auth.sign.SignedCalls;
import dev.foldd.bus.Bus;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observer;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.identity.PublicKey;
import dev.foldd.limit.FailedProofs;
import dev.foldd.limit.RateLimiter;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What these doors are given by the composition root.
 *
 * @param node the key by which this node is known
 * @param signer signs with it, beside the event loops
 * @param proofs what proves the callers of a door, by its name
 * @param limiter the budget of requests, shared with the core
 * @param failedProofs one for all doors
 * @param nanos a clock that only runs forward, for durations
 */
public record SocketParts(Bus bus, PublicKey node, Function<byte[], Future<byte[]>> signer,
                          Function<String, SignedCalls> proofs, RateLimiter limiter, FailedProofs failedProofs,
                          AuditTrail audit, Observer observer, Incidents incidents, Clock clock, LongSupplier nanos) {
    public SocketParts {
        Objects.requireNonNull(bus);
        Objects.requireNonNull(node);
        Objects.requireNonNull(signer);
        Objects.requireNonNull(proofs);
        Objects.requireNonNull(limiter);
        Objects.requireNonNull(failedProofs);
        Objects.requireNonNull(audit);
        Objects.requireNonNull(observer);
        Objects.requireNonNull(incidents);
        Objects.requireNonNull(clock);
        Objects.requireNonNull(nanos);
    }
}
