package dev.foldd.store.server;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.ManyRows;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.ValueType;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs statements, steps and units of work on a client, with values of the port's own types. */
final class Statements {

    private final Driver driver;

    Statements(Driver driver) {
        this.driver = driver;
    }

    Future<Rows> run(SqlClient client, Statement statement, List<Object> parameters, Query.Limits limits) {
        return executed(client, statement, parameters).recover(failure -> driver.isStale(failure)
                        ? executed(client, statement, parameters).recover(again -> Future.failedFuture(failure))
                        : Future.failedFuture(failure))
                .map(result -> rows(statement, result, limits));
    }

    private Future<RowSet<Row>> executed(SqlClient client, Statement statement, List<Object> parameters) {
        try {
            return client.preparedQuery(statement.sql()).execute(tuple(statement, parameters));
        } catch (FaultException refused) {
            return Future.failedFuture(refused);
        }
    }

    /** The steps of a unit of work, up to the one that decides, and its closing step. Whoever calls has begun a transaction. */
    Future<Rows> runAll(SqlClient client, Work work) {
        return next(client, work, 0, Rows.affecting(0)).compose(result -> {
            if (work.closing().isEmpty()) {
                return Future.succeededFuture(result);
            }
            Step closing = work.closing().get().apply(result);
            return step(client, closing, work.limits()).map(rows -> {
                closing.isLastWith(rows);
                return result;
            });
        });
    }

    Future<Rows> step(SqlClient client, Step step, Query.Limits limits) {
        Future<Rows> changed;
        try {
            changed = changed(client, step, limits);
        } catch (FaultException refused) {
            return Future.failedFuture(refused);
        }
        if (step.readBack().isEmpty()) {
            return changed;
        }
        Step.ReadBack reading = step.readBack().get();
        return changed.compose(rows -> rows.affected() == 0 ? Future.succeededFuture(rows)
                : run(client, reading.statement(), reading.parameters(), limits));
    }

    private Future<Rows> next(SqlClient client, Work work, int index, Rows before) {
        if (index == work.steps().size()) {
            return Future.succeededFuture(before);
        }
        Step step = work.steps().get(index);
        return step(client, step, work.limits()).compose(rows -> step.isLastWith(rows) ? Future.succeededFuture(rows)
                : next(client, work, index + 1, rows));
    }

    private Future<Rows> changed(SqlClient client, Step step, Query.Limits limits) {
        Statement statement = step.statement();
        List<List<Object>> lists = step.parameters();
        for (List<Object> list : lists) {
            limits.admit(list);
        }
        if (lists.size() == 1) {
            // What has been written is told, however long it is: a refusal would say that it has not been.
            return run(client, statement, lists.get(0), new Query.Limits(limits.timeout(), limits.rowsMax(), Long.MAX_VALUE));
        }
        if (lists.isEmpty()) {
            return Future.succeededFuture(Rows.affecting(0));
        }
        if (isOne(step)) {
            return many(client, statement, lists).map(result -> Rows.affecting(result.rowCount()));
        }
        List<Tuple> tuples = lists.stream().map(list -> tuple(statement, list)).toList();
        return client.preparedQuery(statement.sql()).executeBatch(tuples).map(first -> {
            long affected = 0;
            for (RowSet<Row> result = first; result != null; result = result.next()) {
                affected += result.rowCount();
            }
            return Rows.affecting(affected);
        });
    }

    /** Whether a step is one statement, however many parameter lists it has. */
    boolean isOne(Step step) {
        int lists = step.parameters().size();
        return lists == 1 || step.statement().many().isPresent() && (driver.takesArrays()
                || ManyRows.fits(step.statement().parameters().size(), lists));
    }

    private Future<RowSet<Row>> many(SqlClient client, Statement statement, List<List<Object>> lists) {
        String form = statement.many().orElseThrow();
        if (driver.takesArrays()) {
            return client.preparedQuery(form).execute(arrays(statement, lists));
        }
        ManyRows rows = ManyRows.of(form, lists);
        return client.preparedQuery(rows.sql()).execute(tuple(statement, rows.values()));
    }

    /** With the types of one parameter list, or of several behind one another. */
    private Tuple tuple(Statement statement, List<Object> parameters) {
        refuseBeyondPacket(parameters);
        Tuple tuple = Tuple.tuple(new ArrayList<>(parameters.size()));
        for (int i = 0; i < parameters.size(); i++) {
            Object value = parameters.get(i);
            tuple.addValue(value == null ? null : driver.encode(value, type(statement, i, value)));
        }
        return tuple;
    }

    /** No character is more than three bytes, so that they are seldom counted. */
    private void refuseBeyondPacket(List<Object> values) {
        long most = driver.requestMax();
        long atMost = 0;
        for (Object value : values) {
            atMost += 3 * Query.Limits.bytesOf(value);
        }
        if (atMost > most && bytesOf(values) > most) {
            throw new FaultException(new Fault.TooLarge("the size of the values of one statement in bytes", most));
        }
    }

    private static long bytesOf(List<Object> values) {
        return values.stream().mapToLong(value -> value instanceof String text ? text.getBytes(StandardCharsets.UTF_8).length
                : Query.Limits.bytesOf(value)).sum();
    }

    private Tuple arrays(Statement statement, List<List<Object>> lists) {
        Tuple tuple = Tuple.tuple();
        for (int i = 0; i < statement.parameters().size(); i++) {
            List<Object> column = new ArrayList<>(lists.size());
            for (List<Object> list : lists) {
                column.add(list.get(i));
            }
            tuple.addValue(driver.array(column, statement.parameters().get(i)));
        }
        return tuple;
    }

    private static ValueType type(Statement statement, int index, Object value) {
        if (!statement.parameters().isEmpty()) {
            return statement.parameters().get(index % statement.parameters().size());
        }
        return value instanceof Long ? ValueType.BIGINT : value instanceof Double ? ValueType.DOUBLE
                : value instanceof BigDecimal ? ValueType.DECIMAL : value instanceof Boolean ? ValueType.BOOLEAN
                : ValueType.TEXT;
    }

    private Rows rows(Statement statement, RowSet<Row> result, Query.Limits limits) {
        List<Statement.Column> columns = statement.columns();
        if (columns.isEmpty()) {
            return Rows.affecting(result.rowCount());
        }
        if (result.size() > limits.rowsMax()) {
            throw new FaultException(new Fault.TooLarge("the number of rows", limits.rowsMax()));
        }
        List<Object[]> rows = new ArrayList<>(result.size());
        long bytes = 0;
        for (Row row : result) {
            Object[] values = new Object[columns.size()];
            for (int i = 0; i < values.length; i++) {
                Object value = row.getValue(i);
                values[i] = value == null ? null : driver.decode(value, columns.get(i).type());
                bytes += Query.Limits.bytesOf(values[i]);
            }
            if (bytes > limits.bytesMax()) {
                throw limits.tooLarge();
            }
            rows.add(values);
        }
        return new Rows(columns, rows, rows.size());
    }
}
