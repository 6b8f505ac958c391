package dev.foldd.http.api;

import dev.foldd.contract.Principal;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.contract.audit.AuditEntry.Outcome;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.fault.Fault;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The audit log of requests that go no further than this door. What they come back with is told once it is on record. */
final class ApiRecords {

    private final AuditTrail trail;
    private final Context context;

    ApiRecords(AuditTrail trail, Context context) {
        this.trail = trail;
        this.context = context;
    }

    /** @throws dev.foldd.fault.FaultException {@code Unavailable} while records cannot be written */
    void admit() {
        trail.admit();
    }

    /** @param fault what went wrong, if anything did */
    Future<Void> write(ApiExchange exchange, Principal who, Optional<Fault> fault) {
        return write(new AuditEntry(exchange.id(), ApiExchange.DOOR, exchange.remote(), who.subject(), who.roles(), who.tenant(),
                exchange.endpoint().operation(), "", "", null,
                fault.map(Fault::code).map(Outcome::of).orElse(Outcome.SUCCEEDED), List.of(), 0, exchange.elapsed(),
                fault.map(Fault::code)));
    }

    /** Nobody was proved to be asking. */
    Future<Void> writeUnproved(ApiExchange exchange, Fault fault) {
        return write(AuditEntry.refusedAtDoor(exchange.id(), ApiExchange.DOOR, exchange.remote(),
                exchange.endpoint().operation(), fault));
    }

    private Future<Void> write(AuditEntry entry) {
        CompletionStage<Void> written = trail.record(entry);
        return Future.fromCompletionStage(written, context);
    }
}
