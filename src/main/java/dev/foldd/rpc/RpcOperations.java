package dev.foldd.rpc;

import dev.foldd.auth.Prover.Proven;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Principal;
import dev.foldd.contract.Revocation;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.contract.data.Method;
import dev.foldd.contract.ops.ReloadRequest;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.rpc.message.EdgeMethod;
import dev.foldd.rpc.message.OpenRpc;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The methods of this door itself: who am I, another credential, steering the daemon, what there is. All are audited.
 */
final class RpcOperations {

    private final RpcParts parts;
    private final RpcRecords records;

    RpcOperations(RpcParts parts, RpcRecords records) {
        this.parts = parts;
        this.records = records;
    }

    /** The answer, on record before it is told. */
    Future<Object> carryOut(EdgeMethod method, Map<String, Object> arguments, RpcDeed deed, Proven proven) {
        if (method == EdgeMethod.DISCOVER) {
            return discover(deed, proven.principal());
        }
        return attempt(method, arguments, deed, proven).transform(done -> {
            Optional<Fault> fault = done.succeeded() ? Optional.empty()
                    : Optional.of(parts.incidents().faultOf(done.cause()));
            return records.write(deed, proven.principal(), fault)
                    .compose(recorded -> fault.isPresent() ? Future.failedFuture(new FaultException(fault.get()))
                            : Future.succeededFuture(done.result()));
        });
    }

    private Future<Object> attempt(EdgeMethod method, Map<String, Object> arguments, RpcDeed deed,
                                   Proven proven) {
        try {
            records.admit();
            if (method.forOperators() && !proven.principal().isOperator()) {
                throw new FaultException(new Fault.Forbidden("this takes distance 0 or the role supergod"));
            }
            return switch (method) {
                case WHO_AM_I -> Future.succeededFuture(whoAmI(proven));
                case REFRESH -> refresh(arguments.get("token"), deed, proven);
                case RELOAD -> reload(proven.principal());
                case REVOKE -> revoke(arguments.get("kind"), arguments.get("value"));
                case DISCOVER -> discover(deed, proven.principal());
            };
        } catch (RuntimeException refused) {
            return Future.failedFuture(refused);
        }
    }

    private Future<Object> discover(RpcDeed deed, Principal who) {
        return parts.bus().ask(Addresses.DATA_EXECUTE,
                new DataRequest(deed.caller(who), Method.SCHEMA_LIST, Map.of()))
                .map(done -> OpenRpc.document(parts.version(), OpenRpc.entities(done.value()), who.isOperator()));
    }

    private static Map<String, Object> whoAmI(Proven proven) {
        Principal who = proven.principal();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("subject", who.subject());
        answer.put("kind", who.kind().name().toLowerCase(Locale.ROOT));
        answer.put("roles", who.roles());
        answer.put("tenant", who.tenant().orElse(null));
        answer.put("expiresAt", expiresAt(proven));
        return answer;
    }

    private static Future<Object> refresh(Object token, RpcDeed deed, Proven proven) {
        if (!(token instanceof String bearer)) {
            return invalid("token", "must be a text");
        }
        return deed.refresh(bearer, proven).map(fresh -> {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("subject", fresh.principal().subject());
            answer.put("expiresAt", expiresAt(fresh));
            return answer;
        });
    }

    private Future<Object> reload(Principal who) {
        return parts.bus().ask(Addresses.OPS_RELOAD, new ReloadRequest("admin.reload by " + who.subject()))
                .map(report -> Map.of("reloaded", report.reloaded(), "problems", report.problems()));
    }

    private Future<Object> revoke(Object kind, Object value) {
        if (!(value instanceof String name) || name.isEmpty()) {
            return invalid("value", "must be a text");
        }
        for (Revocation.Kind known : Revocation.Kind.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(kind)) {
                return parts.revoker().revoke(known, name).map(this::announce);
            }
        }
        return invalid("kind", "must be one of jti, sub, key");
    }

    private Object announce(Revocation revocation) {
        parts.bus().announce(Addresses.RPC_CREDENTIAL_REVOKED, revocation);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("kind", revocation.kind().name().toLowerCase(Locale.ROOT));
        answer.put("value", revocation.value());
        answer.put("issuedBefore", revocation.issuedBefore().toString());
        answer.put("until", revocation.until().toString());
        return answer;
    }

    private static String expiresAt(Proven proven) {
        return proven.expiresAt().map(Object::toString).orElse(null);
    }

    private static Future<Object> invalid(String field, String error) {
        return Future.failedFuture(new FaultException(new Fault.Invalid(field, error)));
    }
}
