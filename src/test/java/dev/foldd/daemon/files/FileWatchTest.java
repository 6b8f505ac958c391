package dev.foldd.daemon.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.foldd.bus.Bus;
import dev.foldd.contract.Addresses;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observation;
import dev.foldd.contract.ops.ReloadReport;
import dev.foldd.contract.ops.ReloadRequest;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {

    private final Vertx vertx = Vertx.vertx();
    private final List<Observation> observed = new CopyOnWriteArrayList<>();
    private final List<ReloadRequest> asked = new CopyOnWriteArrayList<>();
    private final Bus bus = new Bus(vertx, new Incidents(observed::add), Duration.ofSeconds(10));

    @TempDir
    private Path directory;

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void a_change_is_one_reload() throws Exception {
        bus.answer(Addresses.OPS_RELOAD, request -> {
            asked.add(request);
            return Future.succeededFuture(new ReloadReport(List.of(), List.of()));
        });
        watch();

        Files.writeString(directory.resolve("rules.yaml"), "rules: []");

        await().until(() -> !asked.isEmpty());
        assertThat(asked).containsExactly(new ReloadRequest("file change"));
        assertThat(observed).isEmpty();
    }

    @Test
    void a_reload_that_cannot_be_asked_for_is_a_warning() throws Exception {
        watch();

        Files.writeString(directory.resolve("rules.yaml"), "rules: []");

        await().until(() -> observed.stream().anyMatch(told -> told instanceof Observation.Warned warned
                && warned.text().startsWith("a file has changed and was not read again: ")));
    }

    private void watch() throws Exception {
        WatchedFiles files = new WatchedFiles(() -> List.of(directory.resolve("rules.yaml")));
        vertx.deployVerticle(new FileWatch(bus, files, Duration.ofMillis(5), observed::add),
                new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER))
                .toCompletionStage().toCompletableFuture().get();
    }
}
