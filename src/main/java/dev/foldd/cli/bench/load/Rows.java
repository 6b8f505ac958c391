package dev.foldd.cli.bench.load;

import java.util.SplittableRandom;

/** Hands out the rows that requests work on. For one thread; {@link #take} is below zero when there are none left. */
public final class Rows {

    /** Numbers of rows made in different runs lie this far apart for each millisecond between their starts. */
    private static final int SHIFT = 8;
    private static final long MASK = (1L << 48) - 1;

    private final Scope scope;
    private final SplittableRandom random;
    private final long firstMade;
    private long nextMade;
    private long nextDeleted;

    /**
     * All rows of one run.
     *
     * @param scope which of the prepared users
     * @param startMillis the run's start, which keeps its rows apart from those of runs that were cut off
     */
    public Rows(Scope scope, long startMillis, SplittableRandom random) {
        this.scope = scope;
        this.random = random;
        this.firstMade = startMillis << SHIFT & MASK;
        this.nextMade = firstMade;
        this.nextDeleted = firstMade;
    }

    /** The number of the row, or of the first of a hundred. */
    public long take(Operation.Target target) {
        return switch (target) {
            case PREPARED -> scope.any(random);
            case NEW -> nextMade++;
            case NEW_BATCH -> {
                long first = nextMade;
                nextMade += Population.BATCH;
                yield first;
            }
            case MADE -> nextDeleted < nextMade ? nextDeleted++ : -1;
        };
    }

    /** Which of the prepared users it hands out. */
    public Scope scope() {
        return scope;
    }

    /** Rows that have been made and not deleted. */
    public long stock() {
        return nextMade - nextDeleted;
    }

    /** Forgets what is left, since it is to be deleted all at once. */
    public void clear() {
        nextDeleted = nextMade;
    }

    /** The number of the first row that this run may have made. */
    public long firstMade() {
        return firstMade;
    }

    /** The number after the last row that it has made. */
    public long nextMade() {
        return nextMade;
    }
}
