package dev.foldd.limit;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The buckets of many keys in a table of fixed size, without a lock. A key's hash names a set of {@value #WAYS} slots,
 * and its bucket lies in one of them, so a flood of keys costs time but never more memory.
 *
 * <p>A new key takes an empty slot, else the slot of the bucket that is fullest. A bucket that is full again tells
 * nothing that a new one would not, so forgetting it changes no answer. Where none of the set is full, the fullest is
 * the one whose loss gives away least: its key regains the few requests that it had spent, and every other key of the
 * set has spent more. Refusing new keys instead would let a flood of addresses shut out everyone who was not there
 * before it.
 *
 * <p>Two threads that bring the same new key at the same moment may give it two buckets; the one found first counts
 * from then on, and at most those first requests are forgiven.
 */
final class Buckets {

    static final int WAYS = 8;

    /** One key's arrival times: of what it reads, or does at all, and of what it writes. */
    static final class Bucket {
        private final String key;
        private final int hash;
        final AtomicLong requests;
        final AtomicLong writes;

        private Bucket(String key, int hash, long now) {
            this.key = key;
            this.hash = hash;
            this.requests = new AtomicLong(now);
            this.writes = new AtomicLong(now);
        }

        /** How far it is from being full; 0 or less when it is. */
        private long spent(long now) {
            return Math.max(requests.get() - now, writes.get() - now);
        }
    }

    private final AtomicReferenceArray<Bucket> slots;
    private final int seed;
    private final int setMask;

    /**
     * @param keysMax how many keys at most; the next power of two is taken
     * @param seed a random number, so that nobody outside can tell which keys share a set
     */
    Buckets(int keysMax, int seed) {
        int size = Math.max(WAYS, Integer.highestOneBit(Math.max(1, keysMax - 1)) << 1);
        this.slots = new AtomicReferenceArray<>(size);
        this.setMask = size / WAYS - 1;
        this.seed = seed;
    }

    /** The bucket of a key, a full one when the key is new. */
    Bucket of(String key, long now) {
        int hash = key.hashCode();
        int first = (mix(hash ^ seed) & setMask) * WAYS;
        for (int slot = first; slot < first + WAYS; slot++) {
            Bucket bucket = slots.get(slot);
            if (bucket != null && bucket.hash == hash && bucket.key.equals(key)) {
                return bucket;
            }
        }
        return add(key, hash, first, now);
    }

    /** How many keys are remembered; for tests and meters, as it looks at every slot. */
    int size() {
        int size = 0;
        for (int slot = 0; slot < slots.length(); slot++) {
            size += slots.get(slot) == null ? 0 : 1;
        }
        return size;
    }

    int capacity() {
        return slots.length();
    }

    /** A slot that another thread takes in the meantime is left to it, and the choice is made again. */
    private Bucket add(String key, int hash, int first, long now) {
        Bucket added = new Bucket(key, hash, now);
        while (true) {
            int chosen = first;
            Bucket leaving = slots.get(first);
            for (int slot = first + 1; slot < first + WAYS && leaving != null; slot++) {
                Bucket bucket = slots.get(slot);
                if (bucket == null || bucket.spent(now) < leaving.spent(now)) {
                    chosen = slot;
                    leaving = bucket;
                }
            }
            if (slots.compareAndSet(chosen, leaving, added)) {
                return added;
            }
        }
    }

    /**
     * The finalizer of MurmurHash3 (Austin Appleby, public domain): every bit of the input reaches every bit of the
     * output.
     */
    private static int mix(int hash) {
        int mixed = hash;
        mixed ^= mixed >>> 16;
        mixed *= 0x85ebca6b;
        mixed ^= mixed >>> 13;
        mixed *= 0xc2b2ae35;
        return mixed ^ mixed >>> 16;
    }
}
