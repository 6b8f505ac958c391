package dev.foldd.daemon;

import dev.foldd.config.ConfigException;
import dev.foldd.config.Problems;
import dev.foldd.config.Secret;
import dev.foldd.config.secret.SecretSource;
import dev.foldd.config.secret.Secrets;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.DatabaseConfig.Adapter;
import dev.foldd.store.Login;
import dev.foldd.store.Logins;
import dev.foldd.store.prisma.BridgeConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The login at the database server, or the token of a bridge, fetched anew at every reload, and whenever the server lets the
 * daemon in no more.
 */
final class DatabaseLogins implements Logins {

    private volatile Source source;
    private volatile Login now;

    /** Where the login comes from. */
    private record Source(Secrets secrets, DatabaseConfig database) {

        Login read() {
            Problems problems = new Problems();
            DatabaseConfig.Connection connection = database.connection();
            Login login = switch (database.adapter()) {
                case SQLITE -> new Login(Optional.empty(), Optional.empty());
                case POSTGRES, MYSQL -> new Login(secrets.open(connection.user(), problems).map(Secret::reveal),
                        secrets.open(connection.password(), problems));
                case PRISMA -> new Login(Optional.empty(), secrets.open(connection.token(), problems));
            };
            if (database.adapter() == Adapter.PRISMA) {
                login.password().flatMap(BridgeConfig::problem)
                        .ifPresent(problem -> problems.add("database.connection.token", problem));
            }
            problems.throwIfAny();
            return login;
        }
    }

    /** @throws ConfigException when the login cannot be had */
    DatabaseLogins(DaemonConfig config) {
        source = new Source(config.secrets(), config.database());
        now = source.read();
    }

    @Override
    public Login now() {
        return now;
    }

    /** One that cannot be had now is told of by the reload; until then the last good one counts. */
    @Override
    public synchronized void look() {
        try {
            now = source.read();
        } catch (ConfigException notNow) {
            return;
        }
    }

    /**
     * Takes the login of these settings for every connection that is made from now on. Those that are open stay.
     *
     * @throws ConfigException when it cannot be had; then nothing has changed
     */
    synchronized void reload(DaemonConfig again) {
        Source read = new Source(again.secrets(), again.database());
        now = read.read();
        source = read;
    }

    /** Every file that is read for it. */
    List<Path> files() {
        List<SecretSource> secrets = source.database().secrets();
        return source.secrets().files(secrets);
    }
}
