package dev.foldd.ops.log;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Observation.AclChecked;
import dev.foldd.contract.Observation.AuditWritable;
import dev.foldd.contract.Observation.ChangesFollowed;
import dev.foldd.contract.Observation.ConnectionClosed;
import dev.foldd.contract.Observation.ConnectionOpened;
import dev.foldd.contract.Observation.ConnectionRefused;
import dev.foldd.contract.Observation.CredentialRefused;
import dev.foldd.contract.Observation.Degraded;
import dev.foldd.contract.Observation.Noted;
import dev.foldd.contract.Observation.ReloadRefused;
import dev.foldd.contract.Observation.Reloaded;
import dev.foldd.contract.Observation.RequestAnswered;
import dev.foldd.contract.Observation.Unforeseen;
import dev.foldd.contract.Observation.Warned;
import dev.foldd.contract.Observer;
import dev.foldd.fault.Fault;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
import org.slf4j.spi.NOPLoggingEventBuilder;

/**
 * Observations as log lines. Every kind has a stable {@code event} name and members of its own; sentences may change.
 *
 * <p>Requests that succeed are worth a line only to whoever debugs. What a caller can bring about as often as he likes
 * (a refusal, an error, a warning) has a budget of lines; how many were held back stands as {@code held_back} in the
 * next line of the same kind. Nothing is lost by that: meters count all of them, and the audit log has every refusal.
 */
public final class ObservationLog implements Observer {

    /** Several incidents an hour are looked at one by one; thousands have the same few causes. */
    private static final int STACKS = 5;
    private static final int INCIDENTS = 100;
    private static final int REFUSALS = 20;
    private static final int WARNINGS = 50;

    private final Logger log;
    private final LineBudget refusals;
    private final LineBudget warnings;
    private final LineBudget incidents;
    private final LineBudget stacks;
    private volatile boolean auditWritable = true;
    private volatile boolean changesCurrent = true;

    /**
     * @param log the logger that all lines go to
     * @param nanos a clock that only counts up, as {@code System.nanoTime}
     */
    public ObservationLog(Logger log, LongSupplier nanos) {
        this.log = log;
        this.refusals = new LineBudget(REFUSALS, Duration.ofSeconds(10), nanos);
        this.warnings = new LineBudget(WARNINGS, Duration.ofSeconds(1), nanos);
        this.incidents = new LineBudget(INCIDENTS, Duration.ofMillis(100), nanos);
        this.stacks = new LineBudget(STACKS, Duration.ofMinutes(1), nanos);
    }

    /** What comes with every request is asked for first, and costs two comparisons unless somebody debugs. */
    @Override
    public void observe(Observation observation) {
        if (observation instanceof RequestAnswered answered) {
            if (answered.error().isPresent()) {
                failed(answered, answered.error().get());
            } else if (log.isDebugEnabled()) {
                request(Level.DEBUG, "request.answered", answered).log("request answered");
            }
        } else if (!(observation instanceof AclChecked)) {
            observeRare(observation);
        }
    }

    private void observeRare(Observation observation) {
        if (observation instanceof ConnectionOpened opened) {
            line(Level.DEBUG, "connection.opened").addKeyValue("door", opened.door()).log("connection opened");
        } else if (observation instanceof ConnectionClosed closed) {
            line(Level.DEBUG, "connection.closed").addKeyValue("door", closed.door()).log("connection closed");
        } else if (observation instanceof ConnectionRefused refused) {
            refused("connection.refused", "connection refused", refused.door(), refused.reason());
        } else if (observation instanceof CredentialRefused refused) {
            refused("credential.refused", "credential refused", refused.door(), refused.reason());
        } else if (observation instanceof Unforeseen unforeseen) {
            incident(unforeseen);
        } else if (observation instanceof Warned warned) {
            said(Level.WARN, "part.warned", warned.source(), warned.text());
        } else if (observation instanceof Degraded part) {
            said(Level.WARN, "part.degraded", part.part(), part.text());
        } else if (observation instanceof Noted noted) {
            said(Level.INFO, "part.noted", noted.source(), noted.text());
        } else {
            observeOperation(observation);
        }
    }

