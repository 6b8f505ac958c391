package dev.foldd.ops.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observation.AclChecked;
import dev.foldd.contract.Observation.AuditWritable;
import dev.foldd.contract.Observation.CacheUsed;
import dev.foldd.contract.Observation.ChangesFollowed;
import dev.foldd.contract.Observation.ConnectionClosed;
import dev.foldd.contract.Observation.ConnectionOpened;
import dev.foldd.contract.Observation.ConnectionRefused;
import dev.foldd.contract.Observation.CredentialRefused;
import dev.foldd.contract.Observation.ReloadRefused;
import dev.foldd.contract.Observation.Reloaded;
import dev.foldd.contract.Observation.RequestAnswered;
import dev.foldd.contract.Observation.Unforeseen;
import dev.foldd.contract.Observation.Warned;
import dev.foldd.contract.Observer;
import dev.foldd.fault.Fault;
import dev.foldd.ops.Lifecycle;
import dev.foldd.ops.Observers;
import dev.foldd.ops.Vitals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetersTest {

    private static final Path GOLDEN = Path.of("src/test/resources/dev/foldd/ops/meter/metrics.golden");

    private final Runtimes runtimes = new Runtimes();
    private final Vitals vitals = new Vitals();
    private final Lifecycle lifecycle = new Lifecycle();
    private final Meters meters = new Meters("1.0.0", Set.of("create", "read", "update"), vitals, lifecycle, runtimes,
            () -> 7, () -> 0);
    private final Observer observer = new Observers(List.of(meters, vitals), new LongAdder());

    @AfterEach
    void close() {
        runtimes.close();
    }

    @Test
    void the_page_has_the_names_and_shapes_that_dashboards_know() throws IOException {
        lifecycle.serving();
        answered("create", Duration.ofMillis(4), null);
        answered("create", Duration.ofMillis(7), null);
        answered("create", Duration.ofMillis(25), null);
        answered("read", Duration.ofNanos(80_500), null);
        answered("update", Duration.ofSeconds(11), Fault.Code.TIMEOUT);
        answered("dropAllTables", Duration.ofMillis(1), Fault.Code.INVALID);
        List.of(new AclChecked(true), new AclChecked(true), new AclChecked(false),
                new ConnectionOpened("rpc"), new ConnectionOpened("rpc"), new ConnectionClosed("rpc"),
                new ConnectionOpened("admin"), new ConnectionRefused("rpc", "too_many"),
                new CredentialRefused("rpc", "expired"), new CredentialRefused("rpc", "expired"),
                new Unforeseen("i", new IllegalStateException()), new Warned("data", "text"),
                new AuditWritable(false, "full"), new Reloaded("acl"), new ReloadRefused("tls", "no file"),
                new CacheUsed(9, 4, 2, 1, 3, 4_096), new ChangesFollowed(false, Duration.ofMillis(1_250), 7))
                .forEach(observer::observe);

        String page = ownFamilies(meters.page());

        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(GOLDEN, page);
        }
        assertThat(page).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void ten_thousand_unknown_methods_are_one_series() {
        long before = meters.page().lines().count();

        for (int i = 0; i < 10_000; i++) {
            answered("method" + i, Duration.ofMillis(1), Fault.Code.INVALID);
        }

        assertThat(meters.page()).contains("dbal_requests_total{method=\"unknown\",status=\"error\"} 10000\n")
                .doesNotContain("method1");
        assertThat(meters.page().lines().count()).isLessThan(before + 25);
    }

    @Test
    void texts_that_get_into_a_label_by_mistake_stay_few_and_short_and_on_their_line() {
        for (int i = 0; i < 10_000; i++) {
            observer.observe(new CredentialRefused("rpc", "\"} 1\nforged{x=\"" + "y".repeat(1_000) + i));
            observer.observe(new CredentialRefused("rpc", "reason " + i));
        }

        List<String> series = meters.page().lines()
                .filter(line -> line.startsWith("foldd_credentials_refused_total{")).toList();
        assertThat(series).hasSizeLessThanOrEqualTo(65).allMatch(line -> line.length() < 200);
        assertThat(meters.page().lines()).noneMatch(line -> line.startsWith("forged"));
    }

    @Test
    void buckets_add_up_and_end_with_all() {
        for (int millis = 0; millis < 2_000; millis++) {
            answered("read", Duration.ofMillis(millis), null);
        }

        List<Long> counts = meters.page().lines()
                .filter(line -> line.startsWith("dbal_request_duration_seconds_bucket{method=\"read\""))
                .map(line -> Long.valueOf(line.substring(line.indexOf(' ') + 1))).toList();
        assertThat(counts).isSorted().hasSize(17).endsWith(2_000L).contains(6L, 11L, 26L);
        assertThat(meters.page()).contains("dbal_request_duration_seconds_sum{method=\"read\"} 1999\n",
                "dbal_request_duration_seconds_count{method=\"read\"} 2000\n");
    }

    @Test
    void the_virtual_machine_is_on_the_page_too() {
        String page = meters.page();

        Set<String> families = page.lines().filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ")[2]).collect(Collectors.toSet());
        assertThat(families).contains("jvm_memory_used_bytes", "jvm_threads_live_threads", "process_cpu_usage",
                "process_uptime_seconds", "jvm_gc_memory_allocated_bytes_total", "process_files_open_files");
        assertThat(page.lines().filter(line -> line.startsWith("# TYPE "))).doesNotHaveDuplicates();
        assertThat(page).endsWith("\n");
    }

    @Test
    void the_other_doors_count_their_operations_apart() {
        observer.observe(new RequestAnswered("socket", "query", "c1-1", Duration.ofMillis(2), Optional.empty()));
        observer.observe(new RequestAnswered("socket", "query", "c1-2", Duration.ofMillis(2), Optional.of(Fault.Code.TOO_FAR)));
        observer.observe(new Observation.CredentialProved("socket"));

        assertThat(meters.page()).contains("foldd_operations_total{door=\"socket\",operation=\"query\",status=\"success\"} 1",
                "foldd_operations_total{door=\"socket\",operation=\"query\",status=\"error\"} 1",
                "foldd_operation_duration_seconds_bucket{door=\"socket\",operation=\"query\",le=\"0.0025\"} 2",
                "foldd_operation_duration_seconds_count{door=\"socket\",operation=\"query\"} 2",
                "foldd_credentials_proved_total{door=\"socket\"} 1",
                "dbal_requests_total{method=\"unknown\",status=\"success\"} 0");
    }

    private void answered(String method, Duration took, Fault.Code error) {
        Observation answered = new RequestAnswered("rpc", method, "c1-1", took, Optional.ofNullable(error));
        observer.observe(answered);
    }

    private static String ownFamilies(String page) {
        return page.substring(0, page.indexOf("# HELP jvm_"));
    }
}
