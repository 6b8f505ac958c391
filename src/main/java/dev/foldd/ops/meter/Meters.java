package dev.foldd.ops.meter;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observation.AclChecked;
import dev.foldd.contract.Observation.CacheUsed;
import dev.foldd.contract.Observation.ChangesFollowed;
import dev.foldd.contract.Observation.ConnectionRefused;
import dev.foldd.contract.Observation.CredentialProved;
import dev.foldd.contract.Observation.CredentialRefused;
import dev.foldd.contract.Observation.ReloadRefused;
import dev.foldd.contract.Observation.Reloaded;
import dev.foldd.contract.Observation.RequestAnswered;
import dev.foldd.contract.Observation.Unforeseen;
import dev.foldd.contract.Observation.Warned;
import dev.foldd.contract.Observer;
import dev.foldd.fault.Fault;
import dev.foldd.ops.Lifecycle;
import dev.foldd.ops.Vitals;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Everything that is counted, and the page that shows it: first the families that clients of the older daemon know
 * ({@code dbal_…}), then foldd's own, then those of Vert.x and the JVM.
 *
 * <p>{@code dbal_active_connections} keeps its old help text, "Active database connections": a connection to this
 * daemon is its client's connection to the database, and the number is the one that health calls {@code
 * connections.active}.
 */
public final class Meters implements Observer {

    /** The door whose requests are counted under the names that its clients know. */
    private static final String WEB_SOCKET = "rpc";

    private final RequestMeters requests;
    private final OperationMeters operations = new OperationMeters();
    private final Vitals vitals;
    private final Lifecycle lifecycle;
    private final LongSupplier droppedLines;
    private final LongSupplier observerFailures;
    private final Runtimes runtimes;
    private final String version;
    private final LongAdder[] errors = adders(Fault.Code.values().length);
    private volatile CacheUsed cache = new CacheUsed(0, 0, 0, 0, 0, 0);
    private volatile ChangesFollowed changes = new ChangesFollowed(true, Duration.ZERO, 0);
    private final LongAdder unforeseen = new LongAdder();
    private final LabelledCounter connectionsRefused = new LabelledCounter("foldd_connections_refused_total",
            "Connections refused or cut", "door", "reason");
    private final LabelledCounter credentialsRefused = new LabelledCounter("foldd_credentials_refused_total",
            "Credentials that proved nobody", "door", "reason");
    private final LabelledCounter credentialsProved = new LabelledCounter("foldd_credentials_proved_total",
            "Signatures that proved who is asking", "door");
    private final LabelledCounter warnings = new LabelledCounter("foldd_warnings_total",
            "Warnings by the part that gave them", "source");
    private final LabelledCounter reloads = new LabelledCounter("foldd_reloads_total",
            "Parts read again while running", "part", "result");

    /**
     * @param methods every method name that may stand on the page; others count as {@code unknown}
     * @param runtimes the meters of the JVM and of Vert.x
     * @param droppedLines log lines that were dropped, since nobody read them fast enough
     * @param observerFailures how often an observer failed
     */
    public Meters(String version, Set<String> methods, Vitals vitals, Lifecycle lifecycle, Runtimes runtimes,
                  LongSupplier droppedLines, LongSupplier observerFailures) {
        this.version = version;
        this.requests = new RequestMeters(methods);
        this.vitals = vitals;
        this.lifecycle = lifecycle;
        this.runtimes = runtimes;
        this.droppedLines = droppedLines;
        this.observerFailures = observerFailures;
    }

    /** What comes with every request is asked for first. */
    @Override
    public void observe(Observation observation) {
        if (observation instanceof RequestAnswered answered) {
            if (WEB_SOCKET.equals(answered.door())) {
                requests.count(answered);
            } else {
                operations.count(answered);
            }
            if (answered.error().isPresent()) {
                errors[answered.error().get().ordinal()].increment();
            }
        } else if (observation instanceof AclChecked checked) {
            requests.count(checked);
        } else {
            observeRare(observation);
        }
    }

    /** The page of all meters. Blocks for about a millisecond, and longer the first time. */
    public String page() {
        Page page = new Page();
        requests.writeRequests(page);
        page.family("dbal_active_connections", "gauge", "Active database connections");
        page.line("dbal_active_connections", vitals.activeConnections());
        requests.writeAcl(page);
        writeOwn(page);
        page.append(runtimes.page());
        return page.text();
    }

