package dev.foldd.store.sqlite;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process to be killed: inserts as fast as it can and prints the key of each acknowledged row, until the end. */
public final class WritingChild {

    private static final int IN_FLIGHT = 64;

    private final OpenStore open;
    private final String prefix;
    private int next;

    private WritingChild(OpenStore open, String prefix) {
        this.open = open;
        this.prefix = prefix;
    }

    public static void main(String[] arguments) throws Exception {
        OpenStore open = OpenStore.on(Path.of(arguments[0]));
        OpenStore.await(open.store.define(List.of("CREATE TABLE IF NOT EXISTS item (id TEXT PRIMARY KEY, n INTEGER)")));
        WritingChild child = new WritingChild(open, arguments[1]);
        open.vertx.getOrCreateContext().runOnContext(nothing -> {
            for (int i = 0; i < IN_FLIGHT; i++) {
                child.insert();
            }
        });
        new CountDownLatch(1).await();
    }

    private void insert() {
        String id = prefix + next++;
        open.insert(id, next).onComplete(done -> {
            System.out.println(done.succeeded() ? id : "failed " + done.cause());
            insert();
        });
    }
}
