package dev.foldd.client.socket;

import dev.foldd.client.FolddClientException.OperationFailed;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** How many requests there may be without an answer, and how many bytes they may have together. Safe from any thread. */
final class Room {

    private final SocketSettings settings;
    private final Semaphore requests;
    private final Semaphore bytes;

    Room(SocketSettings settings) {
        this.settings = settings;
        this.requests = new Semaphore(settings.pendingMax());
        this.bytes = new Semaphore(settings.pendingBytesMax());
    }

    /** Takes a request in, to be let out by {@link #leave}; else says why not. */
    Optional<OperationFailed> enter(int length) {
        if (!requests.tryAcquire()) {
            return refused("this client has " + settings.pendingMax() + " requests without an answer already");
        }
        if (!bytes.tryAcquire(length)) {
            requests.release();
            return refused("with this one, requests without an answer would have more than " + settings.pendingBytesMax()
                    + " bytes");
        }
        return Optional.empty();
    }

    void leave(int length) {
        bytes.release(length);
        requests.release();
    }

    private static Optional<OperationFailed> refused(String sentence) {
        return Optional.of(new OperationFailed(Reply.RATE_LIMITED, sentence, Map.of(), null));
    }
}
