package dev.foldd.store.postgres;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Rings, and hears others ring, by LISTEN and NOTIFY on a connection of its own. A ring says no more than that it is worth
 * looking; one that is lost is lost, so whoever must know looks by himself too. Safe from any thread.
 */
public final class PostgresBell {

    private static final String CHANNEL = "foldd_change";
    private static final long AGAIN_MILLIS = 1_000;

    private final Vertx vertx;
    private final PostgresDriver driver;
    private final Observer observer;
    private final AtomicBoolean ringing = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private volatile PgConnection connection;
    private volatile Runnable heard = () -> { };
    private volatile boolean closed;

    /** @param driver closed with it */
    public PostgresBell(Vertx vertx, PostgresDriver driver, Observer observer) {
        this.vertx = vertx;
        this.driver = driver;
        this.observer = observer;
    }

    /** Begins to listen, and goes on with that whatever happens to the connection. */
    public void listen(Runnable whenRung) {
        heard = whenRung;
        connect();
    }

    /** Tells the others; rings that come while one is on its way are one. */
    public void ring() {
        again.set(true);
        PgConnection line = connection;
        if (line != null && ringing.compareAndSet(false, true)) {
            ringOn(line);
        }
    }

    /** Listens no longer. */
    public Future<Void> close() {
        closed = true;
        PgConnection line = connection;
        connection = null;
        Future<Void> gone = line == null ? Future.succeededFuture() : line.close();
        return gone.transform(done -> driver.close());
    }

    private void ringOn(PgConnection line) {
        again.set(false);
        line.query("NOTIFY " + CHANNEL).execute().onComplete(done -> {
            ringing.set(false);
            if (done.succeeded() && again.get() && ringing.compareAndSet(false, true)) {
                ringOn(line);
            }
        });
    }

    private void connect() {
        driver.apart().compose(line -> {
            line.notificationHandler(notification -> {
                if (notification.getProcessId() != line.processId()) {
                    heard.run();
                }
            });
            line.closeHandler(lost -> lost());
            return line.query("LISTEN " + CHANNEL).execute().map(line)
                    .onFailure(refused -> line.close());
        }).onComplete(done -> {
            if (done.failed()) {
                lost();
            } else if (closed) {
                done.result().close();
            } else {
                connection = done.result();
                heard.run();
            }
        });
    }

    /** Told once for each connection, by the handler of its end or by its beginning that failed. */
    private void lost() {
        if (!closed && connection != null) {
            observer.observe(new Observation.Warned("changes", "the database does not say when others have written; it is asked"
                    + " at database.poll_interval until it does again"));
        }
        connection = null;
        if (!closed && waiting.compareAndSet(false, true)) {
            vertx.setTimer(AGAIN_MILLIS, tick -> {
                waiting.set(false);
                connect();
            });
        }
    }
}