    private void observeOperation(Observation observation) {
        if (observation instanceof AuditWritable audit) {
            audit(audit);
        } else if (observation instanceof ChangesFollowed changes) {
            changes(changes);
        } else if (observation instanceof Reloaded reloaded) {
            line(Level.INFO, "part.reloaded").addKeyValue("part", reloaded.part()).log("part reloaded");
        } else if (observation instanceof ReloadRefused refused) {
            admitted(warnings, "reload." + refused.part(), Level.WARN, "reload.refused")
                    .addKeyValue("part", refused.part()).addKeyValue("problem", refused.problem())
                    .log("part not reloaded, it goes on with what it had");
        }
    }

    /** A caller's own mistake is his; what the daemon could not do is the operator's. */
    private void failed(RequestAnswered answered, Fault.Code code) {
        boolean ours = isOurs(code);
        OptionalLong held = refusals.admit(answered.door() + ' ' + code);
        if (held.isPresent()) {
            request(ours ? Level.WARN : Level.INFO, ours ? "request.failed" : "request.refused", answered)
                    .addKeyValue("code", code.name().toLowerCase(Locale.ROOT))
                    .addKeyValue("held_back", held.getAsLong())
                    .log(ours ? "request failed" : "request refused");
        }
    }

    private static boolean isOurs(Fault.Code code) {
        return switch (code) {
            case INTERNAL, UNAVAILABLE, TIMEOUT, STORAGE_FULL -> true;
            case INVALID, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT, TOO_LARGE, RATE_LIMITED, TOO_FAR,
                    UNSUPPORTED -> false;
        };
    }

    private void refused(String event, String sentence, String door, String reason) {
        admitted(refusals, event + ' ' + door + ' ' + reason, Level.WARN, event)
                .addKeyValue("door", door).addKeyValue("reason", reason).log(sentence);
    }

    private void said(Level level, String event, String source, String text) {
        admitted(warnings, event + ' ' + source, level, event).addKeyValue("source", source).log("{}", text);
    }

    /** Every incident has its line, as far as ten a second go; the stack stands in the first few of the same place. */
    private void incident(Unforeseen unforeseen) {
        Throwable cause = unforeseen.cause();
        String place = placeOf(cause);
        LoggingEventBuilder line = admitted(incidents, "incident", Level.ERROR, "incident")
                .addKeyValue("incident", unforeseen.incident()).addKeyValue("cause", cause.getClass().getName())
                .addKeyValue("place", place);
        if (stacks.admit(cause.getClass().getName() + ' ' + place).isPresent()) {
            line = line.setCause(cause);
        }
        line.log("unforeseen error");
    }

    private static String placeOf(Throwable cause) {
        StackTraceElement[] frames = cause.getStackTrace();
        return frames.length == 0 ? "unknown" : frames[0].toString();
    }

    private void audit(AuditWritable audit) {
        if (audit.writable() != auditWritable) {
            auditWritable = audit.writable();
            String event = audit.writable() ? "audit.writable" : "audit.unwritable";
            admitted(warnings, event, audit.writable() ? Level.INFO : Level.ERROR, event)
                    .addKeyValue("reason", audit.reason())
                    .log(audit.writable() ? "the audit log can be written again"
                            : "the audit log cannot be written, nothing is answered until it can");
        }
    }

    private void changes(ChangesFollowed changes) {
        if (changes.current() != changesCurrent) {
            changesCurrent = changes.current();
            String event = changes.current() ? "changes.followed" : "changes.lost";
            admitted(warnings, event, changes.current() ? Level.INFO : Level.WARN, event)
                    .addKeyValue("missing", changes.missing())
                    .log(changes.current() ? "what other daemons write is known again"
                            : "what other daemons write is not known at once, nothing is answered from memory");
        }
    }

    private LoggingEventBuilder request(Level level, String event, RequestAnswered answered) {
        return line(level, event).addKeyValue("requestId", answered.requestId())
                .addKeyValue("door", answered.door()).addKeyValue("method", answered.method())
                .addKeyValue("duration_us", answered.duration().toNanos() / 1_000);
    }

    private LoggingEventBuilder admitted(LineBudget budget, String kind, Level level, String event) {
        OptionalLong held = budget.admit(kind);
        return held.isPresent() ? line(level, event).addKeyValue("held_back", held.getAsLong())
                : NOPLoggingEventBuilder.singleton();
    }

    private LoggingEventBuilder line(Level level, String event) {
        return log.atLevel(level).addKeyValue("event", event);
    }
}
