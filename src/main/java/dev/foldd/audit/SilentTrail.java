package dev.foldd.audit;

import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.contract.audit.AuditTrail;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The trail of a daemon with {@code audit_log: false}: it admits everything and keeps nothing. */
public final class SilentTrail implements AuditTrail {

    private final CompletionStage<Void> done = CompletableFuture.completedStage(null);

    @Override
    public void admit() {
        // Nothing can be in the way of a log that is not kept.
    }

    @Override
    public CompletionStage<Void> intend(AuditEntry intent) {
        return done;
    }

    @Override
    public CompletionStage<Void> record(AuditEntry outcome) {
        return done;
    }
}
