package dev.foldd.store.prisma;

import static dev.foldd.store.prisma.ScriptedBridge.done;
import static dev.foldd.store.prisma.ScriptedBridge.faultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers and operators are told when a bridge is away, slow, wrong or hostile. */
@Timeout(60)
class BridgeFailuresTest {

    private static final String SECRET = "password=hunter2";

    private ScriptedBridge bridge;

    @BeforeEach
    void open() throws Exception {
        bridge = ScriptedBridge.open(Map.of("pool_size", 2, "max_waiting", 1, "timeout", "5s"));
    }

    @AfterEach
    void close() throws Exception {
        bridge.close();
    }

    private Future<Rows> writing() {
        Step step = Step.run(new Statement("DELETE FROM \"a\" WHERE \"id\"=$1", List.of()), List.of("x"));
        return bridge.store().write(new Work(List.of(step), new Query.Limits(Duration.ofSeconds(20), 10, 10_000),
                new Cancellation()));
    }

    private static void refuse(HttpServerRequest request, int status, String body) {
        request.response().setStatusCode(status).end(body);
    }

    @Test
    void a_statement_is_one_post_with_the_token() throws Exception {
        CompletableFuture<String> asked = new CompletableFuture<>();
        bridge.says(request -> request.body().onSuccess(body -> {
            asked.complete(request.method() + " " + request.path() + " " + request.getHeader("content-type") + " "
                    + request.getHeader("x-dbal-native-prisma-token") + " " + body);
            request.response().end("{\"affected\":3}");
        }));

        assertThat(done(writing()).affected()).isEqualTo(3);
        assertThat(asked.get(10, TimeUnit.SECONDS)).isEqualTo("POST /api/native-prisma application/json "
                + ScriptedBridge.TOKEN + " {\"sql\":\"DELETE FROM \\\"a\\\" WHERE \\\"id\\\"=$1\",\"params\":[\"x\"],"
                + "\"type\":\"nonquery\"}");
    }

