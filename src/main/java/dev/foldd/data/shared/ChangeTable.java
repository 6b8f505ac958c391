package dev.foldd.data.shared;

import dev.foldd.contract.Cancellation;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Statement.Column;
import dev.foldd.store.Step;
import dev.foldd.store.Store;
import dev.foldd.store.ValueType;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The table of changes, as statements and rows. Every row has a number, which is given before its transaction commits. */
public final class ChangeTable {

    /** Rows that are read at once. */
    static final int PAGE = 1_000;
    /** Numbers that are looked for at once; further ones make another list of twice the length. */
    private static final int LIST = 8;
    /** Longer texts are not kept ready; there are as many as statements of a model, and those of the models before it. */
    private static final int JOINED_MAX = 4_096;

    private static final Query.Limits LIMITS = new Query.Limits(Duration.ofSeconds(2), 2 * PAGE, 1 << 20);
    private static final Query.Limits PATIENT = new Query.Limits(Duration.ofSeconds(20), 2 * PAGE, 1 << 20);
    private static final String ROWS = "SELECT seq, origin, entity, op FROM " + SharedDialect.CHANGES;
    private static final List<Column> COLUMNS = List.of(new Column("seq", ValueType.BIGINT),
            new Column("origin", ValueType.TEXT), new Column("entity", ValueType.TEXT), new Column("op", ValueType.TEXT));
    private static final List<Column> PAIR =
            List.of(new Column("first", ValueType.BIGINT), new Column("second", ValueType.BIGINT));

    private final SharedDialect words;
    private final String origin;
    private final Statement insert;
    private final Statement after;
    private final Statement bounds;
    private final Statement holes;
    private final Statement purge;
    private final Optional<Statement> underWay;
    private final ConcurrentHashMap<String, Statement> joined = new ConcurrentHashMap<>();

    /** A row. */
    record Row(long seq, String origin, Change change) {
    }

    /** Numbers from one to another, both included. */
    record Range(long from, long to) {
    }

    /** @param origin names this daemon as long as it runs */
    public ChangeTable(SharedDialect words, String origin) {
        this.words = words;
        this.origin = origin;
        String table = SharedDialect.CHANGES;
        insert = writing("INSERT INTO " + table + " (made_at, origin, entity, op) VALUES (" + words.moment() + ", ?, ?, ?)");
        after = reading(ROWS + " WHERE seq > ? ORDER BY seq LIMIT " + PAGE, COLUMNS, true);
        bounds = reading("SELECT MIN(seq), MAX(seq) FROM " + table, PAIR, true);
        holes = reading("SELECT seq, following FROM (SELECT seq, LEAD(seq) OVER (ORDER BY seq) AS following FROM " + table
                + " WHERE seq <= ?) AS pairs WHERE following > seq + 1 ORDER BY seq DESC LIMIT " + PAGE, PAIR, false);
        underWay = words.underWay().map(sql -> reading(sql, PAIR, true));
        purge = writing("DELETE FROM " + table + " WHERE seq <= ?");
    }

    boolean isOwn(Row row) {
        return origin.equals(row.origin());
    }

    /** Tells of changes, in the transaction in which it runs. */
    Step step(Collection<Change> changes) {
        List<List<Object>> rows = new ArrayList<>(changes.size());
        for (Change change : changes) {
            List<Object> row = new ArrayList<>(3);
            row.add(origin);
            row.add(change.table().orElse(null));
            row.add(change.op().word());
            rows.add(row);
        }
        return Step.runAll(insert, rows);
    }

    /** The same as a unit of work by itself. */
    Work work(Collection<Change> changes) {
        return new Work(List.of(step(changes)), LIMITS, new Cancellation());
    }

    /**
     * A statement that writes, and tells of it: one statement, in one turn, where the database can have that. What stands in
     * front runs to its end whatever the rest gives (section 7.8.4 of PostgreSQL's manual).
     */
    Optional<Statement> joined(Statement statement, Change change) {
        if (!words.joins() || change.table().isEmpty()) {
            return Optional.empty();
        }
        Statement known = joined.get(statement.sql());
        if (known != null && known.many().isPresent() == statement.many().isPresent()
                && known.columns().equals(statement.columns())) {
            return Optional.of(known);
        }
        if (joined.size() >= JOINED_MAX) {
            joined.clear();
        }
        Statement made = join(statement, change);
        joined.put(statement.sql(), made);
        return Optional.of(made);
    }

