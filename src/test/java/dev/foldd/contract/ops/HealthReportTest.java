package dev.foldd.contract.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.data.DataHealth;
import dev.foldd.json.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthReportTest {

    private static final Duration HOUR = Duration.ofSeconds(3600);

    @Test
    void a_healthy_report_has_the_shape_that_clients_know() {
        DataHealth database = new DataHealth(true, Duration.ofNanos(2_500_000));

        HealthReport report = new HealthReport(true, "1.0.0", HOUR, 15, 243, database, List.of());

        assertThat(report.healthy()).isTrue();
        assertThat(Json.write(report.asMap())).isEqualTo(
                "{\"status\":\"healthy\",\"version\":\"1.0.0\",\"uptime\":3600,"
                + "\"connections\":{\"active\":15,\"total\":243},"
                + "\"database\":{\"connected\":true,\"latency_ms\":2.5}}");
        assertThat(Json.write(report.readinessAsMap())).isEqualTo("{\"status\":\"ready\"}");
    }

    @Test
    void an_unhealthy_report_says_why_and_shows_no_latency_of_a_database_that_does_not_answer() {
        DataHealth database = new DataHealth(false, Duration.ZERO);

        HealthReport report = new HealthReport(false, "1.0.0", HOUR, 0, 0, database,
                List.of("the database does not answer"));

        assertThat(report.healthy()).isFalse();
        assertThat(Json.write(report.asMap())).isEqualTo(
                "{\"status\":\"unhealthy\",\"version\":\"1.0.0\",\"uptime\":3600,"
                + "\"connections\":{\"active\":0,\"total\":0},\"database\":{\"connected\":false,\"latency_ms\":null},"
                + "\"problems\":[\"the database does not answer\"]}");
        assertThat(Json.write(report.readinessAsMap()))
                .isEqualTo("{\"status\":\"not ready\",\"problems\":[\"the database does not answer\"]}");
    }

    @Test
    void latency_is_in_milliseconds_down_to_microseconds() {
        assertThat(latency(Duration.ofNanos(37_499))).isEqualTo("0.037");
        assertThat(latency(Duration.ofMillis(3))).isEqualTo("3.0");
        assertThat(latency(Duration.ofMillis(1200))).isEqualTo("1200.0");
    }

    private static String latency(Duration latency) {
        HealthReport report = new HealthReport(true, "", HOUR, 0, 0, new DataHealth(true, latency), List.of());
        String body = Json.write(report.asMap());
        return body.replaceAll(".*latency_ms\":([^}]*)}.*", "$1");
    }
}
