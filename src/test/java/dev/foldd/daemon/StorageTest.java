package dev.foldd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.load.ConfigLoader;
import dev.foldd.contract.Observation;
import dev.foldd.daemon.files.DataDirectory;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {

    private static final String BADGE = "entity: Badge\nfields: {id: {type: uuid, primary: true}}\n";

    private final Vertx vertx = Vertx.vertx();
    private final List<String> warnings = new ArrayList<>();
    private final Closing closing = new Closing();

    @TempDir
    private Path directory;

    private Path entities;
    private Path rules;
    private Storage storage;

    @BeforeEach
    void open() throws Exception {
        entities = Files.createDirectory(directory.resolve("entities"));
        rules = Files.writeString(directory.resolve("rules.yaml"), "rules: []\n");
        Files.writeString(entities.resolve("badge.yaml"), BADGE);
        Files.writeString(entities.resolve("letter.yaml"), "dear: reader\n");
        DaemonConfig config = DaemonConfig.read(new ConfigLoader(Map.of(), DaemonConfig::read).load(Optional.empty(),
                List.of("data_dir=" + directory.resolve("data"), "database.entities=" + entities,
                        "security.acl.rules_file=" + rules)).section());
        storage = Storage.open(vertx, config, DataDirectory.open(config.dataDir()), Clock.systemUTC(), new SecureRandom(),
                told -> {
                    if (told instanceof Observation.Warned warned) {
                        warnings.add(warned.text());
                    }
                }, closing);
    }

    @AfterEach
    void close() {
        closing.run();
        Await.on(vertx.close());
    }

    @Test
    void files_that_hold_what_they_held_are_not_made_a_model_again() throws Exception {
        Files.writeString(entities.resolve("badge.yaml"), BADGE);

        storage.reload();

        assertThat(warnings).singleElement().asString().startsWith("letter.yaml: ");
    }

    @Test
    void a_change_of_an_entity_or_of_the_rules_makes_another_model() throws Exception {
        Files.writeString(entities.resolve("badge.yaml"), BADGE + "description: for those who have earned it\n");
        storage.reload();
        Files.writeString(rules, "rules: [{entity: Badge, role: [user], operations: [read]}]\n");
        storage.reload();

        assertThat(warnings).hasSize(3);
    }

    @Test
    void every_file_of_the_model_is_watched() {
        assertThat(storage.files().watched()).contains(rules, entities)
                .anyMatch(file -> file.endsWith("badge.yaml")).anyMatch(file -> file.endsWith("letter.yaml"));
    }
}
