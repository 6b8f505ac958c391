package dev.foldd.auth.jwks;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A server that answers when the test says so, or at once with what the test has laid out. */
public final class FakeFetch implements JwksFetch {

    private final List<URI> asked = new ArrayList<>();
    private final List<Promise<Fetched>> open = new ArrayList<>();
    private Future<Fetched> laidOut;

    @Override
    public synchronized Future<Fetched> fetch(URI address) {
        asked.add(address);
        if (laidOut != null) {
            return laidOut;
        }
        Promise<Fetched> promise = Promise.promise();
        open.add(promise);
        return promise.future();
    }

    /** From now on every question is answered at once with this. */
    public synchronized void serve(String body, Duration maxAge) {
        laidOut = Future.succeededFuture(new Fetched(body, Optional.ofNullable(maxAge)));
    }

    /** From now on every question fails at once. */
    public synchronized void fail() {
        laidOut = Future.failedFuture(new JwksException("the server is away"));
    }

    /** From now on questions stay open. */
    public synchronized void hang() {
        laidOut = null;
    }

    /** Answers the oldest open question. */
    public void answer(String body) {
        take().complete(new Fetched(body, Optional.empty()));
    }

    /** Fails the oldest open question with something nobody foresaw. */
    public void breakDown() {
        take().fail(new IllegalStateException("secret detail"));
    }

    public synchronized int asked() {
        return asked.size();
    }

    public synchronized List<URI> addresses() {
        return List.copyOf(asked);
    }

    private synchronized Promise<Fetched> take() {
        return open.remove(0);
    }
}
