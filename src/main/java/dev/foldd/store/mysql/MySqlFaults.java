package dev.foldd.store.mysql;

import dev.foldd.fault.Fault;
import io.vertx.core.VertxException;
import io.vertx.mysqlclient.MySQLBatchException;
import io.vertx.mysqlclient.MySQLException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** What the error numbers of MySQL and MariaDB mean to a caller. */
final class MySqlFaults {

    /** ER_LOCK_DEADLOCK, ER_LOCK_WAIT_TIMEOUT, ER_CHECKREAD. */
    static final Set<Integer> OF_ONE = Set.of(1213, 1205, 1020);

    private static final Duration SOON = Duration.ofSeconds(1);

    private MySqlFaults() {
    }

    static Optional<Fault> of(Throwable failure) {
        if (failure instanceof MySQLException refused) {
            return ofNumber(refused.getErrorCode());
        }
        if (failure instanceof MySQLBatchException batch) {
            return batch.getIterationError().values().stream().findFirst().flatMap(MySqlFaults::of);
        }
        // Everything else that the client library says is about the connection: it is lost, refused, or none was free in time.
        boolean ofConnection = failure instanceof IOException || failure instanceof VertxException
                || failure instanceof TimeoutException;
        return ofConnection ? Optional.of(new Fault.Unavailable("the database cannot be reached", SOON)) : Optional.empty();
    }

    private static Optional<Fault> ofNumber(int number) {
        return switch (number) {
            case 1062, 1586 -> Optional.of(new Fault.Conflict("a row with this key or unique value exists"));
            case 1451, 1452, 1216, 1217 -> Optional.of(
                    new Fault.Conflict("a referenced row does not exist, or is still referred to"));
            case 1048, 1364 -> Optional.of(new Fault.Invalid("data", "a required value is missing"));
            case 3819, 4025, 1264, 1690 -> Optional.of(
                    new Fault.Invalid("data", "a value is outside what its column allows"));
            case 1406, 1265, 1366, 1292, 1367, 3140 -> Optional.of(
                    new Fault.Invalid("data", "a value is too long for its column, or not of its type"));
            case 1267, 3988 -> Optional.of(new Fault.Invalid("data", "a text has characters that its column cannot hold"));
            case 1213, 1205, 1020 -> Optional.of(
                    new Fault.Unavailable("another transaction was in the way; "
                            + "send it again, and a transaction from its beginning", SOON));
            case 1142, 1143, 1227, 1370 -> Optional.of(new Fault.Unsupported("the database does not let the "
                    + "daemon's user do this; grant him what it takes, such as CREATE on the database to make tables"));
            case 1317, 3024, 1969 -> Optional.of(new Fault.Timeout(SOON));
            case 1021, 1114 -> Optional.of(new Fault.StorageFull("the database cannot grow"));
            case 1040, 1044, 1045, 1049, 1053, 1077, 1203, 1226, 1927, 2006, 2013 -> Optional.of(
                    new Fault.Unavailable("the database cannot be used", SOON));
            default -> Optional.empty();
        };
    }
}
