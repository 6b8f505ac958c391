package dev.foldd.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.ConfigException;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observation;
import dev.foldd.contract.ops.ReloadReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class ReloadsTest {

    private final List<Observation> observed = new ArrayList<>();
    private final List<String> ran = new ArrayList<>();

    @Test
    void every_part_is_reloaded_and_told_of() {
        ReloadReport report = reloads(part("acl"), part("tls")).run("SIGHUP");

        assertThat(report).isEqualTo(new ReloadReport(List.of("acl", "tls"), List.of()));
        assertThat(ran).containsExactly("acl", "tls");
        assertThat(observed).containsExactly(new Observation.Noted("ops", "reload asked for by SIGHUP"),
                new Observation.Reloaded("acl"), new Observation.Reloaded("tls"));
    }

    @Test
    void a_part_that_refuses_says_all_its_problems_and_keeps_no_other_from_its_reload() {
        Reloader bad = Reloader.of("acl", () -> {
            throw new ConfigException(List.of("rules[0]: no role", "rules[3]: no entity"));
        });

        ReloadReport report = reloads(bad, part("tls")).run("admin");

        assertThat(report.reloaded()).containsExactly("tls");
        assertThat(report.problems()).containsExactly("acl: rules[0]: no role", "acl: rules[3]: no entity");
        assertThat(observed).contains(new Observation.ReloadRefused("acl", "rules[3]: no entity"));
    }

    @Test
    void a_defect_is_told_by_its_incident_number_alone() {
        Reloader broken = Reloader.of("keys", () -> {
            throw new IllegalStateException("password=hunter2");
        });

        ReloadReport report = reloads(broken, part("tls")).run("admin");

        assertThat(report.reloaded()).containsExactly("tls");
        assertThat(report.problems()).singleElement().asString()
                .startsWith("keys: Internal server error").contains("incident=").doesNotContain("hunter2");
        assertThat(observed).anyMatch(observation -> observation instanceof Observation.Unforeseen);
    }

    @Test
    void an_observer_that_fails_is_counted_and_keeps_nobody_from_hearing() {
        LongAdder failures = new LongAdder();
        Observers observers = new Observers(List.of(observation -> {
            throw new IllegalStateException();
        }, observed::add), failures);

        observers.observe(new Observation.Reloaded("acl"));

        assertThat(observed).hasSize(1);
        assertThat(failures.sum()).isEqualTo(1);
    }

    private Reloads reloads(Reloader... parts) {
        return new Reloads(List.of(parts), observed::add, new Incidents(observed::add));
    }

    private Reloader part(String name) {
        return Reloader.of(name, () -> ran.add(name));
    }
}
