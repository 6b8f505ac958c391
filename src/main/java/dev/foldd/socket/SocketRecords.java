package dev.foldd.socket;

import dev.foldd.contract.Principal;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.contract.audit.AuditEntry.Outcome;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.fault.Fault;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The audit log of requests that go no further than this door. What they come back with is told once it is on record. */
final class SocketRecords {

    private final AuditTrail trail;
    private final Context context;

    SocketRecords(AuditTrail trail, Context context) {
        this.trail = trail;
        this.context = context;
    }

    /** @throws dev.foldd.fault.FaultException {@code Unavailable} while records cannot be written */
    void admit() {
        trail.admit();
    }

    /** @param fault what went wrong, if anything did */
    Future<Void> write(SocketExchange exchange, Principal who, Optional<Fault> fault) {
        return write(new AuditEntry(exchange.requestId(), exchange.door(), exchange.remote(), who.subject(), who.roles(),
                who.tenant(), exchange.operation(), "", "", null,
                fault.map(Fault::code).map(Outcome::of).orElse(Outcome.SUCCEEDED), List.of(), 0, exchange.elapsed(),
                fault.map(Fault::code)));
    }

    /** Nobody was proved to be asking. */
    Future<Void> writeUnproved(SocketExchange exchange, Fault fault) {
        return write(AuditEntry.refusedAtDoor(exchange.requestId(), exchange.door(), exchange.remote(), exchange.operation(),
                fault));
    }

    private Future<Void> write(AuditEntry entry) {
        return Future.fromCompletionStage(trail.record(entry), context);
    }
}
