package dev.foldd.testing;

import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.store.Capabilities;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.Store;
import dev.foldd.store.Table;
import dev.foldd.store.Transaction;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A database that remembers what it was asked and answers the same rows to everything: as many as it was told, each made of
 * values that fit their columns. A count is always 42.
 */
public final class FakeStore implements Store {

    public static final long COUNT = 42;

    private final int rows;
    private final List<Query> queries = new ArrayList<>();
    private final List<Work> works = new ArrayList<>();

    public FakeStore(int rows) {
        this.rows = rows;
    }

    public List<Query> queries() {
        return queries;
    }

    public List<Work> works() {
        return works;
    }

    /** Every statement in order, those that read before those that write. */
    public List<Statement> statements() {
        List<Statement> all = new ArrayList<>();
        queries.forEach(query -> all.add(query.statement()));
        works.forEach(work -> work.steps().forEach(step -> all.add(step.statement())));
        return all;
    }

    /** Every value that was bound, in the order of {@link #statements}. */
    public List<Object> values() {
        List<Object> all = new ArrayList<>();
        queries.forEach(query -> all.addAll(query.parameters()));
        works.forEach(work -> work.steps().forEach(step -> step.parameters().forEach(all::addAll)));
        return all;
    }

    @Override
    public Future<Rows> read(Query query) {
        queries.add(query);
        return Future.succeededFuture(made(query.statement()));
    }

    @Override
    public Future<Rows> write(Work work) {
        works.add(work);
        Step last = work.steps().get(work.steps().size() - 1);
        Statement answering = last.readBack().map(Step.ReadBack::statement).orElse(last.statement());
        return Future.succeededFuture(answering.columns().isEmpty() ? Rows.affecting(rows) : made(answering));
    }

    @Override
    public Future<Transaction> begin(Transaction.Isolation isolation, Duration limit, Cancellation life) {
        throw new UnsupportedOperationException("no test begins one");
    }

    @Override
    public Future<Void> define(List<String> statements) {
        return Future.failedFuture(new UnsupportedOperationException("no test needs it"));
    }

    @Override
    public Future<List<Table>> tables() {
        return Future.succeededFuture(List.of());
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, false, false, true, false, false, true);
    }

    @Override
    public Future<Duration> ping() {
        return Future.succeededFuture(Duration.ofMillis(1));
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }

    /** The statements with their values, as goldens show them. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Query query : queries) {
            text.append("read ").append(query.statement().sql()).append('\n');
            values(text, query.parameters());
        }
        for (Work work : works) {
            text.append("unit of work\n");
            for (Step step : work.steps()) {
                text.append(word(step)).append(' ').append(step.statement().sql()).append('\n');
                step.statement().many().ifPresent(many -> text.append("  or at once ").append(many).append('\n'));
                step.parameters().forEach(parameters -> values(text, parameters));
                step.readBack().ifPresent(reading -> {
                    text.append("  read back ").append(reading.statement().sql()).append('\n');
                    values(text, reading.parameters());
                });
            }
        }
        return text.toString();
    }

    private static String word(Step step) {
        return switch (step.then()) {
            case CONTINUE -> "then";
            case DONE_IF_ROWS -> "done with rows, else";
            case NEED_ROWS -> "rows or " + name(step.fault()) + ":";
            case NEED_ALL -> "each of them or " + name(step.fault()) + ":";
            case NEED_NONE -> "no rows or " + name(step.fault()) + ":";
            case JUDGED -> "judged:";
        };
    }

    private static String name(Fault fault) {
        return fault.code().name();
    }

    private static void values(StringBuilder text, List<Object> values) {
        text.append("    ").append(values.stream().map(FakeStore::shown).toList()).append('\n');
    }

    private static String shown(Object value) {
        return value instanceof String string ? "'" + string + "'" : String.valueOf(value);
    }

    private Rows made(Statement statement) {
        List<Object[]> made = new ArrayList<>();
        boolean count = statement.columns().size() == 1 && statement.columns().get(0).name().equals("count");
        for (int i = 0; i < (count ? 1 : rows); i++) {
            made.add(row(statement, i));
        }
        return new Rows(statement.columns(), made, made.size());
    }

    private static Object[] row(Statement statement, int index) {
        return statement.columns().stream().map(column -> column.name().equals("count") ? COUNT : switch (column.type()) {
            case TEXT -> column.name() + index;
            case INTEGER, BIGINT -> (Object) (long) index;
            case DOUBLE -> index + 0.5;
            case DECIMAL -> new BigDecimal(index + ".10");
            case BOOLEAN -> index % 2 == 0;
            case DATETIME -> "2026-01-01T00:00:00.000Z";
            case JSON -> "{\"n\":" + index + "}";
        }).toArray();
    }
}
