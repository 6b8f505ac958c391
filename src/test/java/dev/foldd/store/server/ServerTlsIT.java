package dev.foldd.store.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Cancellation;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.Query;
import dev.foldd.store.Statement;
import dev.foldd.store.Store;
import dev.foldd.store.ValueType;
import dev.foldd.testing.Authority;
import dev.foldd.testing.Database;
import dev.foldd.testing.GuardedServer;
import dev.foldd.testing.Stores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every {@code ssl_mode} before real servers, with and without TLS; the certificate is for 127.0.0.1 and not for localhost. */
@Timeout(120)
@ParameterizedClass
@EnumSource(value = Database.class, names = {"POSTGRES", "MARIADB"})
class ServerTlsIT {

    private static final boolean PLAIN = false;
    private static final boolean TLS = true;
    private static final String NONE = "";
    private static final String RIGHT = "right";
    private static final String WRONG = "wrong";
    private static final String NAMED = "127.0.0.1";
    private static final String NOT_NAMED = "localhost";

    /** What comes of it. */
    private enum Outcome { ENCRYPTED, PLAIN_TEXT, REFUSED }

    @Parameter
    private Database database;

    @TempDir
    private static Path directory;
    private static Map<String, Path> authorities;
    private static GuardedServer plain;
    private static GuardedServer encrypting;

    private final Vertx vertx = Vertx.vertx();

    @BeforeParameterizedClassInvocation
    static void start(Database kind) {
        Authority right = Authority.in(directory, kind + "-right");
        Authority wrong = Authority.in(directory, kind + "-wrong");
        authorities = Map.of(RIGHT, right.file(), WRONG, wrong.file());
        plain = GuardedServer.start(kind, Optional.empty());
        encrypting = GuardedServer.start(kind, Optional.of(right.issue(kind + "-server", "ip:127.0.0.1")));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        plain.close();
        encrypting.close();
    }

    @AfterEach
    void close() throws Exception {
        done(vertx.close());
    }

    static Stream<Arguments> modes() {
        return Stream.of(
                argumentSet("disable, no TLS there", "disable", PLAIN, NONE, NAMED, Outcome.PLAIN_TEXT),
                argumentSet("disable, TLS there", "disable", TLS, NONE, NAMED, Outcome.PLAIN_TEXT),
                argumentSet("prefer, no TLS there", "prefer", PLAIN, NONE, NAMED, Outcome.PLAIN_TEXT),
                argumentSet("prefer, TLS there", "prefer", TLS, NONE, NAMED, Outcome.ENCRYPTED),
                argumentSet("require, no TLS there", "require", PLAIN, NONE, NAMED, Outcome.REFUSED),
                argumentSet("require, any certificate", "require", TLS, NONE, NOT_NAMED, Outcome.ENCRYPTED),
                argumentSet("require, right authority", "require", TLS, RIGHT, NOT_NAMED, Outcome.ENCRYPTED),
                argumentSet("require, wrong authority", "require", TLS, WRONG, NAMED, Outcome.REFUSED),
                argumentSet("verify-ca, no TLS there", "verify-ca", PLAIN, RIGHT, NAMED, Outcome.REFUSED),
                argumentSet("verify-ca, Java's own authorities", "verify-ca", TLS, NONE, NAMED, Outcome.REFUSED),
                argumentSet("verify-ca, right authority", "verify-ca", TLS, RIGHT, NAMED, Outcome.ENCRYPTED),
                argumentSet("verify-ca, wrong authority", "verify-ca", TLS, WRONG, NAMED, Outcome.REFUSED),
                argumentSet("verify-ca, wrong name", "verify-ca", TLS, RIGHT, NOT_NAMED, Outcome.ENCRYPTED),
                argumentSet("verify-full, no TLS there", "verify-full", PLAIN, RIGHT, NAMED, Outcome.REFUSED),
                argumentSet("verify-full, Java's own authorities", "verify-full", TLS, NONE, NAMED, Outcome.REFUSED),
                argumentSet("verify-full, right authority and name", "verify-full", TLS, RIGHT, NAMED, Outcome.ENCRYPTED),
                argumentSet("verify-full, wrong authority", "verify-full", TLS, WRONG, NAMED, Outcome.REFUSED),
                argumentSet("verify-full, wrong name", "verify-full", TLS, RIGHT, NOT_NAMED, Outcome.REFUSED));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void each_mode_does_what_it_says(String mode, boolean tls, String authority, String host, Outcome outcome)
            throws Exception {
        Map<String, Object> more = new HashMap<>(Map.of("connection.ssl_mode", mode, "connection.host", host,
                "connection.password", GuardedServer.FIRST));
        if (!authority.isEmpty()) {
            more.put("connection.ca_file", authorities.get(authority).toString());
        }
        DatabaseConfig config = DatabaseConfig.read(Section.root(
                Stores.tree((tls ? encrypting : plain).settings(), more), new Problems()));

        if (outcome == Outcome.REFUSED) {
            assertThatThrownBy(() -> Stores.open(database, vertx, config, directory)).isNotNull();
            return;
        }
        Store store = Stores.open(database, vertx, config, directory);
        try {
            for (boolean brief : new boolean[] {true, false}) {
                assertThat(isEncrypted(store, brief)).as("brief " + brief).isEqualTo(outcome == Outcome.ENCRYPTED);
            }
        } finally {
            done(store.close());
        }
    }

    private boolean isEncrypted(Store store, boolean brief) throws Exception {
        String sql = database == Database.POSTGRES
                ? "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
                : "SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'SSL_CIPHER'";
        Statement statement = new Statement(sql, List.of(), List.of(new Statement.Column("x", ValueType.TEXT)),
                Optional.empty(), brief);
        Object value = done(store.read(new Query(statement, List.of(),
                new Query.Limits(Duration.ofSeconds(20), 10, 1_000), new Cancellation()))).values().get(0)[0];
        return database == Database.POSTGRES ? value.equals("true") : !value.equals("");
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
