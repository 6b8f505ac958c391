package dev.foldd.store.postgres;

import dev.foldd.fault.Fault;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** What PostgreSQL's SQLSTATEs (Appendix A of its manual) mean to a caller. */
final class PostgresFaults {

    /** Of a statement whose columns have got other types since it was prepared; else of what the server cannot do. */
    static final String STALE = "0A000";

    /** serialization_failure, deadlock_detected, lock_not_available, and a table that has just changed. */
    static final Set<String> OF_ONE = Set.of("40001", "40P01", "55P03", STALE);

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int CLASS = 2;

    private PostgresFaults() {
    }

    static Optional<Fault> of(Throwable failure) {
        if (failure instanceof PgException refused && refused.getSqlState() != null) {
            return ofState(refused.getSqlState());
        }
        // Everything else that the client library says is about the connection: it is lost, refused, or none was free in time.
        boolean ofConnection = failure instanceof IOException || failure instanceof VertxException
                || failure instanceof TimeoutException;
        return ofConnection ? Optional.of(new Fault.Unavailable("the database cannot be reached", SOON)) : Optional.empty();
    }

    private static Optional<Fault> ofState(String state) {
        return switch (state) {
            case "23505" -> Optional.of(new Fault.Conflict("a row with this key or unique value exists"));
            case "23503", "23001" -> Optional.of(
                    new Fault.Conflict("a referenced row does not exist, or is still referred to"));
            case "23502" -> Optional.of(new Fault.Invalid("data", "a required value is missing"));
            case "23514" -> Optional.of(new Fault.Invalid("data", "a value is outside what its column allows"));
            case "22021", "22P05" -> Optional.of(new Fault.Invalid("data", "a text must not contain the character U+0000"));
            case "57014" -> Optional.of(new Fault.Timeout(SOON));
            case "40001", "40P01", "55P03" -> Optional.of(
                    new Fault.Unavailable("another transaction was in the way; "
                            + "send it again, and a transaction from its beginning", SOON));
            case "42501" -> Optional.of(new Fault.Unsupported("the database does not let the daemon's "
                    + "user do this; grant him what it takes, such as CREATE on the schema to make tables"));
            case STALE -> Optional.of(new Fault.Unavailable("the tables have just changed; send it again", SOON));
            case "53100" -> Optional.of(new Fault.StorageFull("the database cannot grow"));
            case "54000" -> Optional.of(new Fault.Invalid("data", "a value is too long for its index"));
            default -> ofClass(state.substring(0, CLASS));
        };
    }

    private static Optional<Fault> ofClass(String state) {
        return switch (state) {
            case "22" -> Optional.of(new Fault.Invalid("data", "a value is not one of its column's type"));
            case "23" -> Optional.of(new Fault.Conflict("the database's own rules refuse it"));
            case "08", "53", "57", "58", "28" -> Optional.of(new Fault.Unavailable("the database cannot be used", SOON));
            default -> Optional.empty();
        };
    }
}
