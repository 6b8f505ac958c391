package dev.foldd.audit;

import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/** A process that writes records until it is killed, and prints the id of each that was acknowledged. */
public final class KilledWriter {

    private KilledWriter() {
    }

    public static void main(String[] arguments) {
        AuditConfig config = Trails.config(AuditConfig.Mode.valueOf(arguments[1]), 256 * 1024, 256, 500);
        AuditLog log = Trails.open(Path.of(arguments[0]), config);
        Semaphore room = new Semaphore(64);
        for (int i = 0; i < Integer.MAX_VALUE; i++) {
            String requestId = arguments[2] + "-" + i;
            room.acquireUninterruptibly();
            log.record(Trails.read(requestId)).whenComplete((done, failure) -> {
                System.out.println((failure == null ? "done " : "failed ") + requestId);
                room.release();
            });
        }
    }
}
