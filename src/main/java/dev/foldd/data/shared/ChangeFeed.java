package dev.foldd.data.shared;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.data.shared.ChangeTable.Range;
import dev.foldd.data.shared.ChangeTable.Row;
import dev.foldd.store.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Follows the changes that other daemons make. Whoever remembers something of the database may use it while the feed is
 * {@link #isCurrent}: then everything that was committed a moment ago has been told to the listener. Safe from any thread.
 */
public final class ChangeFeed {

    /** Below the lowest row at the beginning, so many numbers may belong to transactions that are under way. */
    private static final long UNDER_WAY = 256;

    private final Store store;
    private final ChangeTable table;
    private final Listener listener;
    private final Pace pace;
    private final Observer observer;
    private final LongSupplier nanoTime;
    private final Numbers numbers = new Numbers();
    private final Settlement settlement;
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();
    private final AtomicLong last = new AtomicLong();
    private final AtomicLong purged = new AtomicLong();
    private boolean anew = true;
    private long settledUpTo;
    /** The moment from which on commits may be unknown. */
    private volatile long knownUntil;
    private volatile boolean follows;
    private volatile int missing;

    /** Hears of changes, one after the other. */
    public interface Listener {

        /** Rows of a table, or of any, have been changed by another daemon. */
        void changed(Change change);

        /** Anything may have been changed, by anybody: the feed begins, or begins again. */
        void everything();
    }

    /**
     * How fast.
     *
     * @param stale how old what is known may be
     * @param kept how long rows are there at least, and after which every transaction has ended
     */
    public record Pace(Duration stale, Duration kept) {
    }

    /** @param nanoTime as {@code System.nanoTime} gives it */
    public ChangeFeed(Store store, ChangeTable table, Listener listener, Pace pace, Observer observer, LongSupplier nanoTime) {
        this.store = store;
        this.table = table;
        this.listener = listener;
        this.pace = pace;
        this.observer = observer;
        this.nanoTime = nanoTime;
        this.settlement = new Settlement(pace.kept());
    }

    /** Whether everything that was committed longer ago than {@code stale} has been told. Quick. */
    public boolean isCurrent() {
        return follows && nanoTime.getAsLong() - knownUntil < pace.stale().toNanos();
    }

    /**
     * Looks what others have written. To be called several times a second, and whenever there is a hint; one that comes while
     * it looks makes it look once more.
     *
     * @return fails when the database did not answer; the next look begins anew then
     */
    public Future<Void> look() {
        again.set(true);
        if (running.compareAndSet(false, true)) {
            return rounds();
        }
        observe();
        return Future.succeededFuture();
    }

    /** Drops the rows that had been seen when it was called before: to be called once in each time that rows are kept. */
    public Future<Void> purge() {
        long before = purged.getAndSet(last.get());
        return before == 0 ? Future.succeededFuture() : table.purge(store, before);
    }

    private Future<Void> rounds() {
        again.set(false);
        return round().transform(done -> {
            running.set(false);
            // A hint that came after the round began may be about something that the round did not see.
            if (done.succeeded() && again.get() && running.compareAndSet(false, true)) {
                rounds();
            }
            return done.succeeded() ? Future.succeededFuture() : Future.failedFuture(done.cause());
        });
    }

    private Future<Void> round() {
        long begun = nanoTime.getAsLong();
        settledUpTo = begun - pace.kept().toNanos();
        // Rows may have been dropped that this daemon has not seen.
        boolean late = follows && begun - knownUntil >= pace.kept().toNanos() / 2;
        Future<Void> seen;
        try {
            seen = anew || late ? begin() : settled().compose(known -> lookedFor()).compose(found -> read());
        } catch (RuntimeException thrown) {
            seen = Future.failedFuture(thrown);
        }
        return seen.onComplete(done -> {
            anew = done.failed();
            if (done.succeeded()) {
                numbers.settle(settledUpTo);
                knownUntil = begun;
                follows = !numbers.isBlind();
                last.set(numbers.last());
                missing = numbers.missing().size();
            }
            observe();
        });
    }

    private void observe() {
        observer.observe(new Observation.ChangesFollowed(isCurrent(),
                Duration.ofNanos(follows ? nanoTime.getAsLong() - knownUntil : 0), missing));
    }

    /** With a row of its own, so that there is one: the numbers below it have been given. */
    private Future<Void> begin() {
        return store.write(table.work(List.of(Change.NOTHING))).compose(written -> table.bounds(store)).compose(found -> {
            Range bounds = found.orElseThrow(() -> new IllegalStateException("the changes have no row of our own"));
            return table.holes(store, bounds.to()).map(holes -> {
                List<Range> unseen = new ArrayList<>(holes);
                unseen.add(new Range(Math.max(1, bounds.from() - UNDER_WAY), bounds.from() - 1));
                if (holes.size() == ChangeTable.PAGE) {
                    // There may be more of them: too many to be looked for, whatever they are.
                    unseen.add(new Range(1, Numbers.OPEN_MAX + 1));
                }
                numbers.begin(bounds.to(), unseen, nanoTime.getAsLong());
                listener.everything();
                return null;
            });
        });
    }

    /** Before it is looked for them: a row that was committed meanwhile is there to be found. */
    private Future<Void> settled() {
        if (numbers.missing().isEmpty() && !numbers.isBlind()) {
            return Future.succeededFuture();
        }
        long now = nanoTime.getAsLong();
        return table.underWay(store).map(underWay -> {
            settledUpTo = settlement.upTo(underWay, now);
            return null;
        });
    }

    private Future<Void> lookedFor() {
        List<Long> unseen = numbers.missing();
        return unseen.isEmpty() ? Future.succeededFuture()
                : table.at(store, unseen).map(rows -> take(rows)).mapEmpty();
    }

    private Future<Void> read() {
        return table.after(store, numbers.last()).compose(rows -> {
            take(rows);
            return rows.size() < ChangeTable.PAGE ? Future.succeededFuture() : read();
        });
    }

    private int take(List<Row> rows) {
        long now = nanoTime.getAsLong();
        for (Row row : rows) {
            if (numbers.take(row.seq(), now) && !table.isOwn(row) && row.change().op() != Change.Op.NONE) {
                listener.changed(row.change());
            }
        }
        return rows.size();
    }
}