    private Statement join(Statement statement, Change change) {
        String front = "WITH foldd_told AS (INSERT INTO " + SharedDialect.CHANGES + " (made_at, origin, entity, op) SELECT "
                + words.moment() + ", " + literal(origin) + ", " + literal(change.table().orElseThrow()) + ", "
                + literal(change.op().word()) + ") ";
        return new Statement(front + statement.sql(), statement.parameters(), statement.columns(),
                statement.many().map(many -> front + many), statement.brief(), statement.names());
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** The rows behind a number, in order, at most a page of them. */
    Future<List<Row>> after(Store store, long seq) {
        return store.read(query(after, List.of(seq), LIMITS)).map(ChangeTable::rows);
    }

    /** Those of some numbers that are there by now. */
    Future<List<Row>> at(Store store, List<Long> numbers) {
        int length = LIST;
        while (length < numbers.size()) {
            length *= 2;
        }
        List<Object> filled = new ArrayList<>(numbers);
        while (filled.size() < length) {
            filled.add(filled.get(0));
        }
        String sql = ROWS + " WHERE seq IN (" + String.join(", ", Collections.nCopies(length, "?")) + ")";
        return store.read(query(reading(sql, COLUMNS, true), filled, LIMITS)).map(ChangeTable::rows);
    }

    /** The lowest and the highest number; empty without rows. */
    Future<Optional<Range>> bounds(Store store) {
        return store.read(query(bounds, List.of(), LIMITS)).map(rows -> rows.values().stream()
                .filter(row -> row[0] != null).map(row -> new Range((long) row[0], (long) row[1])).findFirst());
    }

    /** The numbers below another that are missing between rows, the highest first; at most as many ranges as a page has rows. */
    Future<List<Range>> holes(Store store, long highest) {
        return store.read(query(holes, List.of(highest), PATIENT)).map(rows -> rows.values().stream()
                .map(row -> new Range((long) row[0] + 1, (long) row[1] - 1)).toList());
    }

    /** The lowest transaction that is under way, and the lowest that has not begun; empty where that is not told. */
    Future<Optional<Range>> underWay(Store store) {
        return underWay.isEmpty() ? Future.succeededFuture(Optional.empty())
                : store.read(query(underWay.get(), List.of(), LIMITS)).map(rows -> rows.values().stream()
                        .map(row -> new Range((long) row[0], (long) row[1])).findFirst());
    }

    /** Drops the rows up to a number. */
    Future<Void> purge(Store store, long seq) {
        return store.write(new Work(List.of(Step.run(purge, List.of(seq))), PATIENT, new Cancellation())).mapEmpty();
    }

    /** What a statement does to a table, by its first word; empty when it only reads. */
    static Optional<Change> told(Statement statement) {
        String sql = statement.sql();
        if (sql.startsWith("SELECT ")) {
            return Optional.empty();
        }
        if (statement.names().isEmpty()) {
            return Optional.of(Change.ANYTHING);
        }
        Change.Op op = Change.Op.of(sql.substring(0, Math.max(0, sql.indexOf(' '))).toLowerCase(Locale.ROOT));
        // In every statement that writes, the table comes first.
        return Optional.of(op == Change.Op.ANY ? Change.ANYTHING : new Change(Optional.of(statement.names().get(0)), op));
    }

    private static List<Row> rows(Rows rows) {
        return rows.values().stream().map(row -> new Row((long) row[0], (String) row[1],
                new Change(Optional.ofNullable((String) row[2]), Change.Op.of((String) row[3])))).toList();
    }

    private static Query query(Statement statement, List<Object> values, Query.Limits limits) {
        return new Query(statement, values, limits, new Cancellation());
    }

    private Statement reading(String sql, List<Column> columns, boolean brief) {
        return new Statement(words.placed(sql), List.of(), columns, Optional.empty(), brief);
    }

    private Statement writing(String sql) {
        return new Statement(words.placed(sql), List.of(), List.of(), Optional.empty(), false, List.of(SharedDialect.CHANGES));
    }
}
