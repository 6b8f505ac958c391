package dev.foldd.contract.audit;

import java.util.concurrent.CompletionStage;

/**
 * The log of who did what. Three calls frame an operation: {@link #admit} before anything else, {@link #intend} before the
 * statement, {@link #record} before the answer. Refusals are recorded the same way, without an intent.
 */
public interface AuditTrail {

    /** @throws dev.foldd.fault.FaultException {@code Unavailable} while records cannot be written: nothing may run then */
    void admit();

    /** Completes when the statement may run: at once in standard mode, when the intent is on disk in strict mode. */
    CompletionStage<Void> intend(AuditEntry intent);

    /** Completes when the answer may go out: when the record is written (standard) or on disk (strict). */
    CompletionStage<Void> record(AuditEntry outcome);
}