    @Test
    void one_that_is_away_is_told_at_once_and_found_again() throws Exception {
        bridge.down();

        assertThat(faultOf(bridge.reading())).isEqualTo(BridgeFaults.UNREACHABLE);
        assertThat(faultOf(bridge.reading())).as("nobody tries again so soon")
                .isEqualTo(new Fault.Unavailable("the database cannot be reached", Duration.ofSeconds(1)));
        bridge.up();

        await().until(() -> bridge.store().ping().toCompletionStage().toCompletableFuture()
                .handle((time, failure) -> failure == null).get(20, TimeUnit.SECONDS));
        done(bridge.reading());
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void a_proxy_with_nobody_behind_it_is_left_alone_for_a_while(int status) throws Exception {
        bridge.says(request -> refuse(request, status, SECRET));

        assertThat(faultOf(bridge.reading())).isEqualTo(BridgeFaults.UNREACHABLE);
        assertThat(faultOf(bridge.reading())).isEqualTo(BridgeFaults.UNREACHABLE);
        assertThat(bridge.asked()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 301, 400, 401, 403, 404, 429, 500})
    void every_other_status_is_one_callers_failure_and_tells_no_secret(int status) throws Exception {
        bridge.says(request -> refuse(request, status, status == 204 ? "" : "{\"error\":\"" + SECRET + "\"}"));

        assertThatThrownBy(() -> done(bridge.reading())).isInstanceOf(ExecutionException.class)
                .hasMessageNotContaining("hunter2").cause().isInstanceOf(FaultException.class).hasNoCause()
                .satisfies(cause -> assertThat(((FaultException) cause).fault()).isEqualTo(BridgeFaults.UNUSABLE));
        bridge.says(request -> request.response().end(ScriptedBridge.ONE_ROW));

        done(bridge.reading());
        assertThat(bridge.told()).singleElement().asString().contains("status " + status).doesNotContain("hunter2")
                .doesNotContain(ScriptedBridge.TOKEN);
    }

    @Test
    void a_refused_constraint_is_the_callers_conflict() throws Exception {
        bridge.says(request -> refuse(request, 500, "{\"error\":\"Raw query failed. Code: `2067`. Message: `" + SECRET + "`\"}"));

        assertThat(faultOf(writing())).isEqualTo(new Fault.Conflict("a row with this key or unique value exists"));
        assertThat(bridge.told()).isEmpty();
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        AtomicInteger led = new AtomicInteger();
        int port = done(bridge.vertx().createHttpServer().requestHandler(request -> {
            led.incrementAndGet();
            request.response().end(ScriptedBridge.ONE_ROW);
        }).listen(0, "127.0.0.1")).actualPort();
        bridge.says(request -> request.response().setStatusCode(307)
                .putHeader("location", "http://127.0.0.1:" + port + "/api/native-prisma").end());

        assertThat(faultOf(bridge.reading())).isEqualTo(BridgeFaults.UNUSABLE);
        assertThat(led).hasValue(0);
    }

    @Test
    void a_slow_one_is_not_waited_for() throws Exception {
        bridge.says(request -> request.response().setChunked(true).write("{\"rows\":["));

        assertThat(faultOf(bridge.reading(new Query.Limits(Duration.ofMillis(200), 10, 10_000), new Cancellation())))
                .isEqualTo(new Fault.Timeout(Duration.ofMillis(200)));
        bridge.says(request -> request.response().end(ScriptedBridge.ONE_ROW));
        done(bridge.reading());
    }

    @Test
    void a_request_ends_when_its_caller_leaves() throws Exception {
        CompletableFuture<Void> cut = new CompletableFuture<>();
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        bridge.says(request -> {
            request.connection().closeHandler(gone -> cut.complete(null));
            arrived.complete(null);
        });
        Cancellation life = new Cancellation();
        Future<Rows> left = bridge.reading(new Query.Limits(Duration.ofSeconds(20), 10, 10_000), life);
        arrived.get(10, TimeUnit.SECONDS);

        life.cancel();

        assertThat(faultOf(left)).isEqualTo(new Fault.Unavailable("the caller has left", Duration.ofSeconds(1)));
        cut.get(10, TimeUnit.SECONDS);
    }

    @Test
    void waiting_for_a_connection_is_bounded_in_number_and_time() throws Exception {
        bridge.says(request -> { });
        Query.Limits brief = new Query.Limits(Duration.ofMillis(500), 10, 10_000);
        List<Future<Rows>> held = List.of(bridge.reading(brief, new Cancellation()), bridge.reading(brief, new Cancellation()));
        await().untilAsserted(() -> assertThat(bridge.asked()).as("%s", held).isEqualTo(2));

        Future<Rows> waiting = bridge.reading(new Query.Limits(Duration.ofMillis(300), 10, 10_000), new Cancellation());
        assertThat(faultOf(bridge.reading()))
                .isEqualTo(new Fault.Unavailable("too many requests wait for a connection", Duration.ofSeconds(1)));

        assertThat(faultOf(waiting)).isEqualTo(new Fault.Timeout(Duration.ofMillis(300)));
        for (Future<Rows> one : held) {
            assertThat(faultOf(one)).isInstanceOf(Fault.Timeout.class);
        }
        assertThat(bridge.asked()).isEqualTo(2);
    }

    @Test
    void whoever_waited_too_long_for_a_connection_has_not_lost_the_bridge() throws Exception {
        ScriptedBridge narrow = ScriptedBridge.open(Map.of("pool_size", 1, "timeout", "200ms"));
        Cancellation life = new Cancellation();
        narrow.says(request -> { });
        Future<Rows> held = narrow.reading(new Query.Limits(Duration.ofSeconds(20), 10, 10_000), life);
        await().until(() -> narrow.asked() == 1);

        assertThat(faultOf(narrow.reading()))
                .isEqualTo(new Fault.Unavailable("too many requests wait for a connection", Duration.ofSeconds(1)));

        life.cancel();
        assertThat(faultOf(held)).isInstanceOf(Fault.Unavailable.class);
        narrow.says(request -> request.response().end(ScriptedBridge.ONE_ROW));
        done(narrow.reading());
        assertThat(narrow.told()).isEmpty();
        narrow.close();
    }

    @Test
    void an_answer_that_breaks_off_is_none() throws Exception {
        bridge.says(request -> request.response().putHeader("content-length", "100").write("{\"rows\":[")
                .onComplete(written -> request.connection().close()));

        assertThat(faultOf(bridge.reading())).isEqualTo(BridgeFaults.UNREACHABLE);
    }

    @Test
    void an_endless_answer_is_read_to_its_bound_alone() throws Exception {
        CompletableFuture<Void> cut = new CompletableFuture<>();
        bridge.says(request -> {
            request.response().setChunked(true).exceptionHandler(gone -> cut.complete(null));
            request.connection().closeHandler(gone -> cut.complete(null));
            pour(request);
        });

        assertThat(faultOf(bridge.reading())).isEqualTo(new Fault.TooLarge("the size of the rows in bytes", 10_000));
        cut.get(10, TimeUnit.SECONDS);
    }

    private static void pour(HttpServerRequest request) {
        request.response().write(Buffer.buffer("x".repeat(10_000))).onSuccess(more -> pour(request));
    }

    @Test
    void an_answer_that_there_is_no_memory_for_is_let_go() throws Exception {
        bridge.says(request -> request.response().end("{\"rows\":[{\"foldd_1\":1}]}" + " ".repeat(100_000)));
        Cancellation narrow = new Cancellation(new Cancellation.Room() {
            @Override
            public boolean take(long bytes, long ofTheSame) {
                return false;
            }

            @Override
            public void give(long bytes) {
                // Nothing was taken.
            }

            @Override
            public long max() {
                return 0;
            }
        });

        assertThat(faultOf(bridge.reading(new Query.Limits(Duration.ofSeconds(20), 10, 1_000_000), narrow)))
                .isEqualTo(new Fault.Unavailable("too many large answers are being made", Duration.ofSeconds(1)));
    }

    static Stream<Arguments> replies() {
        return Stream.of(argumentSet("nothing", ""), argumentSet("a page", "<html>" + SECRET + "</html>"),
                argumentSet("no object", "[]"), argumentSet("null", "null"), argumentSet("no rows", "{}"),
                argumentSet("a count for rows", "{\"affected\":1}"), argumentSet("rows that are none", "{\"rows\":{}}"),
                argumentSet("a row that is none", "{\"rows\":[1]}"), argumentSet("a row of null", "{\"rows\":[null]}"),
                argumentSet("a row without the value", "{\"rows\":[{\"x\":1}]}"),
                argumentSet("a value of another type", "{\"rows\":[{\"foldd_1\":\"" + SECRET + "\"}]}"),
                argumentSet("a value that is no whole number", "{\"rows\":[{\"foldd_1\":1.5}]}"),
                argumentSet("a value beyond 64 bits", "{\"rows\":[{\"foldd_1\":1e300}]}"),
                argumentSet("a value that is an object", "{\"rows\":[{\"foldd_1\":{}}]}"),
                argumentSet("a name twice", "{\"rows\":[{\"foldd_1\":1,\"foldd_1\":2}]}"),
                argumentSet("more than JSON", "{\"rows\":[]} {}"), argumentSet("half of it", "{\"rows\":["));
    }

    @ParameterizedTest
    @MethodSource("replies")
    void an_answer_of_another_shape_is_none(String reply) throws Exception {
        bridge.says(request -> request.response().end(reply));

        assertThat(faultOf(bridge.reading())).isEqualTo(BridgeFaults.NOT_UNDERSTOOD);
        assertThat(bridge.told()).singleElement().asString().contains("answers what is not understood")
                .doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"rows\":[]}", "{\"affected\":\"1\"}", "{\"affected\":-1}", "{\"affected\":1.5}"})
    void a_change_is_answered_by_a_count(String reply) throws Exception {
        bridge.says(request -> request.response().end(reply));

        assertThat(faultOf(writing())).isEqualTo(BridgeFaults.NOT_UNDERSTOOD);
    }

    @Test
    void more_rows_than_asked_for_are_refused() throws Exception {
        bridge.says(request -> request.response().end("{\"rows\":[" + "{\"foldd_1\":1},".repeat(10) + "{\"foldd_1\":1}]}"));

        assertThat(faultOf(bridge.reading())).isEqualTo(new Fault.TooLarge("the number of rows", 10));
    }

    @Test
    void nothing_is_asked_of_a_closed_one() throws Exception {
        done(bridge.store().close());

        assertThat(faultOf(bridge.reading())).isEqualTo(new Fault.Unavailable("the database is closed", Duration.ofSeconds(1)));
        assertThat(bridge.asked()).isZero();
        done(bridge.store().close());
    }
}