    private void observeRare(Observation observation) {
        if (observation instanceof ConnectionRefused refused) {
            connectionsRefused.increment(refused.door(), refused.reason());
        } else if (observation instanceof CredentialRefused refused) {
            credentialsRefused.increment(refused.door(), refused.reason());
        } else if (observation instanceof CredentialProved proved) {
            credentialsProved.increment(proved.door());
        } else if (observation instanceof Unforeseen) {
            unforeseen.increment();
        } else if (observation instanceof Warned warned) {
            warnings.increment(warned.source());
        } else if (observation instanceof Reloaded reloaded) {
            reloads.increment(reloaded.part(), "reloaded");
        } else if (observation instanceof ReloadRefused refused) {
            reloads.increment(refused.part(), "refused");
        } else if (observation instanceof CacheUsed used) {
            cache = used;
        } else if (observation instanceof ChangesFollowed followed) {
            changes = followed;
        }
    }

    private void writeOwn(Page page) {
        page.family("foldd_build_info", "gauge", "The version that runs");
        page.line("foldd_build_info", 1, "version", version);
        page.family("foldd_serving", "gauge", "1 while traffic is wanted, 0 while starting or stopping");
        page.line("foldd_serving", lifecycle.phase() == Lifecycle.Phase.SERVING ? 1 : 0);
        page.family("foldd_connections_active", "gauge", "Open connections by door");
        Map<String, Vitals.DoorCount> doors = vitals.connections();
        doors.forEach((door, count) -> page.line("foldd_connections_active", count.active(), "door", door));
        page.family("foldd_connections_total", "counter", "Connections since the start by door");
        doors.forEach((door, count) -> page.line("foldd_connections_total", count.total(), "door", door));
        connectionsRefused.write(page);
        credentialsRefused.write(page);
        credentialsProved.write(page);
        operations.write(page);
        page.family("foldd_request_errors_total", "counter", "Requests answered with an error by its code");
        for (Fault.Code code : Fault.Code.values()) {
            page.line("foldd_request_errors_total", errors[code.ordinal()].sum(),
                    "code", code.name().toLowerCase(Locale.ROOT));
        }
        page.family("foldd_unforeseen_total", "counter", "Errors that carry an incident number");
        page.line("foldd_unforeseen_total", unforeseen.sum());
        warnings.write(page);
        page.family("foldd_degraded", "gauge", "1 for each part that works and not as well as it could");
        vitals.degraded().keySet().stream().sorted().forEach(part -> page.line("foldd_degraded", 1, "part", part));
        page.family("foldd_audit_writable", "gauge", "1 while the audit log can be written, else 0");
        page.line("foldd_audit_writable", vitals.auditWritable() ? 1 : 0);
        reloads.write(page);
        writeCache(page, cache);
        writeChanges(page, changes);
        page.family("foldd_log_lines_dropped_total", "counter", "Log lines dropped, since they were not read in time");
        page.line("foldd_log_lines_dropped_total", droppedLines.getAsLong());
        page.family("foldd_observer_failures_total", "counter", "Observations that an observer failed on");
        page.line("foldd_observer_failures_total", observerFailures.getAsLong());
    }

    private static void writeCache(Page page, CacheUsed used) {
        page.family("foldd_cache_reads_total", "counter", "Statements that read, by who answered");
        page.line("foldd_cache_reads_total", used.hits(), "result", "hit");
        page.line("foldd_cache_reads_total", used.misses(), "result", "miss");
        page.line("foldd_cache_reads_total", used.passed(), "result", "passed");
        page.family("foldd_cache_evictions_total", "counter", "Kept answers that made room for others");
        page.line("foldd_cache_evictions_total", used.evicted());
        page.family("foldd_cache_entries", "gauge", "Answers kept");
        page.line("foldd_cache_entries", used.entries());
        page.family("foldd_cache_bytes", "gauge", "Memory that kept answers take, estimated");
        page.line("foldd_cache_bytes", used.bytes());
    }

    private static void writeChanges(Page page, ChangesFollowed followed) {
        page.family("foldd_changes_current", "gauge", "1 while what other daemons write is known at once, else 0");
        page.line("foldd_changes_current", followed.current() ? 1 : 0);
        page.family("foldd_changes_age_seconds", "gauge", "How long ago what is known of other daemons was true");
        page.line("foldd_changes_age_seconds", BigDecimal.valueOf(followed.age().toMillis(), 3));
        page.family("foldd_changes_missing", "gauge", "Changes passed over and looked for");
        page.line("foldd_changes_missing", followed.missing());
    }

    private static LongAdder[] adders(int number) {
        LongAdder[] adders = new LongAdder[number];
        for (int i = 0; i < number; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }
}
