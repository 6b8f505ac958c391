package dev.foldd.contract.rpc;

import dev.foldd.contract.Caller;
import java.util.Map;
import java.util.Objects;

/**
 * A message of door 1 that came by another door, whose caller is proved already.
 *
 * @param message the object as door 1 would have been sent it, JSON in plain Java; a credential in it counts for nothing
 */
public record RpcMessage(Caller caller, Map<String, Object> message) {
    public RpcMessage {
        Objects.requireNonNull(caller);
        Objects.requireNonNull(message);
    }
}
