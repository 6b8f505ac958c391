package dev.foldd.daemon.shared;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.contract.Revocation;
import dev.foldd.data.cache.CachedStore;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.fold.FoldNode;
import dev.foldd.fold.storage.SchemaTable;
import dev.foldd.rpc.Revoker;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Hands on what other daemons have done to those who remember something: answers, sessions, schemas, revocations. */
public final class Others implements Sharing.Listener {

    private static final Fault NOT_TOLD = new Fault.Unavailable(
            "the revocation counts on this daemon now, but could not be told to the others", Duration.ofSeconds(1));

    private final CachedStore store;
    private final Optional<FoldNode> node;
    private final Function<List<Revocation>, Future<Void>> learn;
    private final Observer observer;

    /** @param learn takes back what others have taken back */
    public Others(CachedStore store, Optional<FoldNode> node, Function<List<Revocation>, Future<Void>> learn,
                  Observer observer) {
        this.store = store;
        this.node = node;
        this.learn = learn;
        this.observer = observer;
    }

    /**
     * The same revoker, whose revocations also reach the other daemons. They count here whether that succeeds or not.
     *
     * @param announce told of those that count here alone, which is answered as a failure
     */
    public static Revoker telling(Revoker revoker, Optional<Sharing> sharing, Consumer<Revocation> announce) {
        return sharing.<Revoker>map(others -> (kind, value) -> revoker.revoke(kind, value).compose(revocation ->
                others.revoked(revocation).map(revocation).recover(failure -> {
                    announce.accept(revocation);
                    return Future.failedFuture(new FaultException(NOT_TOLD));
                }))).orElse(revoker);
    }

    @Override
    public void changed(String table, boolean deleted) {
        if (table.equals(SchemaTable.NAME_OF_TABLE)) {
            refresh();
        } else {
            store.changedElsewhere(table, deleted);
        }
    }

    @Override
    public void anyChanged() {
        store.anyChangedElsewhere();
        refresh();
    }

    @Override
    public Future<Void> revoked(List<Revocation> all) {
        return learn.apply(all);
    }

    private void refresh() {
        node.ifPresent(kept -> kept.schemas().changedElsewhere().onFailure(later -> observer.observe(
                new Observation.Warned("changes", "the schemas that other daemons have changed cannot be read; it is tried again"
                        + " with every request"))));
    }
}
