package dev.foldd.rpc.message;

/** One thing in a frame that wants an answer: a call, or something that cannot be one. */
public sealed interface RpcItem permits RpcCall, RpcRefusal {

    Dialect dialect();

    /** What the answer is told by: a {@code String}, a {@code Number}, or null. */
    Object id();

    /** Whether nobody waits for an answer. */
    boolean notification();
}
