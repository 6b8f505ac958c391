package dev.foldd.data.tx;

import dev.foldd.contract.Caller;
import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Session;
import dev.foldd.store.Store;
import dev.foldd.store.Transaction;
import dev.foldd.store.Transaction.Isolation;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The transactions that callers lead, by name. Each belongs to one subject and one connection; for anybody else it does not
 * exist. Safe from any thread.
 */
public final class Transactions {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Store store;
    private final TransactionConfig config;
    private final LongSupplier nanoTime;
    private final Map<String, Open> open = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> bySubject = new ConcurrentHashMap<>();
    private final AtomicLong lastNumber = new AtomicLong();

    public Transactions(Store store, TransactionConfig config, LongSupplier nanoTime) {
        this.store = store;
        this.config = config;
        this.nanoTime = nanoTime;
    }

    /** One that is open, and how many statements of it are under way. */
    private static final class Open {
        private final boolean counted;
        private final String subject;
        private final Cancellation connection;
        private final Transaction transaction;
        private final AtomicInteger running = new AtomicInteger();
        private volatile long usedNanos;

        Open(Caller caller, Transaction transaction, boolean counted, long now) {
            this.counted = counted;
            this.subject = caller.principal().subject();
            this.connection = caller.connection();
            this.transaction = transaction;
            this.usedNanos = now;
        }

        boolean belongsTo(Caller caller) {
            return connection == caller.connection() && subject.equals(caller.principal().subject());
        }
    }

    /**
     * Begins one and returns its name.
     *
     * @return fails with {@code RateLimited} beyond what one user may have open
     */
    public Future<String> begin(Caller caller, Isolation isolation) {
        String subject = caller.principal().subject();
        if (!enter(subject)) {
            return Future.failedFuture(new FaultException(new Fault.RateLimited(SOON)));
        }
        return open(caller, isolation, true).onFailure(refused -> leave(subject));
    }

    /** Begins one for a single request of the caller's, which does not count as one that he has open. */
    Future<String> open(Caller caller, Isolation isolation) {
        return open(caller, isolation, false);
    }

    private Future<String> open(Caller caller, Isolation isolation, boolean counted) {
        return store.begin(isolation, config.total(), caller.connection()).map(begun -> {
            String id = "tx" + lastNumber.incrementAndGet();
            open.put(id, new Open(caller, begun, counted, nanoTime.getAsLong()));
            return id;
        });
    }

    /** Runs something in a transaction of the caller's. Fails with {@code NotFound} when he has none of this name. */
    public <T> Future<T> in(String id, Caller caller, Function<Session, Future<T>> deed) {
        Open used = open.get(id);
        if (used == null || !used.belongsTo(caller)) {
            return Future.failedFuture(unknown());
        }
        used.running.incrementAndGet();
        return deed.apply(used.transaction).onComplete(done -> {
            used.usedNanos = nanoTime.getAsLong();
            used.running.decrementAndGet();
        });
    }

    public Future<Void> commit(String id, Caller caller) {
        return end(id, caller, Transaction::commit);
    }

    public Future<Void> rollback(String id, Caller caller) {
        return end(id, caller, Transaction::rollback);
    }

    /** Rolls back what has been left alone. To be called now and then. */
    public void look() {
        long now = nanoTime.getAsLong();
        open.forEach((id, held) -> {
            boolean idle = held.running.get() == 0 && now - held.usedNanos >= config.idle().toNanos();
            if ((idle || held.connection.isCancelled()) && remove(id, held)) {
                held.transaction.rollback();
            }
        });
    }

    /** How many are open. */
    public int count() {
        return open.size();
    }

    private Future<Void> end(String id, Caller caller, Function<Transaction, Future<Void>> way) {
        Open held = open.get(id);
        if (held == null || !held.belongsTo(caller) || !remove(id, held)) {
            return Future.failedFuture(unknown());
        }
        return way.apply(held.transaction);
    }

    private boolean remove(String id, Open held) {
        boolean removed = open.remove(id, held);
        if (removed && held.counted) {
            leave(held.subject);
        }
        return removed;
    }

    private boolean enter(String subject) {
        boolean[] entered = new boolean[1];
        bySubject.compute(subject, (key, count) -> {
            AtomicInteger now = count == null ? new AtomicInteger() : count;
            entered[0] = now.get() < config.perUserMax();
            if (entered[0]) {
                now.incrementAndGet();
            }
            return now;
        });
        return entered[0];
    }

    private void leave(String subject) {
        bySubject.computeIfPresent(subject, (key, count) -> count.decrementAndGet() == 0 ? null : count);
    }

    private static FaultException unknown() {
        return new FaultException(new Fault.NotFound("there is no such transaction on this connection; it may have ended"));
    }
}
