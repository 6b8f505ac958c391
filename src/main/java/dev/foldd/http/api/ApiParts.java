package dev.foldd.http.api;

import dev.foldd.auth.Prover;
import dev.foldd.auth.sign.SignedCalls;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.http.StatusParts;
import dev.foldd.limit.FailedProofs;
import dev.foldd.limit.RateLimiter;
import java.util.Objects;

/**
 * What {@code /api} is given by the composition root.
 *
 * @param node what every HTTP door is given
 * @param bearers proves bearer tokens
 * @param signatures proves signed requests
 * @param limiter the budget of requests, shared with the core
 * @param failedProofs one for all doors
 */
public record ApiParts(StatusParts node, String nodeId, Prover bearers, SignedCalls signatures, RateLimiter limiter,
                       FailedProofs failedProofs, AuditTrail audit) {
    public ApiParts {
        Objects.requireNonNull(node);
        Objects.requireNonNull(nodeId);
        Objects.requireNonNull(bearers);
        Objects.requireNonNull(signatures);
        Objects.requireNonNull(limiter);
        Objects.requireNonNull(failedProofs);
        Objects.requireNonNull(audit);
    }
}
