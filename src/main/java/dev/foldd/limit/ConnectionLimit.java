package dev.foldd.limit;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections a door holds, in all and from one address, or for IPv6 from one network of 2^64. Safe from any
 * thread.
 */
public final class ConnectionLimit {

    /** Which bound keeps a connection out. */
    public enum Full { IN_ALL, FOR_ADDRESS }

    private final int totalMax;
    private final int perAddressMax;
    private final AtomicInteger total = new AtomicInteger();
    private final ConcurrentMap<String, Integer> byAddress = new ConcurrentHashMap<>();

    public ConnectionLimit(int totalMax, int perAddressMax) {
        this.totalMax = totalMax;
        this.perAddressMax = perAddressMax;
    }

    /** Counts a connection in; to be counted out by {@link #leave} when, and only when, nothing is returned. */
    public Optional<Full> enter(String address) {
        if (total.incrementAndGet() > totalMax) {
            total.decrementAndGet();
            return Optional.of(Full.IN_ALL);
        }
        String network = ClientNetwork.of(address);
        boolean[] entered = new boolean[1];
        byAddress.compute(network, (key, held) -> {
            int now = held == null ? 0 : held;
            entered[0] = now < perAddressMax;
            return entered[0] ? Integer.valueOf(now + 1) : held;
        });
        if (!entered[0]) {
            total.decrementAndGet();
            return Optional.of(Full.FOR_ADDRESS);
        }
        return Optional.empty();
    }

    /**
     * Counts out a connection that had been let in, exactly once.
     *
     * @throws IllegalStateException when none is counted for that address
     */
    public void leave(String address) {
        String network = ClientNetwork.of(address);
        boolean[] held = new boolean[1];
        byAddress.computeIfPresent(network, (key, count) -> {
            held[0] = true;
            return count == 1 ? null : Integer.valueOf(count - 1);
        });
        if (!held[0]) {
            throw new IllegalStateException("a connection left that had not entered");
        }
        total.decrementAndGet();
    }

    /** Connections held at the moment. */
    public int total() {
        return total.get();
    }

    /** Addresses that hold a connection at the moment. */
    public int addresses() {
        return byAddress.size();
    }
}
