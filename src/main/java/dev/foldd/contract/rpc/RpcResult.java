package dev.foldd.contract.rpc;

/** What the method answers, JSON in plain Java; may be null. */
public record RpcResult(Object value) {
}
