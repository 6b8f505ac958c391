package dev.foldd.limit;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * How many requests a user and an address may make. Every user has one budget for reading and one for writing, so that
 * neither keeps him from the other; every address has one for all that comes from it. Safe from any thread, without a
 * lock.
 */
public final class RateLimiter {

    private final boolean enabled;
    private final LongSupplier nanos;
    private final Gcra reading;
    private final Gcra writing;
    private final Gcra addressing;
    private final Buckets users;
    private final Buckets addresses;

    /**
     * @param nanos a monotonic clock in nanoseconds
     * @param seed a random number; see {@link Buckets}
     */
    public RateLimiter(RateLimitConfig config, LongSupplier nanos, int seed) {
        this.enabled = config.enabled();
        this.nanos = Objects.requireNonNull(nanos);
        this.reading = new Gcra(config.requestsPerMinute(), config.burst());
        this.writing = new Gcra(config.writesPerMinute(), config.writeBurst());
        this.addressing = new Gcra(config.addressRequestsPerMinute(), config.addressBurst());
        this.users = new Buckets(enabled ? config.maxKeys() : 1, seed);
        this.addresses = new Buckets(enabled ? config.maxKeys() : 1, seed);
    }

    /**
     * Counts a request. The user's own budget comes first: what he is refused does not use up the budget of the address
     * that he may share with others.
     *
     * @param user the subject of the caller
     * @param address where the request comes from, without a port
     * @throws FaultException {@code RateLimited} with the time after which the same request would be admitted
     */
    public void admit(String user, String address, boolean write) {
        if (!enabled) {
            return;
        }
        long now = nanos.getAsLong();
        Buckets.Bucket bucket = users.of(user, now);
        refuseFor(write ? writing.take(bucket.writes, now) : reading.take(bucket.requests, now));
        refuseFor(addressing.take(addresses.of(ClientNetwork.of(address), now).requests, now));
    }

    /**
     * How many users and addresses are remembered at the moment; it looks at every slot, so it is for meters and tests.
     */
    public int keys() {
        return users.size() + addresses.size();
    }

    static void refuseFor(long waitNanos) {
        if (waitNanos > 0) {
            throw new FaultException(new Fault.RateLimited(Duration.ofNanos(waitNanos)));
        }
    }
}
