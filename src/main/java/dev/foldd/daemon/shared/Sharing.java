package dev.foldd.daemon.shared;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.contract.Revocation;
import dev.foldd.data.shared.Change;
import dev.foldd.data.shared.ChangeFeed;
import dev.foldd.data.shared.ChangeTable;
import dev.foldd.data.shared.NotingStore;
import dev.foldd.data.shared.RevocationTable;
import dev.foldd.data.shared.SharedDialect;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.Store;
import dev.foldd.store.Table;
import dev.foldd.store.postgres.PostgresBell;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a daemon has to do with the others on its database: it tells them what it writes, and hears what they do. */
public final class Sharing {

    /** Tables of the daemon's own of which nobody remembers anything. */
    private static final Set<String> QUIET =
            Set.of("foldd_answer", "foldd_change", "fold_atom", "fold_ref", "fold_trust", "fold_node");
    /** Rings that come in one go are one look. */
    private static final long TOGETHER_MILLIS = 5;
    private static final long FORGET_MILLIS = Duration.ofHours(1).toMillis();

    private final Ground ground;
    private final Optional<PostgresBell> bell;
    private final ChangeTable table;
    private final NotingStore store;
    private final RevocationTable revocations;
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile Optional<ChangeFeed> feed = Optional.empty();
    private volatile Listener listener;

    /**
     * What it works with.
     *
     * @param store the database itself
     * @param origin names this daemon as long as it runs, and no other one
     * @param revocationsMax how many there may be
     */
    public record Ground(Vertx vertx, DatabaseConfig.Sharing config, SharedDialect words, Store store, String origin,
                         int revocationsMax, Clock clock, Observer observer) {
    }

    /** Who remembers something of the database. */
    public interface Listener {

        /** Rows of a table have been changed; {@code deleted} when some are gone. */
        void changed(String table, boolean deleted);

        /** Rows of any table may have been changed. */
        void anyChanged();

        /** These are what any daemon has taken back. Completes when all of them count. */
        Future<Void> revoked(List<Revocation> all);
    }

    /** @param bell where the database can tell that others have written */
    public Sharing(Ground ground, Optional<PostgresBell> bell) {
        this.ground = ground;
        this.bell = bell;
        this.table = new ChangeTable(ground.words(), ground.origin());
        this.store = new NotingStore(ground.store(), table, QUIET::contains, () -> bell.ifPresent(PostgresBell::ring));
        this.revocations = new RevocationTable(store, ground.words(), ground.revocationsMax());
    }

    /** The database, whose writes are told to the others. */
    public Store store() {
        return store;
    }

    /** The tables that it needs and that are not there. */
    public Future<List<String>> missing() {
        return ground.store().tables().map(tables -> {
            Set<String> present = tables.stream().map(Table::name).collect(Collectors.toSet());
            return ground.words().tableNames().stream().filter(name -> !present.contains(name)).toList();
        });
    }

    /** Makes them. */
    public Future<Void> make() {
        return ground.store().define(ground.words().tables());
    }

    /** Whether everything that the others have written until a moment ago has been told. */
    public boolean isCurrent() {
        return feed.isPresent() && feed.get().isCurrent();
    }

    /**
     * Follows the others from now on.
     *
     * @param own what this daemon has taken back by itself, before it shared
     * @return completes when everything that there is to know is known
     */
    public Future<Void> follow(Listener whom, List<Revocation> own) {
        DatabaseConfig.Sharing config = ground.config();
        listener = whom;
        ChangeFeed following = new ChangeFeed(ground.store(), table, new ToListener(),
                new ChangeFeed.Pace(config.stale(), config.changesKept()), ground.observer(), System::nanoTime);
        feed = Optional.of(following);
        return following.look().compose(begun -> learn()).compose(known -> publish(own)).onSuccess(begun -> {
            bell.ifPresent(rings -> rings.listen(this::lookSoon));
            ground.vertx().setPeriodic(config.pollInterval().toMillis(), tick -> look());
            ground.vertx().setPeriodic(config.changesKept().toMillis(), tick -> purging(following.purge()));
            ground.vertx().setPeriodic(FORGET_MILLIS, tick -> purging(revocations.purge(ground.clock().instant())));
        });
    }

    /** Keeps a revocation for the others. */
    public Future<Void> revoked(Revocation revocation) {
        return revocations.add(revocation);
    }

    /** Listens no longer. */
    public Future<Void> close() {
        return bell.map(PostgresBell::close).orElseGet(Future::succeededFuture);
    }

    private final class ToListener implements ChangeFeed.Listener {
        @Override
        public void changed(Change change) {
            if (RevocationTable.isMeant(change)) {
                learnSoon();
            } else if (change.table().isPresent()) {
                listener.changed(change.table().get(), change.op() != Change.Op.INSERT && change.op() != Change.Op.UPDATE);
            } else {
                listener.anyChanged();
            }
        }

        @Override
        public void everything() {
            listener.anyChanged();
            learnSoon();
        }
    }

    private void look() {
        // It is tried again at the next tick; that it fails is seen by how old the knowledge gets.
        feed.ifPresent(following -> following.look().otherwiseEmpty());
    }

    private void lookSoon() {
        if (due.compareAndSet(false, true)) {
            ground.vertx().setTimer(TOGETHER_MILLIS, tick -> {
                due.set(false);
                look();
            });
        }
    }

    private void learnSoon() {
        learn().onFailure(later -> {
            ground.observer().observe(new Observation.Warned("changes",
                    "what other daemons have taken back cannot be read; it is tried again"));
            ground.vertx().setTimer(ground.config().pollInterval().toMillis(), tick -> learnSoon());
        });
    }

    private Future<Void> learn() {
        return revocations.read().compose(all -> listener.revoked(all));
    }

    private Future<Void> publish(List<Revocation> own) {
        return revocations.read().compose(all -> {
            Function<Revocation, String> name = revocation -> revocation.kind() + " " + revocation.value();
            Set<String> known = all.stream().map(name).collect(Collectors.toSet());
            Future<Void> done = Future.succeededFuture();
            for (Revocation revocation : own) {
                if (!known.contains(name.apply(revocation))) {
                    done = done.compose(before -> revocations.add(revocation));
                }
            }
            return done;
        });
    }

    private void purging(Future<Void> done) {
        done.onFailure(later -> ground.observer().observe(
                new Observation.Warned("changes", "changes that everybody knows could not be dropped; it is tried again")));
    }
}
