package dev.foldd.data.shared;

import dev.foldd.contract.Cancellation;
import dev.foldd.store.Capabilities;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Session;
import dev.foldd.store.Step;
import dev.foldd.store.Store;
import dev.foldd.store.Table;
import dev.foldd.store.Transaction;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * A database that several daemons write to. Every write tells of itself in the same transaction, so that the others learn of it
 * exactly when it has happened; as late in it as possible, so that numbers are seldom given in vain.
 */
public final class NotingStore implements Store {

    private final Store store;
    private final ChangeTable table;
    private final Predicate<String> quiet;
    private final Runnable written;

    /**
     * @param quiet tables of which nobody remembers anything, whose writes need not be told
     * @param written called when a write that was told has been committed
     */
    public NotingStore(Store store, ChangeTable table, Predicate<String> quiet, Runnable written) {
        this.store = store;
        this.table = table;
        this.quiet = quiet;
        this.written = written;
    }

    /** What it has changed is told before it commits. */
    private final class Noting implements Transaction {
        private final Transaction transaction;
        private final Set<Change> changes = ConcurrentHashMap.newKeySet();

        Noting(Transaction transaction) {
            this.transaction = transaction;
        }

        @Override
        public Future<Rows> read(Query query) {
            return transaction.read(query);
        }

        @Override
        public Future<Rows> write(Work work) {
            changes.addAll(changesOf(work));
            return transaction.write(work);
        }

        @Override
        public Future<Void> commit() {
            if (changes.isEmpty()) {
                return transaction.commit();
            }
            Work told = table.work(changes);
            return transaction.write(told).compose(done -> transaction.commit()).onSuccess(done -> written.run());
        }

        @Override
        public Future<Void> rollback() {
            return transaction.rollback();
        }
    }

    @Override
    public Future<Rows> read(Query query) {
        return store.read(query);
    }

    @Override
    public Future<Rows> write(Work work) {
        Set<Change> changes = changesOf(work);
        return changes.isEmpty() ? store.write(work)
                : store.write(telling(work, changes)).onSuccess(done -> written.run());
    }

    private Set<Change> changesOf(Work work) {
        Set<Change> changes = new LinkedHashSet<>();
        for (Step step : work.steps()) {
            ChangeTable.told(step.statement()).filter(change -> change.table().filter(quiet).isEmpty())
                    .ifPresent(changes::add);
        }
        return changes;
    }

    private Work telling(Work work, Collection<Change> changes) {
        if (work.steps().size() == 1 && changes.size() == 1) {
            Step only = work.steps().get(0);
            Optional<Step> joined = table.joined(only.statement(), changes.iterator().next()).map(statement -> new Step(
                    statement, only.parameters(), only.then(), only.fault(), only.judge(), only.readBack()));
            // A list of rows is one statement only where there is a form for many.
            if (joined.isPresent() && (only.parameters().size() == 1 || only.statement().many().isPresent())) {
                return new Work(List.of(joined.get()), work.closing(), work.limits(), work.life());
            }
        }
        Step told = table.step(changes);
        if (work.closing().isEmpty()) {
            return work.closedBy(result -> told);
        }
        List<Step> steps = new ArrayList<>(List.of(told));
        steps.addAll(work.steps());
        return new Work(steps, work.closing(), work.limits(), work.life());
    }

    @Override
    public Session fresh() {
        return this;
    }

    @Override
    public Future<Transaction> begin(Transaction.Isolation isolation, Duration limit, Cancellation life) {
        return store.begin(isolation, limit, life).map(Noting::new);
    }

    @Override
    public Future<Void> define(List<String> statements) {
        return store.define(statements).compose(done -> store.write(table.work(List.of(Change.ANYTHING))))
                .onSuccess(done -> written.run()).mapEmpty();
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
}
