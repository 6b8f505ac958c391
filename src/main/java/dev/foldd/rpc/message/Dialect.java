package dev.foldd.rpc.message;

/** The two ways in which clients write messages. Each message tells by itself which one it is in. */
public enum Dialect {
    /**
     * No {@code jsonrpc} member: every message is a request, every request is answered, errors carry {@code details}.
     */
    PLAIN,
    /** JSON-RPC 2.0 (https://www.jsonrpc.org/specification): notifications, batches, errors carry {@code data}. */
    JSON_RPC_2
}
