package dev.foldd.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observation.AuditWritable;
import dev.foldd.contract.Observation.ConnectionClosed;
import dev.foldd.contract.Observation.ConnectionOpened;
import dev.foldd.contract.data.DataHealth;
import dev.foldd.contract.ops.HealthReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HealthTest {

    private static final DataHealth ANSWERS = new DataHealth(true, Duration.ofMillis(1));
    private static final DataHealth SILENT = new DataHealth(false, Duration.ZERO);

    static Stream<Arguments> states() {
        return Stream.of(
                argumentSet("all in order", Lifecycle.Phase.SERVING, ANSWERS, true, List.of()),
                argumentSet("starting", Lifecycle.Phase.STARTING, ANSWERS, true, List.of("the daemon is starting")),
                argumentSet("stopping", Lifecycle.Phase.STOPPING, ANSWERS, true, List.of("the daemon is stopping")),
                argumentSet("no database", Lifecycle.Phase.SERVING, SILENT, true,
                        List.of("the database does not answer")),
                argumentSet("no audit log", Lifecycle.Phase.SERVING, ANSWERS, false,
                        List.of("the audit log cannot be written")),
                argumentSet("all at once", Lifecycle.Phase.STOPPING, SILENT, false, List.of("the daemon is stopping",
                        "the database does not answer", "the audit log cannot be written")));
    }

    @ParameterizedTest
    @MethodSource("states")
    void is_ready_exactly_when_nothing_is_wrong(Lifecycle.Phase phase, DataHealth database, boolean audit,
                                                List<String> problems) {
        Vitals vitals = new Vitals();
        vitals.observe(new AuditWritable(audit, "/var/log/audit: No space left on device"));

        HealthReport report = new Health("1.0.0", at(phase), vitals, () -> 0).report(database);

        assertThat(report.problems()).isEqualTo(problems);
        assertThat(report.ready()).isEqualTo(problems.isEmpty());
        assertThat(report.healthy()).isEqualTo(problems.isEmpty());
    }

    @Test
    void an_audit_log_that_can_be_written_again_is_no_problem_any_more() {
        Vitals vitals = new Vitals();
        vitals.observe(new AuditWritable(false, "full"));
        vitals.observe(new AuditWritable(true, ""));

        HealthReport report = new Health("1.0.0", at(Lifecycle.Phase.SERVING), vitals, () -> 0).report(ANSWERS);

        assertThat(report.ready()).isTrue();
    }

    @Test
    void a_part_that_works_less_well_is_told_and_keeps_no_traffic_away() {
        Vitals vitals = new Vitals();
        vitals.observe(new Observation.Degraded("socket", "less is known"));

        HealthReport report = new Health("1.0.0", at(Lifecycle.Phase.SERVING), vitals, () -> 0).report(ANSWERS);

        assertThat(report.healthy()).isTrue();
        assertThat(report.asMap()).containsEntry("status", "healthy").containsEntry("degraded", List.of("less is known"));
    }

    @Test
    void a_daemon_that_does_not_hear_the_others_works_less_well_until_it_does() {
        Vitals vitals = new Vitals();
        Health health = new Health("1.0.0", at(Lifecycle.Phase.SERVING), vitals, () -> 0);

        vitals.observe(new Observation.ChangesFollowed(false, Duration.ofSeconds(2), 0));
        assertThat(health.report(ANSWERS).degraded()).singleElement().asString().contains("nothing is answered from memory");
        assertThat(health.report(ANSWERS).ready()).isTrue();
        vitals.observe(new Observation.ChangesFollowed(true, Duration.ZERO, 0));

        assertThat(health.report(ANSWERS).degraded()).isEmpty();
    }

    @Test
    void counts_uptime_from_its_creation_and_connections_of_clients_only() {
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
        Vitals vitals = new Vitals();
        Health health = new Health("1.0.0", at(Lifecycle.Phase.SERVING), vitals, nanos::get);
        List.of("rpc", "rpc", "rpc", "admin").forEach(door -> vitals.observe(new ConnectionOpened(door)));
        vitals.observe(new ConnectionClosed("rpc"));

        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        HealthReport report = health.report(ANSWERS);

        assertThat(report.uptime()).isEqualTo(Duration.ofMinutes(2));
        assertThat(report.activeConnections()).isEqualTo(2);
        assertThat(report.totalConnections()).isEqualTo(3);
        assertThat(vitals.connections()).containsEntry("admin", new Vitals.DoorCount(1, 1));
    }

    @Test
    void doors_without_number_share_one_count() {
        Vitals vitals = new Vitals();

        for (int i = 0; i < 1_000; i++) {
            vitals.observe(new ConnectionOpened("door" + i));
        }

        assertThat(vitals.connections()).hasSizeLessThanOrEqualTo(17).containsKey("other");
        assertThat(vitals.totalConnections()).isEqualTo(1_000);
    }

    @Test
    void a_daemon_that_stops_never_serves_again() {
        Lifecycle lifecycle = new Lifecycle();
        lifecycle.stopping();

        lifecycle.serving();

        assertThat(lifecycle.phase()).isEqualTo(Lifecycle.Phase.STOPPING);
    }

    private static Lifecycle at(Lifecycle.Phase phase) {
        Lifecycle lifecycle = new Lifecycle();
        if (phase == Lifecycle.Phase.SERVING) {
            lifecycle.serving();
        } else if (phase == Lifecycle.Phase.STOPPING) {
            lifecycle.stopping();
        }
        return lifecycle;
    }
}
