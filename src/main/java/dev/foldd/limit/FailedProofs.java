package dev.foldd.limit;

import dev.foldd.fault.FaultException;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * A cheap limit before proving: an address that has sent many credentials which prove nobody waits before the next one
 * is looked at, whatever door it comes to. Only failures count. Behind a proxy many callers share an address, so the
 * default is generous: it bounds what guessing costs the daemon, while the length of the secrets is what makes guessing
 * hopeless. Safe from any thread.
 */
public final class FailedProofs {

    private final boolean enabled;
    private final LongSupplier nanos;
    private final Gcra failing;
    private final Buckets addresses;

    /**
     * @param nanos a monotonic clock in nanoseconds
     * @param seed a random number; see {@link Buckets}
     */
    public FailedProofs(RateLimitConfig config, LongSupplier nanos, int seed) {
        this.enabled = config.enabled();
        this.nanos = Objects.requireNonNull(nanos);
        this.failing = new Gcra(config.failedProofsPerMinute(), config.failedProofBurst());
        this.addresses = new Buckets(enabled ? config.maxKeys() : 1, seed);
    }

    /**
     * To be asked before a credential of this address is looked at.
     *
     * @throws FaultException {@code RateLimited} when too many before it have failed
     */
    public void admit(String address) {
        if (enabled) {
            long now = nanos.getAsLong();
            RateLimiter.refuseFor(failing.peek(addresses.of(ClientNetwork.of(address), now).requests, now));
        }
    }

    /** A credential of this address has proved nobody. */
    public void count(String address) {
        if (enabled) {
            long now = nanos.getAsLong();
            failing.take(addresses.of(ClientNetwork.of(address), now).requests, now);
        }
    }
}
