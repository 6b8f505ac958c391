package dev.foldd.data.shared;

import dev.foldd.data.shared.ChangeTable.Range;
import java.time.Duration;
import java.util.Optional;

/**
 * Up to which moment every transaction has ended: at the latest so long ago as none may take, and where the database tells which
 * are under way, as soon as those have ended that were. For one thread at a time.
 */
final class Settlement {

    /** A transaction gets its own number within this time after that of its row, which comes from the same statement. */
    private static final long MARGIN_NANOS = Duration.ofSeconds(5).toNanos();

    private final long longestNanos;
    private Optional<Mark> mark = Optional.empty();

    /** All transactions below a number were the only ones at that moment. */
    private record Mark(long below, long moment) {
    }

    /** @param longest after which every transaction has ended */
    Settlement(Duration longest) {
        this.longestNanos = longest.toNanos();
    }

    /**
     * @param underWay the lowest transaction that is under way, and the lowest that has not begun, at this moment
     * @return in the same time as {@code now}
     */
    long upTo(Optional<Range> underWay, long now) {
        long moment = now - longestNanos;
        if (underWay.isPresent()) {
            boolean ended = mark.filter(before -> underWay.get().from() >= before.below()).isPresent();
            if (ended) {
                long told = mark.get().moment() - MARGIN_NANOS;
                moment = told - moment > 0 ? told : moment;
            }
            if (ended || mark.isEmpty() || now - mark.get().moment() >= longestNanos) {
                mark = Optional.of(new Mark(underWay.get().to(), now));
            }
        }
        return moment;
    }
}
