package dev.foldd.data.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Caller;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Principal;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.contract.data.Method;
import dev.foldd.contract.data.RequestOptions;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.plan.Plan.Outcome;
import dev.foldd.data.schema.SchemaUpdate;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.DatabaseConfig;
import dev.foldd.store.Query;
import dev.foldd.store.Store;
import dev.foldd.testing.Database;
import dev.foldd.testing.Stores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which requests count as the same, on a real store. */
class KeptAnswersTest {

    private static final Query.Limits LIMITS = new Query.Limits(Duration.ofSeconds(25), 10, 1_000_000);
    private static final Map<String, Object> DOC = Map.of("entity", "Doc", "data", Map.of("title", "a"));

    @TempDir
    Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger done = new AtomicInteger();
    private Store store;
    private KeptAnswers kept;

    @BeforeEach
    void open() throws Exception {
        store = Stores.open(Database.SQLITE, vertx, DatabaseConfig.read(Section.root(Map.of(), new Problems())), directory);
        result(new SchemaUpdate(store, Stores.schema(Database.SQLITE)).apply(
                new EntityCatalogue(List.of(KeptAnswers.table()))));
        kept = new KeptAnswers(Stores.sql(Database.SQLITE), LIMITS, Duration.ofHours(1), Clock.systemUTC());
    }

    @AfterEach
    void close() throws Exception {
        result(store.close());
        result(vertx.close());
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static DataRequest request(String subject, Method method, Map<String, Object> arguments, String key) {
        Caller caller = new Caller(Principal.user(subject, "user"), "rpc", "127.0.0.1", "1-1", new Cancellation());
        return new DataRequest(caller, method, arguments, new RequestOptions(Optional.empty(), Optional.of(key)));
    }

    private Outcome send(DataRequest request, String standing) throws Exception {
        return result(kept.once(store, request, standing, () -> {
            Outcome outcome = new Outcome(Map.of("n", (long) done.incrementAndGet()), 1);
            return kept.write(store, request, standing, outcome).map(outcome);
        }));
    }

    @Test
    void the_same_is_done_once_and_told_again_as_what_it_is() throws Exception {
        Outcome first = send(request("anna", Method.CREATE, DOC, "k"), "user");

        Outcome again = send(request("anna", Method.CREATE, DOC, "k"), "user");

        assertThat(first.repeated()).isFalse();
        assertThat(again).isEqualTo(Outcome.repeated(Map.of("n", 1L)));
        assertThat(done).hasValue(1);
    }

    static Stream<Arguments> others() {
        return Stream.of(
                argumentSet("other content", Method.CREATE, Map.of("entity", "Doc"), "user"),
                argumentSet("another method", Method.UPSERT, DOC, "user"),
                argumentSet("another standing", Method.CREATE, DOC, "god"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void anything_else_under_the_key_is_refused_and_told_nothing(Method method, Map<String, Object> arguments,
                                                                 String standing) throws Exception {
        send(request("anna", Method.CREATE, DOC, "k"), "user");

        Fault fault = null;
        try {
            send(request("anna", method, arguments, "k"), standing);
        } catch (ExecutionException e) {
            fault = ((FaultException) e.getCause()).fault();
        }

        assertThat(fault).isEqualTo(new Fault.Conflict(
                "this idempotency key was used for another request; use a new one for each write"));
        assertThat(done).hasValue(1);
    }

    @Test
    void another_key_and_another_subject_are_another_matter() throws Exception {
        send(request("anna", Method.CREATE, DOC, "k"), "user");

        send(request("anna", Method.CREATE, DOC, "k2"), "user");
        send(request("bert", Method.CREATE, DOC, "k"), "user");

        assertThat(done).hasValue(3);
    }
}
