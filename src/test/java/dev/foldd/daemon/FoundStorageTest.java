package dev.foldd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.config.ConfigException;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.contract.Observation;
import dev.foldd.daemon.files.DataDirectory;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that was there before, whose tables are entities. */
class FoundStorageTest {

    private final Vertx vertx = Vertx.vertx();
    private final List<String> warnings = new ArrayList<>();
    private final Closing closing = new Closing();

    @TempDir
    private Path directory;

    private Path entities;
    private Path rules;
    private Path file;

    @BeforeEach
    void prepare() throws Exception {
        entities = Files.createDirectory(directory.resolve("entities"));
        rules = Files.writeString(directory.resolve("rules.yaml"), "rules: []\n");
        file = directory.resolve("existing.db");
        run("CREATE TABLE item (id text PRIMARY KEY, name text NOT NULL)", "CREATE TABLE pair (a text, b text, PRIMARY KEY (a, b))");
    }

    @AfterEach
    void close() {
        closing.run();
        Await.on(vertx.close());
    }

    private void run(String... statements) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private DaemonConfig config(String... more) {
        List<String> settings = new ArrayList<>(List.of("data_dir=" + directory.resolve("data"), "database.entities=" + entities,
                "security.acl.rules_file=" + rules, "database.introspect=true", "database.connection.path=" + file));
        settings.addAll(List.of(more));
        return DaemonConfig.read(new ConfigLoader(Map.of(), DaemonConfig::read).load(Optional.empty(), settings).section());
    }

    private Storage open(String... more) {
        DaemonConfig config = config(more);
        return Storage.open(vertx, config, DataDirectory.open(config.dataDir()), Clock.systemUTC(), new SecureRandom(), told -> {
            if (told instanceof Observation.Warned warned && warned.text().startsWith("table ")) {
                warnings.add(warned.text());
            }
        }, closing);
    }

    @Test
    void a_reload_looks_at_the_tables_again_and_makes_another_model_only_of_others() throws Exception {
        Storage storage = open();
        // The daemon's own table has come meanwhile.
        storage.reload();
        warnings.clear();
        storage.reload();
        assertThat(warnings).isEmpty();

        run("CREATE TABLE nameless (word text)");
        storage.reload();

        assertThat(warnings).containsExactlyInAnyOrder("table nameless is skipped: it has no primary key",
                "table pair is skipped: its primary key is made of 2 columns (a, b), and an entity has one");
    }

    @Test
    void a_file_that_cannot_be_read_may_have_hidden_something_and_is_refused() throws Exception {
        Files.writeString(entities.resolve("item.yaml"), "entity: [\n");

        assertThatThrownBy(this::open).isInstanceOfSatisfying(ConfigException.class, refused -> assertThat(refused.problems())
                .containsExactly(entities + ": item.yaml: cannot be read, so it is not known what it hides of the database's tables"));
    }

    @Test
    void more_tables_than_are_allowed_are_refused() {
        assertThatThrownBy(() -> open("database.introspection.max_tables=1")).isInstanceOfSatisfying(ConfigException.class,
                refused -> assertThat(refused.problems()).singleElement().asString()
                        .startsWith("database.introspection.max_tables: there are 2 tables and views, more than 1"));
        assertThat(config("database.introspection.max_tables=1").database().introspection().tablesMax()).isEqualTo(1);
    }

    @Test
    void the_command_line_sees_the_same_entities_and_makes_no_database_to_look_for_them() throws Exception {
        assertThat(Offline.model(config()).model().entities().names()).containsExactly("item");
        Path nowhere = directory.resolve("nowhere.db");

        assertThat(Offline.model(config("database.connection.path=" + nowhere)).model().entities().names()).isEmpty();
        assertThat(nowhere).doesNotExist();
    }
}
