package dev.foldd.ops.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observation.AclChecked;
import dev.foldd.contract.Observation.AuditWritable;
import dev.foldd.contract.Observation.ChangesFollowed;
import dev.foldd.contract.Observation.ConnectionClosed;
import dev.foldd.contract.Observation.ConnectionOpened;
import dev.foldd.contract.Observation.ConnectionRefused;
import dev.foldd.contract.Observation.CredentialRefused;
import dev.foldd.contract.Observation.Noted;
import dev.foldd.contract.Observation.ReloadRefused;
import dev.foldd.contract.Observation.Reloaded;
import dev.foldd.contract.Observation.RequestAnswered;
import dev.foldd.contract.Observation.Unforeseen;
import dev.foldd.contract.Observation.Warned;
import dev.foldd.fault.Fault;
import dev.foldd.json.Json;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ObservationLogTest {

    private static final String CANARY = "hunter2-4711";

    private final AtomicLong nanos = new AtomicLong();
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("dev.foldd.observed");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final ObservationLog log = new ObservationLog(logger, nanos::get);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
    }

    static Stream<Arguments> observations() {
        return Stream.of(
                argumentSet("a success is for whoever debugs", answered(null), "DEBUG", "request.answered"),
                argumentSet("a caller's own mistake", answered(Fault.Code.INVALID), "INFO", "request.refused"),
                argumentSet("a refusal", answered(Fault.Code.FORBIDDEN), "INFO", "request.refused"),
                argumentSet("the daemon's failure", answered(Fault.Code.TIMEOUT), "WARN", "request.failed"),
                argumentSet("come", new ConnectionOpened("rpc"), "DEBUG", "connection.opened"),
                argumentSet("gone", new ConnectionClosed("rpc"), "DEBUG", "connection.closed"),
                argumentSet("sent away", new ConnectionRefused("rpc", "too_many"), "WARN", "connection.refused"),
                argumentSet("a bad token", new CredentialRefused("rpc", "expired"), "WARN", "credential.refused"),
                argumentSet("a warning", new Warned("data", "ten {} entities"), "WARN", "part.warned"),
                argumentSet("a note", new Noted("data", "loaded"), "INFO", "part.noted"),
                argumentSet("the audit log is full", new AuditWritable(false, "full"), "ERROR", "audit.unwritable"),
                argumentSet("others are not heard", new ChangesFollowed(false, Duration.ofSeconds(2), 3), "WARN", "changes.lost"),
                argumentSet("reloaded", new Reloaded("acl"), "INFO", "part.reloaded"),
                argumentSet("not reloaded", new ReloadRefused("acl", "no role"), "WARN", "reload.refused"),
                argumentSet("unforeseen", new Unforeseen("i-1", new IllegalStateException()), "ERROR", "incident"));
    }

    @ParameterizedTest
    @MethodSource("observations")
    void has_a_level_and_an_event_name_for(Observation observation, String level, String event) {
        logger.setLevel(Level.DEBUG);

        log.observe(observation);

        assertThat(onlyLine()).containsEntry("level", level).containsEntry("event", event);
    }

    @Test
    void a_line_about_a_request_carries_its_id() {
        log.observe(answered(Fault.Code.FORBIDDEN));

        assertThat(onlyLine()).containsEntry("requestId", "c1-1").containsEntry("door", "rpc")
                .containsEntry("method", "read").containsEntry("code", "forbidden")
                .containsEntry("duration_us", 1_500L);
    }

    @Test
    void successes_and_policy_decisions_are_silent_by_default() {
        log.observe(answered(null));
        log.observe(new AclChecked(false));

        assertThat(lines.list).isEmpty();
    }

    @Test
    void a_flood_of_bad_tokens_does_not_fill_the_disk() {
        for (int i = 0; i < 100_000; i++) {
            log.observe(new CredentialRefused("rpc", "signature"));
            log.observe(answered(Fault.Code.UNAUTHENTICATED));
        }
        assertThat(lines.list).hasSize(40);

        nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        log.observe(new CredentialRefused("rpc", "signature"));

        assertThat(lines.list).hasSize(41);
        assertThat(parsed(lines.list.get(40))).containsEntry("held_back", 99_980L);
    }

    @Test
    void a_flood_of_incidents_keeps_numbers_and_places_but_not_every_stack() {
        RuntimeException defect = new IllegalStateException();

        for (int i = 0; i < 50; i++) {
            log.observe(new Unforeseen("i-" + i, defect));
        }

        assertThat(lines.list).hasSize(50)
                .allSatisfy(line -> assertThat(parsed(line)).containsKeys("incident", "place"));
        assertThat(lines.list).filteredOn(line -> line.getThrowableProxy() != null).hasSize(5);
    }

    @Test
    void an_incident_shows_classes_and_places_and_no_message_of_a_driver() {
        Exception driver = new SQLException("UNIQUE constraint failed: password='" + CANARY + "'", "23505", 19);
        RuntimeException defect = new IllegalStateException("token " + CANARY, driver);
        defect.addSuppressed(new RuntimeException(CANARY));

        log.observe(new Unforeseen("i-1", defect));

        ILoggingEvent line = lines.list.get(0);
        assertThat(LogLine.json(line)).doesNotContain(CANARY)
                .contains("\"incident\":\"i-1\"", "java.lang.IllegalStateException", "java.sql.SQLException",
                        "\"sql_state\":\"23505\"", "\"vendor_code\":19", getClass().getName() + ".an_incident_shows");
        assertThat(LogLine.text(line)).doesNotContain(CANARY).contains("java.sql.SQLException");
    }

    @Test
    void a_message_of_the_virtual_machine_is_shown() {
        Object text = CANARY;
        try {
            assertThat((Integer) text).isNull();
        } catch (ClassCastException defect) {
            log.observe(new Unforeseen("i-1", defect));
        }

        assertThat(LogLine.json(lines.list.get(0))).contains("java.lang.String cannot be cast").doesNotContain(CANARY);
    }

    @Test
    void the_audit_log_is_spoken_of_only_when_its_state_changes() {
        for (int i = 0; i < 10; i++) {
            log.observe(new AuditWritable(true, ""));
        }
        for (int i = 0; i < 10; i++) {
            log.observe(new AuditWritable(false, "full"));
        }
        log.observe(new AuditWritable(true, ""));

        assertThat(lines.list).extracting(line -> parsed(line).get("event"))
                .containsExactly("audit.unwritable", "audit.writable");
    }

    @Test
    void what_others_write_is_spoken_of_only_when_it_is_lost_and_found() {
        for (boolean current : new boolean[] {true, true, false, false, true}) {
            log.observe(new ChangesFollowed(current, Duration.ZERO, 0));
        }

        assertThat(lines.list).extracting(line -> parsed(line).get("event"))
                .containsExactly("changes.lost", "changes.followed");
    }

    private Map<String, Object> onlyLine() {
        assertThat(lines.list).hasSize(1);
        return parsed(lines.list.get(0));
    }

    private static Map<String, Object> parsed(ILoggingEvent line) {
        Map<String, Object> members = new LinkedHashMap<>();
        ((Map<?, ?>) Json.parse(LogLine.json(line))).forEach((name, value) -> members.put((String) name, value));
        return members;
    }

    private static RequestAnswered answered(Fault.Code error) {
        return new RequestAnswered("rpc", "read", "c1-1", Duration.ofNanos(1_500_000), Optional.ofNullable(error));
    }

    static List<Fault.Code> codes() {
        return List.of(Fault.Code.values());
    }

    @ParameterizedTest
    @MethodSource("codes")
    void every_code_is_said_once(Fault.Code code) {
        log.observe(answered(code));

        assertThat(lines.list).hasSize(1);
    }
}
