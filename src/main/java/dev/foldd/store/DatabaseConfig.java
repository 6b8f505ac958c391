package dev.foldd.store;

import dev.foldd.config.Section;
import dev.foldd.config.Suggestion;
import dev.foldd.config.secret.SecretSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Which database the daemon stands before, and how it is reached. Every adapter that a file may name is read here;
 * whether there is a store for it is the daemon's to say.
 *
 * @param entities the directory of entity files, or one of them
 * @param introspection whether entities are also made of the tables that exist, and of which
 * @param sharing whether other daemons write to the same database, and how they tell each other
 * @param sqlite how the embedded database is kept; of no meaning for the other adapters
 */
public record DatabaseConfig(Adapter adapter, Connection connection, String entities, Introspection introspection,
                             Sharing sharing, SqliteConfig sqlite) {

    /** The databases that configuration files name. */
    public enum Adapter {
        SQLITE("sqlite"), POSTGRES("postgres", "postgresql"), MYSQL("mysql", "mariadb"), PRISMA("prisma");

        private final List<String> words;

        Adapter(String... words) {
            this.words = List.of(words);
        }

        private static Optional<Adapter> of(String word) {
            return Arrays.stream(values()).filter(adapter -> adapter.words.contains(word)).findFirst();
        }

        private static List<String> allWords() {
            return Arrays.stream(values()).flatMap(adapter -> adapter.words.stream()).toList();
        }
    }

    /** The databases that may stand behind a bridge, in the words of Prisma's own schema files. */
    public enum Provider { SQLITE, POSTGRESQL }

    /** In the words of PostgreSQL, whose meaning the other adapters share. */
    public enum SslMode { DISABLE, ALLOW, PREFER, REQUIRE, VERIFY_CA, VERIFY_FULL }

    /**
     * How the database is reached.
     *
     * @param path the file of the embedded database; absent means {@code foldd.db} in the data directory
     * @param port absent means the usual port of the adapter
     * @param user whom to log in as, and {@code password} with what; read anew at every reload
     * @param caFile certificates of the authorities that may vouch for a server, in PEM; absent means Java's own
     * @param poolSize connections to a database server
     * @param waitingMax requests that may wait for one
     * @param timeout how long to wait for a connection
     * @param url the bridge of the adapter {@code prisma}, {@code token} its credential, and {@code provider} the database
     *     behind it
     */
    public record Connection(Optional<String> path, String host, OptionalInt port, Optional<String> database,
                             Optional<SecretSource> user, Optional<SecretSource> password, SslMode sslMode,
                             Optional<String> caFile, int poolSize, int waitingMax, Duration timeout,
                             Optional<String> url, Optional<SecretSource> token, Provider provider) {

        private static Connection read(Section section) {
            return new Connection(
                    section.optionalText("path"),
                    section.text("host", "localhost"),
                    section.optionalInteger("port", 1, 65_535),
                    section.optionalText("database"),
                    SecretSource.readName(section, "user"),
                    SecretSource.read(section, "password"),
                    section.choice("ssl_mode", SslMode.PREFER),
                    section.optionalText("ca_file"),
                    section.integer("pool_size", 20, 1, 1_000),
                    section.integer("max_waiting", 1_000, 1, 100_000),
                    section.duration("timeout", Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofMinutes(10)),
                    section.optionalText("url"),
                    SecretSource.read(section, "token"),
                    section.choice("provider", Provider.SQLITE));
        }
    }

    /**
     * Entities out of tables.
     *
     * @param include patterns of the tables' names; none means all
     * @param exclude patterns of those that are left out all the same
     * @param tablesMax more of them are refused
     */
    public record Introspection(boolean enabled, List<String> include, List<String> exclude, int tablesMax) {

        public static final Introspection OFF = new Introspection(false, List.of(), List.of(), 1_000);

        public Introspection {
            include = List.copyOf(include);
            exclude = List.copyOf(exclude);
        }

        /** Whoever says which tables means that they are to be read, unless he says the contrary. */
        private static Introspection read(Section database) {
            Section section = database.section("introspection");
            List<String> include = section.texts("include", List.of());
            List<String> exclude = section.texts("exclude", List.of());
            boolean enabled = database.flag("introspect", false)
                    || !database.has("introspect") && !(include.isEmpty() && exclude.isEmpty());
            return new Introspection(enabled, include, exclude,
                    section.integer("max_tables", OFF.tablesMax, 1, 100_000));
        }
    }

    /**
     * How daemons that share a database tell each other what they have written.
     *
     * @param pollInterval how often each of them looks
     * @param changesKept how long what they have told stays there; no write takes longer from its beginning to its commit
     */
    public record Sharing(boolean enabled, Duration pollInterval, Duration changesKept) {

        /** How old what is known of the others may be, before nothing is answered from memory: two looks and some time. */
        public Duration stale() {
            return pollInterval.multipliedBy(2).plusMillis(500);
        }

        private static Sharing read(Section database) {
            return new Sharing(database.flag("shared", false),
                    database.duration("poll_interval", Duration.ofMillis(250), Duration.ofMillis(10), Duration.ofMinutes(1)),
                    database.duration("changes_kept", Duration.ofMinutes(2), Duration.ofSeconds(10), Duration.ofHours(24)));
        }
    }

    /** The secrets that the chosen adapter needs. */
    public List<SecretSource> secrets() {
        return switch (adapter) {
            case SQLITE -> List.of();
            case POSTGRES, MYSQL -> Stream.of(connection.user(), connection.password()).flatMap(Optional::stream).toList();
            case PRISMA -> connection.token().stream().toList();
        };
    }

    public static DatabaseConfig read(Section section) {
        return new DatabaseConfig(
                readAdapter(section),
                Connection.read(section.section("connection")),
                section.text("entities", "conf/entities"),
                Introspection.read(section),
                Sharing.read(section),
                SqliteConfig.read(section.section("sqlite")));
    }

    /** One database has several names in the field, so the words are looked up here and not as an enum's own. */
    private static Adapter readAdapter(Section section) {
        String word = section.text("adapter", "sqlite").trim().toLowerCase(Locale.ROOT);
        Optional<Adapter> adapter = Adapter.of(word);
        if (adapter.isEmpty()) {
            section.problem("adapter", "must be one of " + String.join(", ", Adapter.allWords())
                    + ", not '" + word + "'" + Suggestion.among(Adapter.allWords(), word));
        }
        return adapter.orElse(Adapter.SQLITE);
    }
}
