package dev.foldd.data.cache;

import dev.foldd.contract.Cancellation;
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

/** A database that answers when it is told to, each time with rows of its own. */
final class ScriptedStore implements Store {

    private final List<Promise<Void>> heldReads = new ArrayList<>();
    private final List<Promise<Void>> heldWrites = new ArrayList<>();
    private boolean holdsReads;
    private boolean holdsWrites;
    private Throwable readFailure;
    private Throwable writeFailure;
    private String text = "a";
    private int reads;

    /** How often it has been read. */
    int reads() {
        return reads;
    }

    void answerWith(String value) {
        text = value;
    }

    void holdReads() {
        holdsReads = true;
    }

    void answerReads() {
        holdsReads = false;
        heldReads.forEach(Promise::complete);
    }

    void holdWrites() {
        holdsWrites = true;
    }

    void answerWrites() {
        holdsWrites = false;
        heldWrites.forEach(Promise::complete);
    }

    /** With null they succeed again. */
    void failReads(Throwable cause) {
        readFailure = cause;
    }

    void failWrites(Throwable cause) {
        writeFailure = cause;
    }

    @Override
    public Future<Rows> read(Query query) {
        reads++;
        if (readFailure != null) {
            return Future.failedFuture(readFailure);
        }
        Rows rows = new Rows(query.statement().columns(), List.<Object[]>of(new Object[] {text}), 1);
        return held(holdsReads, heldReads).map(rows);
    }

    @Override
    public Future<Rows> write(Work work) {
        return held(holdsWrites, heldWrites).compose(done -> writeFailure == null
                ? Future.succeededFuture(Rows.affecting(1)) : Future.failedFuture(writeFailure));
    }

    private static Future<Void> held(boolean holds, List<Promise<Void>> promises) {
        Promise<Void> promise = Promise.promise();
        if (holds) {
            promises.add(promise);
        } else {
            promise.complete();
        }
        return promise.future();
    }

    @Override
    public Future<Transaction> begin(Transaction.Isolation isolation, Duration limit, Cancellation life) {
        return Future.succeededFuture(new Transaction() {
            @Override
            public Future<Rows> read(Query query) {
                return ScriptedStore.this.read(query);
            }

            @Override
            public Future<Rows> write(Work work) {
                return Future.succeededFuture(Rows.affecting(1));
            }

            @Override
            public Future<Void> commit() {
                return held(holdsWrites, heldWrites);
            }

            @Override
            public Future<Void> rollback() {
                return Future.succeededFuture();
            }
        });
    }

    @Override
    public Future<Void> define(List<String> statements) {
        return Future.succeededFuture();
    }

    @Override
    public Future<List<Table>> tables() {
        return Future.succeededFuture(List.of());
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, false, false, false, false, false, false);
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
