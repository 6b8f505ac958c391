package dev.foldd.data.query;

import dev.foldd.data.filter.CallerFilter;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;

/**
 * What a request costs the database at most, judged before it runs: 1, and 1 for each value and test of the filter, 4 more
 * for each search in texts and 1 for every 200,000 characters that these compare in one row, 10 for each relation that the
 * filter follows, 2 for each field to sort by, 1 for every 10 rows asked for and 1 for every 100 rows skipped; and for each
 * relation that is included the same, and 5 for itself.
 */
public record QueryCost(long points) {

    /** What nobody has asked for. */
    public static final QueryCost NOTHING = new QueryCost(0);

    private static final int SEARCH = 4;
    /** Some 2.4 to 5 ms, during which SQLite cannot be interrupted. */
    private static final int SEARCH_STEPS_PER_POINT = 200_000;
    private static final int FOLLOWED = 10;
    private static final int INCLUDED = 5;
    private static final int SORT = 2;
    private static final int ROWS_PER_POINT = 10;
    private static final int SKIPPED_PER_POINT = 100;

    public static QueryCost of(CallerFilter filter) {
        return new QueryCost(1L + filter.terms() + (long) SEARCH * filter.searches()
                + filter.searchSteps() / SEARCH_STEPS_PER_POINT + (long) FOLLOWED * filter.relations());
    }

    public QueryCost sortedBy(int fields) {
        return new QueryCost(points + (long) SORT * fields);
    }

    public QueryCost returning(long rows, long skipped) {
        return new QueryCost(points + rows / ROWS_PER_POINT + skipped / SKIPPED_PER_POINT);
    }

    /** The rows of a relation that is included. */
    QueryCost including(long rows) {
        return new QueryCost(INCLUDED + points + rows / ROWS_PER_POINT);
    }

    public QueryCost and(QueryCost other) {
        return new QueryCost(points + other.points);
    }

    /** @throws FaultException {@code Invalid} when it is more than that */
    public void refuseBeyond(int max) {
        if (points > max) {
            throw new FaultException(new Fault.Invalid("query", "costs " + points + " points and " + max
                    + " are allowed; ask for fewer rows, fewer tests, shorter patterns, fewer relations, or page with a cursor"));
        }
    }
}
