package dev.foldd.store.sqlite.driver;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Query;

/** How much one statement, or all runs of one step, may still return. One per connection, opened anew each time. */
public final class Budget {

    private Query.Limits limits;
    private int rows;
    private long bytes;

    public void open(Query.Limits within) {
        limits = within;
        rows = within.rowsMax();
        bytes = within.bytesMax();
    }

    /** Bytes that have been spent since it was opened. */
    public long spent() {
        return limits.bytesMax() - bytes;
    }

    public void spendRow() {
        if (--rows < 0) {
            throw new FaultException(new Fault.TooLarge("the number of rows", limits.rowsMax()));
        }
    }

    public void spend(long size) {
        bytes -= size;
        if (bytes < 0) {
            throw new FaultException(new Fault.TooLarge("the size of the rows in bytes", limits.bytesMax()));
        }
    }
}
