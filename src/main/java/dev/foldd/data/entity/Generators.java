package dev.foldd.data.entity;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the values of fields that are declared {@code generated}. Safe to use from any thread. */
public interface Generators {

    /** A random UUID (RFC 9562, version 4). */
    String uuid();

    /** An id in the shape of a CUID: {@code c} and 24 of 0-9 a-z, beginning with the time. */
    String cuid();

    /** Milliseconds since 1970 in UTC. */
    long epochMs();

    /**
     * Fresh values from a clock and a source of randomness. The source is asked for a block at a time: a secure one
     * costs a system call, which would be the dearest part of a small row.
     */
    final class Fresh implements Generators {

        private static final int BLOCK_BYTES = 2_048;
        private static final int BASE = 36;
        private static final int TIME_DIGITS = 8;
        private static final int COUNTER_DIGITS = 4;
        private static final int COUNTER_MAX = BASE * BASE * BASE * BASE;
        private static final int RANDOM_DIGITS = 12;

        private final Clock clock;
        private final Random random;
        private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).limit(0);
        private final AtomicInteger counter = new AtomicInteger();

        /** @param random a {@code SecureRandom}, unless the values must be the same in every run */
        public Fresh(Clock clock, Random random) {
            this.clock = Objects.requireNonNull(clock);
            this.random = Objects.requireNonNull(random);
        }

        @Override
        public String uuid() {
            long high = random64() & 0xFFFF_FFFF_FFFF_0FFFL | 0x4000L;
            long low = random64() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
            return new UUID(high, low).toString();
        }

        /** The time leads, so that new rows are neighbours in their index; the counter parts ids of one millisecond. */
        @Override
        public String cuid() {
            char[] id = new char[1 + TIME_DIGITS + COUNTER_DIGITS + RANDOM_DIGITS];
            id[0] = 'c';
            write(id, 1, TIME_DIGITS, epochMs());
            write(id, 1 + TIME_DIGITS, COUNTER_DIGITS, Math.floorMod(counter.getAndIncrement(), COUNTER_MAX));
            write(id, 1 + TIME_DIGITS + COUNTER_DIGITS, RANDOM_DIGITS, random64() >>> 1);
            return new String(id);
        }

        @Override
        public long epochMs() {
            return clock.millis();
        }

        /** The last {@code digits} digits of a number that is not negative. */
        private static void write(char[] into, int from, int digits, long number) {
            long rest = number;
            for (int i = from + digits - 1; i >= from; i--) {
                into[i] = Character.forDigit((int) (rest % BASE), BASE);
                rest /= BASE;
            }
        }

        private synchronized long random64() {
            if (block.remaining() < Long.BYTES) {
                random.nextBytes(block.array());
                block.clear();
            }
            return block.getLong();
        }
    }
}
