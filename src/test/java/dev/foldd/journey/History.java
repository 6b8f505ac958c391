package dev.foldd.journey;

import static dev.foldd.testing.WireClient.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.WireClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Clients that write whatever happens and remember what they were told, and the question whether the database agrees. Some write
 * rows once and leave it there; some count, each its own counter, in batches of a row and the counter's new value, under an
 * idempotency key: what they are not told they ask for with {@code tx.status}, and send again.
 */
final class History implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Set<Integer> UNKNOWN = Set.of(503, 504);

    private final Supplier<DaemonProcess> daemon;
    private final String name = DaemonProcess.fresh("h");
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, AtomicLong> counted = new ConcurrentHashMap<>();
    private final Set<String> attempted = ConcurrentHashMap.newKeySet();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private final AtomicLong resolved = new AtomicLong();
    private final AtomicLong slowestMillis = new AtomicLong();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private History(Supplier<DaemonProcess> daemon) {
        this.daemon = daemon;
    }

    /** Begins to write; {@code daemon} gives whichever runs. */
    static History of(Supplier<DaemonProcess> daemon, int counters, int writers, String filler) {
        History history = new History(daemon);
        try (WireClient god = daemon.get().client("gaia", "god")) {
            for (int i = 0; i < counters; i++) {
                String counter = history.name + "-c" + i;
                god.result("create", "Counter", map("id", counter, "n", 0));
                history.counted.put(counter, new AtomicLong());
                history.run(counter, client -> history.count(client, counter));
            }
        }
        for (int i = 0; i < writers; i++) {
            String writer = history.name + "-w" + i;
            AtomicLong last = new AtomicLong();
            history.run(writer, client -> history.write(client, writer, last.incrementAndGet(), filler));
        }
        return history;
    }

    /** Writes and batches that were acknowledged so far. */
    long acknowledged() {
        return acknowledged.size() + counted.values().stream().mapToLong(AtomicLong::get).sum();
    }

    /** Waits until so many more have been acknowledged. */
    void awaitMore(int more) {
        long before = acknowledged();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).failFast(() -> !unexpected.isEmpty())
                .until(() -> acknowledged() >= before + more);
    }

    /** Outcomes that were not told. */
    long unknown() {
        return unknown.get();
    }

    /** The longest that an answer of any kind took. */
    Duration slowest() {
        return Duration.ofMillis(slowestMillis.get());
    }

    /** Whether every counter has been counted on since {@code before}. */
    boolean allBeyond(Map<String, Long> before) {
        return before.entrySet().stream().allMatch(each -> counted.get(each.getKey()).get() > each.getValue());
    }

    Map<String, Long> counts() {
        Map<String, Long> counts = new HashMap<>();
        counted.forEach((counter, n) -> counts.put(counter, n.get()));
        return counts;
    }

    /** Waits until every counter goes on: whatever was wrong is over. */
    void awaitRecovery() {
        Map<String, Long> before = counts();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> {
            assertThat(unexpected).isEmpty();
            assertThat(allBeyond(before)).as("%s since %s", counts(), before).isTrue();
        });
    }

    @Override
    public void close() {
        stopped.countDown();
        for (Thread thread : threads) {
            try {
                thread.join(PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    /** Stops, and compares what was told with what is there. */
    void check() {
        close();
        Map<String, Set<Long>> entries = new HashMap<>();
        Set<String> written = new HashSet<>();
        try (WireClient god = daemon.get().client("gaia", "god")) {
            for (JsonNode row : rows(god)) {
                String id = row.get("id").asText();
                assertThat(attempted).as("no write is invented").contains(id);
                assertThat(written.add(id)).as("%s is there once", id).isTrue();
                entries.computeIfAbsent(row.get("counter").asText(), first -> new HashSet<>()).add(row.get("k").asLong());
            }
            assertThat(unexpected).isEmpty();
            assertThat(written).as("what was acknowledged is there").containsAll(acknowledged);
            counted.forEach((counter, told) -> {
                long n = god.result("read", "Counter", counter).get("n").asLong();
                Set<Long> all = entries.getOrDefault(counter, Set.of());
                assertThat(n).as("%s, of which %s were told", counter, told).isBetween(told.get(), told.get() + 1);
                assertThat(all).as("%s: a batch is there as a whole, and once", counter).hasSize((int) n);
                for (long k = 1; k <= n; k++) {
                    assertThat(all).contains(k);
                }
            });
        }
    }

    private List<JsonNode> rows(WireClient god) {
        List<JsonNode> rows = new ArrayList<>();
        String cursor = null;
        do {
            JsonNode page = god.result("list", "Entry", map("filter", map("id", map("startsWith", name)), "fields",
                    List.of("id", "counter", "k"), "limit", 1000, "cursor", cursor, "count", "none"));
            page.get("data").forEach(rows::add);
            cursor = page.hasNonNull("nextCursor") ? page.get("nextCursor").asText() : null;
        } while (cursor != null);
        return rows;
    }

    /** What a client does again and again. */
    private interface Turn {
        void take(Line line) throws InterruptedException;
    }

    private void run(String who, Turn turn) {
        Thread thread = new Thread(() -> {
            try (Line line = new Line()) {
                while (stopped.getCount() > 0) {
                    turn.take(line);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | AssertionError e) {
                unexpected.add(who + ": " + e);
            }
        }, who);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void write(Line line, String writer, long number, String filler) throws InterruptedException {
        String id = writer + "-" + number;
        attempted.add(id);
        JsonNode answer = line.ask(map(), "create", map("id", id, "counter", writer, "k", number, "filler", filler));
        if (isTold(answer)) {
            acknowledged.add(id);
        }
    }

    /** One step of a counter, until it is known to have been taken. */
    private void count(Line line, String counter) throws InterruptedException {
        long k = counted.get(counter).get() + 1;
        String id = counter + "-" + k;
        attempted.add(id);
        while (stopped.getCount() > 0) {
            JsonNode answer = line.askAny(map("idempotencyKey", id), "batch", List.of(
                    map("method", "create", "params", List.of("Entry", map("id", id, "counter", counter, "k", k))),
                    map("method", "update", "params", List.of("Counter", counter, map("n", k)))));
            if (isTold(answer) || isCommitted(line, id)) {
                counted.get(counter).incrementAndGet();
                return;
            }
        }
    }

    private boolean isCommitted(Line line, String key) throws InterruptedException {
        while (stopped.getCount() > 0) {
            JsonNode status = line.askAny(map(), "tx.status", key);
            if (isTold(status)) {
                resolved.incrementAndGet();
                return status.get("result").get("committed").asBoolean();
            }
        }
        return false;
    }

    /** Whether an answer says that it was done; others may only say that nobody knows. */
    private boolean isTold(JsonNode answer) throws InterruptedException {
        if (answer != null && answer.has("result")) {
            return true;
        }
        unknown.incrementAndGet();
        if (answer != null && !UNKNOWN.contains(answer.path("error").path("code").asInt())) {
            unexpected.add(answer.toString());
        }
        stopped.await(20, TimeUnit.MILLISECONDS);
        return false;
    }

    /** A connection that is made anew when it is lost. */
    private final class Line implements AutoCloseable {
        private WireClient client;
        private int last;

        JsonNode ask(Map<String, Object> members, String method, Object row) throws InterruptedException {
            return askAny(members, method, "Entry", row);
        }

        /** The answer, or null when there is none. */
        JsonNode askAny(Map<String, Object> members, String method, Object... params) throws InterruptedException {
            long begun = System.nanoTime();
            try {
                if (client == null || client.isClosed()) {
                    client = daemon.get().client("gaia", "god");
                }
                String id = "q" + ++last;
                Map<String, Object> request = new HashMap<>(map("id", id, "method", method, "params", List.of(params)));
                request.putAll(members);
                client.send(WireClient.json(request));
                JsonNode answer = awaited(id);
                slowestMillis.accumulateAndGet(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun), Math::max);
                answers.incrementAndGet();
                return answer;
            } catch (RuntimeException nobodyThere) {
                return null;
            }
        }

        private JsonNode awaited(String id) throws InterruptedException {
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (!client.isClosed() && System.nanoTime() < until) {
                JsonNode answer = client.poll(Duration.ofMillis(50));
                if (answer != null && answer.path("id").asText().equals(id)) {
                    return answer;
                }
            }
            assertThat(client.isClosed()).as("an answer within %s", PATIENCE).isTrue();
            return null;
        }

        @Override
        public void close() {
            if (client != null) {
                client.close();
            }
        }
    }
}
