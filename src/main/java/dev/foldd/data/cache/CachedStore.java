package dev.foldd.data.cache;

import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Observation;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Capabilities;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Session;
import dev.foldd.store.Store;
import dev.foldd.store.Table;
import dev.foldd.store.Transaction;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A database in front of which answers are kept. An answer is given again only while no write through this store has begun, to
 * any table that its statement names, since before the statement was asked for: until then the database would answer the same.
 * What other daemons write is told to it, and nothing is given again while it cannot be; what other programs write is noticed
 * when the answer has grown too old. Inside a transaction nothing is kept, and its own
 * writes count from its commit on.
 */
public final class CachedStore implements Store {

    /** How long a write whose outcome is unknown may still happen after it has been given up. */
    private static final long DOUBT_NANOS = Duration.ofSeconds(5).toNanos();

    private final Store store;
    private final LongSupplier nanoTime;
    private final Tables tables = new Tables();
    private final RowCache cache;
    private final boolean keeps;
    private final BooleanSupplier current;
    private final Session fresh = new Fresh();

    /**
     * @param bytes how much memory the answers may take; with 0 none are kept, and writes are noticed all the same
     * @param ttl how old an answer may be
     */
    public CachedStore(Store store, long bytes, Duration ttl, LongSupplier nanoTime) {
        this(store, bytes, ttl, nanoTime, () -> true);
    }

    /** @param current whether what other daemons write is told to it at this time; quick */
    public CachedStore(Store store, long bytes, Duration ttl, LongSupplier nanoTime, BooleanSupplier current) {
        this.store = store;
        this.nanoTime = nanoTime;
        this.current = current;
        this.keeps = bytes > 0;
        this.cache = new RowCache(bytes, ttl, nanoTime::getAsLong);
    }

    /** The database itself; writes are noticed all the same. */
    private final class Fresh implements Session {
        @Override
        public Future<Rows> read(Query query) {
            return store.read(query);
        }

        @Override
        public Future<Rows> write(Work work) {
            return CachedStore.this.write(work);
        }
    }

    /** Reads as the database does; what it has written counts when it is committed. */
    private final class Noted implements Transaction {
        private final Transaction transaction;
        private final Set<Stamp> changed = ConcurrentHashMap.newKeySet();

        Noted(Transaction transaction) {
            this.transaction = transaction;
        }

        @Override
        public Future<Rows> read(Query query) {
            return transaction.read(query);
        }

        @Override
        public Future<Rows> write(Work work) {
            changed.addAll(tables.changedBy(work));
            return transaction.write(work);
        }

        @Override
        public Future<Void> commit() {
            return changing(changed, transaction::commit);
        }

        @Override
        public Future<Void> rollback() {
            return transaction.rollback();
        }
    }

    /** The entities are these from now on; whatever is kept is dropped. */
    public void use(EntityCatalogue entities) {
        tables.use(entities);
        cache.clear();
    }

    /** Another daemon has written to a table; {@code deleted} when rows of it are gone, and others with them. */
    public void changedElsewhere(String table, boolean deleted) {
        tables.changed(table, deleted).forEach(Stamp::pass);
    }

    /** Other daemons may have written to any table. */
    public void anyChangedElsewhere() {
        tables.all().forEach(Stamp::pass);
    }

    /**
     * Tells, whenever it is asked, whether no write to these tables has begun since now. While one is under way it says no at
     * once.
     */
    public BooleanSupplier unchanged(List<String> names) {
        Optional<Tables.States> states = tables.statesOf(names, nanoTime.getAsLong());
        return () -> states.isPresent() && states.get().hold() && current.getAsBoolean();
    }

    /** How the answers that were kept have been used up to now. */
    public Observation.CacheUsed used() {
        return cache.used();
    }

    @Override
    public Future<Rows> read(Query query) {
        if (!keeps) {
            return store.read(query);
        }
        if (!current.getAsBoolean()) {
            cache.passed();
            return store.read(query);
        }
        Optional<Rows> known = cache.find(query);
        if (known.isPresent()) {
            return Future.succeededFuture(known.get());
        }
        long born = nanoTime.getAsLong();
        Tables.States states = tables.statesOf(query.statement(), born);
        if (states == null) {
            cache.passed();
            return store.read(query);
        }
        cache.missed();
        return store.read(query).map(rows -> {
            cache.keep(query, rows, states, born);
            return rows;
        });
    }

    @Override
    public Future<Rows> write(Work work) {
        return changing(tables.changedBy(work), () -> store.write(work));
    }

    @Override
    public Session fresh() {
        return fresh;
    }

    @Override
    public Future<Transaction> begin(Transaction.Isolation isolation, Duration limit, Cancellation life) {
        return store.begin(isolation, limit, life).map(Noted::new);
    }

    @Override
    public Future<Void> define(List<String> statements) {
        return changing(tables.all(), () -> store.define(statements)).onComplete(done -> cache.clear());
    }

    @Override
    public Future<List<Table>> tables() {
        return store.tables();
    }

    @Override
    public Capabilities capabilities() {
        return store.capabilities();
    }

    @Override
    public Future<Duration> ping() {
        return store.ping();
    }

    @Override
    public Future<Void> close() {
        return store.close();
    }

    /** The write counts as over before whoever asked for it hears so. */
    private <T> Future<T> changing(Collection<Stamp> changed, Supplier<Future<T>> deed) {
        List<Stamp> stamps = List.copyOf(changed);
        stamps.forEach(Stamp::begin);
        Future<T> done;
        try {
            done = deed.get();
        } catch (RuntimeException thrown) {
            done = Future.failedFuture(thrown);
        }
        return done.transform(outcome -> {
            boolean known = outcome.succeeded() || isKnown(outcome.cause());
            long until = nanoTime.getAsLong() + DOUBT_NANOS;
            stamps.forEach(known ? Stamp::end : stamp -> stamp.endInDoubt(until));
            return outcome.succeeded() ? Future.succeededFuture(outcome.result()) : Future.failedFuture(outcome.cause());
        });
    }

    /** Whether the database has said what became of the write. */
    private static boolean isKnown(Throwable cause) {
        return FaultException.carriedBy(cause).map(Fault::code).map(code -> switch (code) {
            case INVALID, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT, TOO_LARGE, RATE_LIMITED, TOO_FAR, UNSUPPORTED,
                    STORAGE_FULL -> true;
            case TIMEOUT, UNAVAILABLE, INTERNAL -> false;
        }).orElse(false);
    }
}
