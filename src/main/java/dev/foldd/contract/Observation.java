package dev.foldd.contract;

import dev.foldd.fault.Fault;
import java.time.Duration;
import java.util.Optional;

/** Everything that happens and is worth a log line or a meter. */
public sealed interface Observation {

    /** A request was answered. {@code method} is a known method's name or {@code unknown}, never the client's text. */
    record RequestAnswered(String door, String method, String requestId, Duration duration, Optional<Fault.Code> error)
            implements Observation {
    }

    record AclChecked(boolean allowed) implements Observation {
    }

    record ConnectionOpened(String door) implements Observation {
    }

    record ConnectionClosed(String door) implements Observation {
    }

    /** A connection was refused or cut. {@code reason} is one of few fixed words, since it becomes a label. */
    record ConnectionRefused(String door, String reason) implements Observation {
    }

    /** A credential did not prove anybody. {@code reason} is one of few fixed words, since it becomes a label. */
    record CredentialRefused(String door, String reason) implements Observation {
    }

    /** A signature has proved who is asking. */
    record CredentialProved(String door) implements Observation {
    }

    /** A part works, and not as well as it could: {@code text} says what is missing. Once for each part. */
    record Degraded(String part, String text) implements Observation {
    }

    /** Something unforeseen; the caller was told the incident number alone. */
    record Unforeseen(String incident, Throwable cause) implements Observation {
    }

    /** Worth an operator's eye; {@code source} is the part that says so. */
    record Warned(String source, String text) implements Observation {
    }

    /** Said once, for the record of what the daemon did. */
    record Noted(String source, String text) implements Observation {
    }

    /**
     * How answers that are kept have been used since the start, and what there is of them now.
     *
     * @param passed questions whose answers are not kept
     * @param evicted answers that had to make room for others
     * @param bytes what the kept ones take, as far as that can be estimated
     */
    record CacheUsed(long hits, long misses, long passed, long evicted, long entries, long bytes) implements Observation {
    }

    /**
     * What other daemons write to a shared database is followed.
     *
     * @param current whether everything that they have written until a moment ago is known
     * @param age how long ago what is known was true
     * @param missing numbers of changes that have been passed over, and are looked for
     */
    record ChangesFollowed(boolean current, Duration age, long missing) implements Observation {
    }

    /** The audit log cannot be written, or can again. */
    record AuditWritable(boolean writable, String reason) implements Observation {
    }

    record Reloaded(String part) implements Observation {
    }

    /** A part kept what it had, because what it read is not in order. */
    record ReloadRefused(String part, String problem) implements Observation {
    }
}
