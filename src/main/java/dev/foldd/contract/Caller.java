package dev.foldd.contract;

/**
 * One request's sender: who it is and by which way he came.
 *
 * @param door {@code rpc}, {@code socket}, …
 * @param remote the peer's address without its port; what the limit per address counts by
 * @param requestId ours, not the client's: {@code connection-number}, unique while the daemon runs; stands in logs and audit
 * @param life ends when the caller is gone or gives up; its statement is then stopped
 * @param connection ends when the connection is gone by which he came, and with it what is kept for it, such as a transaction
 */
public record Caller(Principal principal, String door, String remote, String requestId, Cancellation life,
                     Cancellation connection) {

    /** A caller whose connection is there for this request alone. */
    public Caller(Principal principal, String door, String remote, String requestId, Cancellation life) {
        this(principal, door, remote, requestId, life, life);
    }

    /** The same caller under another request id. */
    public Caller as(String otherId) {
        return new Caller(principal, door, remote, otherId, life, connection);
    }
}
