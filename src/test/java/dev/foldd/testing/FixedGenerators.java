package dev.foldd.testing;

import dev.foldd.data.entity.Generators;
import java.util.concurrent.atomic.AtomicInteger;

/** Values that are the same in every run: counted ids, and one moment in the year 2026. */
public final class FixedGenerators implements Generators {

    public static final long NOW_MS = 1_767_225_600_000L;

    private final AtomicInteger made = new AtomicInteger();

    @Override
    public String uuid() {
        return "uuid-" + made.incrementAndGet();
    }

    @Override
    public String cuid() {
        return "cuid-" + made.incrementAndGet();
    }

    @Override
    public long epochMs() {
        return NOW_MS;
    }
}
