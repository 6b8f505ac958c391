package dev.foldd.data.shared;

import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Capabilities;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Store;
import dev.foldd.store.Table;
import dev.foldd.store.Transaction;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The table of changes in memory, as far as one who follows it asks; rows stand in it as soon as they are added. */
final class ScriptedChanges implements Store {

    private final TreeMap<Long, Object[]> rows = new TreeMap<>();
    private final List<Promise<Void>> held = new ArrayList<>();
    private long underWay = 100;
    private boolean holds;
    private boolean fails;
    private int looks;

    void add(long seq, String origin, String table, String op) {
        rows.put(seq, new Object[] {seq, origin, table, op});
    }

    /** Every transaction below a number has ended. */
    void ended(long below) {
        underWay = below;
    }

    void clear() {
        rows.clear();
    }

    long last() {
        return rows.lastKey();
    }

    /** How often the rows behind a number have been asked for. */
    int looks() {
        return looks;
    }

    void hold() {
        holds = true;
    }

    void goOn() {
        holds = false;
        List<Promise<Void>> all = List.copyOf(held);
        held.clear();
        all.forEach(Promise::complete);
    }

    void fail(boolean now) {
        fails = now;
    }

    @Override
    public Future<Rows> read(Query query) {
        if (fails) {
            return Future.failedFuture(new FaultException(new Fault.Unavailable("away", Duration.ofSeconds(1))));
        }
        Promise<Void> turn = Promise.promise();
        if (holds) {
            held.add(turn);
        } else {
            turn.complete();
        }
        return turn.future().map(now -> {
            List<Object[]> found = answer(query.statement().sql(), query.parameters());
            return new Rows(query.statement().columns(), found, found.size());
        });
    }

    private List<Object[]> answer(String sql, List<Object> values) {
        if (sql.contains("txid")) {
            return List.<Object[]>of(new Object[] {underWay, underWay + 10});
        }
        if (sql.startsWith("SELECT MIN")) {
            return List.<Object[]>of(new Object[] {rows.firstKey(), rows.lastKey()});
        }
        if (sql.contains("LEAD")) {
            List<Object[]> holes = new ArrayList<>();
            for (long seq : rows.headMap((long) values.get(0)).keySet()) {
                if (rows.higherKey(seq) > seq + 1) {
                    holes.add(0, new Object[] {seq, rows.higherKey(seq)});
                }
            }
            return holes;
        }
        if (sql.contains(" IN (")) {
            return values.stream().distinct().filter(rows::containsKey).map(rows::get).toList();
        }
        looks++;
        return rows.tailMap((long) values.get(0), false).values().stream().limit(ChangeTable.PAGE).toList();
    }

    @Override
    public Future<Rows> write(Work work) {
        if (fails) {
            return Future.failedFuture(new FaultException(new Fault.Unavailable("away", Duration.ofSeconds(1))));
        }
        List<Object> values = work.steps().get(0).parameters().get(0);
        long seq = rows.isEmpty() ? 1 : rows.lastKey() + 1;
        add(seq, (String) values.get(0), (String) values.get(1), (String) values.get(2));
        return Future.succeededFuture(Rows.affecting(1));
    }

    @Override
    public Future<Transaction> begin(Transaction.Isolation isolation, Duration limit, Cancellation life) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> define(List<String> statements) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Table>> tables() {
        return Future.succeededFuture(List.of());
    }

    @Override
    public Capabilities capabilities() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Duration> ping() {
        return Future.succeededFuture(Duration.ZERO);
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
