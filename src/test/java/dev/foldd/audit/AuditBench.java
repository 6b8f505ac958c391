package dev.foldd.audit;

import dev.foldd.contract.audit.AuditEntry;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/**
 * Measures the audit log: records per second from two threads with many records in flight, and what a record costs each
 * side in CPU. Run by hand: {@code java -cp target/classes:target/test-classes:… dev.foldd.audit.AuditBench
 * [standard|strict]}.
 */
public final class AuditBench {

    private static final int THREADS = 2;

    private AuditBench() {
    }

    public static void main(String[] arguments) throws Exception {
        AuditConfig.Mode mode = arguments.length > 0 && arguments[0].equals("strict")
                ? AuditConfig.Mode.STRICT : AuditConfig.Mode.STANDARD;
        int inFlight = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 256;
        int records = mode == AuditConfig.Mode.STRICT ? 20_000 : 1_000_000;
        for (int round = 0; round < 4; round++) {
            Path directory = Files.createTempDirectory("foldd-audit-bench");
            try (AuditLog log = Trails.open(directory.resolve("audit.log"),
                    Trails.config(mode, 64L * 1024 * 1024, 2, 100_000))) {
                measure(log, mode + " " + inFlight + " in flight", records, inFlight);
            } finally {
                try (var files = Files.list(directory)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(directory);
            }
        }
    }

    private static void measure(AuditLog log, String name, int records, int inFlight) throws InterruptedException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long writer = writerCpu(threads);
        long[] producerCpu = new long[THREADS];
        List<Thread> producers = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 0; i < THREADS; i++) {
            int index = i;
            Thread producer = new Thread(() -> {
                produce(log, records / THREADS, inFlight / THREADS);
                producerCpu[index] = threads.getCurrentThreadCpuTime();
            });
            producers.add(producer);
            producer.start();
        }
        for (Thread producer : producers) {
            producer.join();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(Locale.ROOT, "%s: %,.0f records/s, producer %.2f us CPU, writer %.2f us CPU per record%n",
                name,
                records / seconds, (producerCpu[0] + producerCpu[1]) / 1e3 / records,
                (writerCpu(threads) - writer) / 1e3 / records);
    }

    private static void produce(AuditLog log, int records, int inFlight) {
        Semaphore room = new Semaphore(inFlight);
        AuditEntry entry = Trails.read("17-4711");
        for (int i = 0; i < records; i++) {
            room.acquireUninterruptibly();
            log.admit();
            log.record(entry).whenComplete((done, failure) -> {
                if (failure != null) {
                    throw new IllegalStateException(failure);
                }
                room.release();
            });
        }
        room.acquireUninterruptibly(inFlight);
    }

    private static long writerCpu(ThreadMXBean threads) {
        for (long id : threads.getAllThreadIds()) {
            if (threads.getThreadInfo(id) != null && threads.getThreadInfo(id).getThreadName().equals("foldd-audit")) {
                return threads.getThreadCpuTime(id);
            }
        }
        return 0;
    }
}
