package dev.foldd.auth.sign;

import dev.foldd.identity.PublicKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Which nonces were used, by key. It forgets none before its time: when it is full, whoever comes next is refused. Safe to
 * use from any thread.
 */
final class Nonces {

    /** Bytes of a nonce. */
    static final int SIZE = 16;

    /** Each generation lives for half of the time that is promised, so that three of them cover it in full. */
    private static final int GENERATIONS = 3;

    private final long generationNanos;
    private final int max;
    private final LongSupplier nanoTime;
    private final Deque<Generation> generations = new ArrayDeque<>();
    private int size;

    /** What became of a nonce. */
    enum Taken { NEW, USED, FULL }

    private record Nonce(PublicKey key, long high, long low) {
    }

    private record Generation(long begun, Set<Nonce> nonces) {
    }

    /**
     * @param kept how long a nonce is remembered at least
     * @param max how many there may be at once
     */
    Nonces(Duration kept, int max, LongSupplier nanoTime) {
        this.generationNanos = kept.toNanos() / (GENERATIONS - 1);
        this.max = max;
        this.nanoTime = nanoTime;
    }

    /** Whether it was used before; cheap, and no promise about the next moment. */
    synchronized boolean isUsed(PublicKey key, byte[] nonce) {
        return holds(of(key, nonce));
    }

    /** Uses it, unless it is used already or there is no room. */
    synchronized Taken take(PublicKey key, byte[] nonce) {
        turn();
        Nonce one = of(key, nonce);
        if (holds(one)) {
            return Taken.USED;
        }
        if (size >= max) {
            return Taken.FULL;
        }
        generations.getLast().nonces().add(one);
        size++;
        return Taken.NEW;
    }

    private boolean holds(Nonce nonce) {
        return generations.stream().anyMatch(generation -> generation.nonces().contains(nonce));
    }

    private void turn() {
        long now = nanoTime.getAsLong();
        while (!generations.isEmpty() && now - generations.getFirst().begun() >= GENERATIONS * generationNanos) {
            size -= generations.removeFirst().nonces().size();
        }
        if (generations.isEmpty() || now - generations.getLast().begun() >= generationNanos) {
            generations.addLast(new Generation(now, new HashSet<>()));
        }
    }

    private static Nonce of(PublicKey key, byte[] nonce) {
        ByteBuffer bytes = ByteBuffer.wrap(nonce);
        return new Nonce(key, bytes.getLong(), bytes.getLong());
    }
}
