package dev.foldd.data.shared;

import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Revocation;
import dev.foldd.store.Query;
import dev.foldd.store.Statement;
import dev.foldd.store.Statement.Column;
import dev.foldd.store.Step;
import dev.foldd.store.Store;
import dev.foldd.store.ValueType;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What any of the daemons has taken back. Writes of it are changes like others. */
public final class RevocationTable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int ROW_BYTES = 512;

    private final Store store;
    private final Query.Limits limits;
    private final Statement all;
    private final Statement overtaken;
    private final Statement insert;
    private final Statement expired;

    /**
     * @param store tells of writes
     * @param revocationsMax how many there may be
     */
    public RevocationTable(Store store, SharedDialect words, int revocationsMax) {
        String table = SharedDialect.REVOCATIONS;
        List<String> names = List.of(table);
        this.store = store;
        this.limits = new Query.Limits(TIMEOUT, 2 * revocationsMax, 2L * revocationsMax * ROW_BYTES);
        this.all = new Statement(words.placed("SELECT kind, name, issued_before, until_at FROM " + table + " ORDER BY seq"),
                List.of(new Column("kind", ValueType.TEXT), new Column("name", ValueType.TEXT),
                        new Column("issuedBefore", ValueType.BIGINT), new Column("until", ValueType.BIGINT)));
        this.overtaken = writing(words.placed("DELETE FROM " + table + " WHERE kind = ? AND name = ? AND issued_before <= ?"
                + " AND until_at <= ?"), names);
        this.insert = writing(words.placed("INSERT INTO " + table + " (kind, name, issued_before, until_at)"
                + " VALUES (?, ?, ?, ?)"), names);
        this.expired = writing(words.placed("DELETE FROM " + table + " WHERE until_at < ?"), names);
    }

    /** Whether a change is about them. */
    public static boolean isMeant(Change change) {
        return change.table().filter(SharedDialect.REVOCATIONS::equals).isPresent();
    }

    /** All of them; of one name there may be several. */
    public Future<List<Revocation>> read() {
        return store.read(new Query(all, List.of(), limits, new Cancellation())).map(rows -> rows.values().stream()
                .map(row -> new Revocation(Revocation.Kind.valueOf(((String) row[0]).toUpperCase(Locale.ROOT)), (String) row[1],
                        Instant.ofEpochMilli((long) row[2]), Instant.ofEpochMilli((long) row[3]))).toList());
    }

    /** Keeps one, in the place of those that it reaches further than. */
    public Future<Void> add(Revocation revocation) {
        // Rounded up, since what is told must reach as far as what counts here.
        List<Object> row = List.of(revocation.kind().name().toLowerCase(Locale.ROOT), revocation.value(),
                revocation.issuedBefore().plusNanos(999_999).toEpochMilli(), revocation.until().toEpochMilli());
        return write(List.of(Step.run(overtaken, row), Step.run(insert, row)));
    }

    /** Drops those that have expired by themselves. */
    public Future<Void> purge(Instant now) {
        return write(List.of(Step.run(expired, List.of(now.toEpochMilli()))));
    }

    private Future<Void> write(List<Step> steps) {
        return store.write(new Work(steps, limits, new Cancellation())).mapEmpty();
    }

    private static Statement writing(String sql, List<String> names) {
        return new Statement(sql, List.of(), List.of(), Optional.empty(), false, names);
    }
}
