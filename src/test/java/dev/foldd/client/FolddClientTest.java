package dev.foldd.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.client.FakeSocket.Asked;
import dev.foldd.client.FakeSocket.Behaviour;
import dev.foldd.client.FolddClientException.AuthenticationFailed;
import dev.foldd.client.FolddClientException.ConnectionFailed;
import dev.foldd.client.FolddClientException.InvalidResponse;
import dev.foldd.client.FolddClientException.OperationFailed;
import dev.foldd.client.FolddClientException.Timeout;
import dev.foldd.identity.NodeKey;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FolddClientTest {

    private static final ClientKey KEY = ClientKey.ofSeed(new byte[] {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32});
    private static final NodeKey NODE = NodeKey.generate();

    /** Short, since the path of a Unix socket may not be long. */
    private Path directory;
    private FakeSocket daemon;
    private FolddClient client;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory("foldd");
    }

    @AfterEach
    void stop() throws IOException {
        if (client != null) {
            client.close();
        }
        if (daemon != null) {
            daemon.close();
        }
        Files.delete(directory);
    }

    static Stream<Arguments> operations() {
        return Stream.of(
                argumentSet("a query", "query", "{schema=UserProfile, fields=[username], filter={username=ann}}",
                        Map.of("results", List.of(Map.of("username", "ann", "score", new BigDecimal("1.50")))),
                        ask(client -> client.query(Query.of("UserProfile", "username").where(Map.of("username", "ann")))),
                        List.of(Map.of("username", "ann", "score", new BigDecimal("1.50")))),
                argumentSet("a mutation", "mutation",
                        "{schema=UserProfile, mutation_type=update, data={username=ann}, filter={age={gt=30}}}",
                        Map.of("success", true, "matched", 0L),
                        ask(client -> client.mutate(Mutation.update("UserProfile", Map.of("username", "ann"))
                                .where(Map.of("age", Map.of("gt", 30))))),
                        new MutationResult(OptionalLong.of(0))),
                argumentSet("a mutation without a filter", "mutation", "{schema=S, mutation_type=delete, data={}}",
                        Map.of("success", true), ask(client -> client.mutate(Mutation.delete("S", Map.of()))),
                        new MutationResult(OptionalLong.empty())),
                argumentSet("a history", "history", "{schema=S, field=f, key=k, before=u1, limit=2}",
                        Map.of("atoms", List.of(Map.of("content", 1L))),
                        ask(client -> client.history(History.of("S", "f", "k").before("u1").limit(2))),
                        List.of(Map.of("content", 1L))),
                argumentSet("a history of a single field", "history", "{schema=S, field=f}", Map.of("atoms", List.of()),
                        ask(client -> client.history("S", "f")), List.of()),
                argumentSet("a schema", "get_schema", "{schema_id=S}", Map.of("schema", Map.of("name", "S")),
                        ask(client -> client.getSchema("S")), Map.of("name", "S")),
                argumentSet("schemas", "list_schemas", "{}", Map.of("schemas", List.of("A", "B")),
                        ask(FolddClient::listSchemas), List.of("A", "B")),
                argumentSet("a new schema", "create_schema", "{schema={name=S}}", Map.of("success", true),
                        ask(client -> {
                            client.createSchema(Map.of("name", "S"));
                            return "done";
                        }), "done"),
                argumentSet("a method", "rpc", "{method=read, params=[User, u1]}", 7L,
                        ask(client -> client.rpc("read", "User", "u1")), 7L),
                argumentSet("a write with a key", "rpc", "{method=create, params=[Note, null], idempotencyKey=k1}",
                        "made", ask(client -> client.rpcOnce("k1", "create", "Note", null)), "made"));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void asks_and_answers(String operation, String payload, Object data, Function<FolddClient, Object> ask, Object expected)
            throws Exception {
        BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
        serve(request -> {
            asked.add(request);
            request.succeed(data);
        });

        Object answer = ask.apply(client);

        Asked request = asked.remove();
        assertThat(answer).isEqualTo(expected);
        assertThat(request.operation()).isEqualTo(operation);
        assertThat(request.payload()).hasToString(payload);
        assertThat(request.request().containsKey("auth")).isFalse();
        assertThat(daemon.operations()).containsExactly("hello", "login", operation);
    }

    @Test
    void futures_answer_too_and_carry_the_failure() throws Exception {
        serve(request -> {
            if (request.operation().equals("list_schemas")) {
                request.succeed(Map.of("schemas", List.of("A")));
            } else {
                request.fail("SCHEMA_ERROR", "Schema not found: X");
            }
        });

        CompletableFuture<List<String>> names = client.listSchemasAsync();
        CompletableFuture<Map<String, Object>> missing = client.getSchemaAsync("X");

        assertThat(names.get(10, TimeUnit.SECONDS)).containsExactly("A");
        assertThatThrownBy(missing::join).isInstanceOf(CompletionException.class).cause()
                .isInstanceOfSatisfying(OperationFailed.class, failed -> {
                    assertThat(failed.code()).isEqualTo("SCHEMA_ERROR");
                    assertThat(failed).hasMessage("Schema not found: X");
                });
    }

    @Test
    void requests_are_sent_ahead_and_replies_find_them_in_any_order() throws Exception {
        List<Asked> held = new ArrayList<>();
        serve(builder -> builder.poolSize(1), request -> {
            held.add(request);
            if (held.size() == 20) {
                for (int i = 19; i >= 0; i--) {
                    held.get(i).succeed(((List<?>) held.get(i).payload().get("params")).get(0));
                }
            }
        });

        List<CompletableFuture<Object>> answers = new ArrayList<>();
        for (long i = 0; i < 20; i++) {
            answers.add(client.rpcAsync("read", i));
        }

        for (long i = 0; i < 20; i++) {
            assertThat(answers.get((int) i).get(10, TimeUnit.SECONDS)).isEqualTo(i);
        }
        assertThat(daemon.opened()).isEqualTo(1);
        assertThat(daemon.asked("login")).isEqualTo(1);
    }

    @Test
    void many_threads_share_few_connections() throws Exception {
        serve(builder -> builder.poolSize(3), request -> request.succeed(request.payload().get("params")));

        List<Thread> threads = new ArrayList<>();
        AtomicInteger right = new AtomicInteger();
        for (int i = 0; i < 8; i++) {
            long mine = i;
            threads.add(new Thread(() -> {
                for (long turn = 0; turn < 200; turn++) {
                    right.addAndGet(client.rpc("read", mine, turn).equals(List.of(mine, turn)) ? 1 : 0);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join(30_000);
        }

        assertThat(right).hasValue(1_600);
        assertThat(daemon.opened()).isBetween(1, 3);
    }

    @Test
    void a_large_answer_and_a_large_request_arrive_whole() throws Exception {
        String large = "ä".repeat(1_500_000);
        serve(request -> request.succeed(((List<?>) request.payload().get("params")).get(0)));

        assertThat(client.rpc("read", large)).isEqualTo(large);
    }

    @Test
    void the_node_that_is_expected_is_believed() throws Exception {
        serve(builder -> builder.nodeId(NODE.nodeId()), request -> request.succeed(Map.of("schemas", List.of())));

        assertThat(client.listSchemas()).isEmpty();
    }

    @Test
    void another_node_is_not_asked_anything() throws Exception {
        serve(builder -> builder.nodeId(NodeKey.generate().nodeId()), request -> request.succeed(null));

        assertThatThrownBy(client::listSchemas).isInstanceOf(AuthenticationFailed.class).hasMessageContaining("another node");
        assertThat(daemon.operations()).containsOnly("hello");
    }

    @Test
    void whoever_only_names_the_node_and_shows_its_key_is_not_asked_anything() throws Exception {
        NodeKey other = NodeKey.generate();
        serve(builder -> builder.nodeId(other.nodeId()), request -> request.succeed(null));
        daemon.pretend(other);

        assertThatThrownBy(client::listSchemas).isInstanceOf(AuthenticationFailed.class).hasMessageContaining("has not signed");
        assertThat(daemon.operations()).containsOnly("hello");
    }

    @Test
    void a_login_for_another_path_is_worth_nothing() throws Exception {
        daemon = new FakeSocket(directory.resolve("s"), "/elsewhere/s", NODE, request -> request.succeed(1L));
        client = builder().build();

        assertThatThrownBy(client::listSchemas).isInstanceOf(AuthenticationFailed.class)
                .hasMessageContaining("does not take this key");
        try (FolddClient informed = builder().socketKnownAs("/elsewhere/s").nodeId(NODE.nodeId()).build()) {
            assertThat(informed.rpc("read")).isEqualTo(1L);
        }
    }

    @Test
    void without_a_key_nothing_comes_before_the_request() throws Exception {
        serve(FolddClientBuilder::unsigned, request -> request.succeed(Map.of("schemas", List.of())));

        client.listSchemas();

        assertThat(daemon.operations()).containsExactly("list_schemas");
    }

    static Stream<Arguments> repeatable() {
        return Stream.of(
                argumentSet("a query", ask(client -> client.query(Query.of("S", "f"))), true),
                argumentSet("a schema", ask(client -> client.getSchema("S")), true),
                argumentSet("schemas", ask(FolddClient::listSchemas), true),
                argumentSet("a method that reads", ask(client -> client.rpc("list", "User")), true),
                argumentSet("a mutation with a key",
                        ask(client -> client.mutate(Mutation.create("S", Map.of()).once("k"))), true),
                argumentSet("a method that writes, with a key", ask(client -> client.rpcOnce("k", "create", "Note")), true),
                argumentSet("a mutation", ask(client -> client.mutate(Mutation.create("S", Map.of()))), false),
                argumentSet("a method that writes", ask(client -> client.rpc("create", "Note")), false),
                argumentSet("a method that nobody knows", ask(client -> client.rpc("doIt")), false),
                argumentSet("a new schema", ask(client -> {
                    client.createSchema(Map.of());
                    return "";
                }), false));
    }

    @ParameterizedTest
    @MethodSource("repeatable")
    void after_a_cut_only_what_does_no_harm_is_asked_again(Function<FolddClient, Object> ask, boolean again) throws Exception {
        serve(request -> request.line().cut());

        ConnectionFailed failed = catchThrowableOfType(ConnectionFailed.class, () -> ask.apply(client));

        assertThat(failed.sent()).isTrue();
        assertThat(daemon.operations().stream().filter(name -> !List.of("hello", "login").contains(name)).count())
                .isEqualTo(again ? 4 : 1);
        assertThat(daemon.opened()).isEqualTo(again ? 4 : 1);
    }

    @ParameterizedTest
    @MethodSource("repeatable")
    void after_a_refusal_for_haste_only_what_does_no_harm_is_asked_again(Function<FolddClient, Object> ask, boolean again)
            throws Exception {
        serve(request -> request.fail("RATE_LIMITED", "later"));

        OperationFailed failed = catchThrowableOfType(OperationFailed.class, () -> ask.apply(client));

        assertThat(failed.code()).isEqualTo("RATE_LIMITED");
        assertThat(daemon.operations().stream().filter(name -> !List.of("hello", "login").contains(name)).count())
                .isEqualTo(again ? 4 : 1);
    }

    @Test
    void a_read_that_was_cut_off_succeeds_when_the_daemon_is_back() throws Exception {
        AtomicInteger cuts = new AtomicInteger();
        serve(request -> {
            if (cuts.incrementAndGet() <= 2) {
                request.line().cut();
            } else {
                request.succeed("there");
            }
        });

        assertThat(client.rpc("read")).isEqualTo("there");
    }

    @Test
    void a_connection_that_has_gone_meanwhile_is_replaced_before_a_write_needs_it() throws Exception {
        serve(request -> request.succeed(Map.of("success", true)));
        client.mutate(Mutation.create("S", Map.of()));

        daemon.cutAll();
        daemon.close();
        daemon = new FakeSocket(directory.resolve("s"), NODE, request -> request.succeed(Map.of("success", true)));
        await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() ->
                client.mutate(Mutation.create("S", Map.of())).written());

        assertThat(daemon.asked("mutation")).isEqualTo(1);
    }

    @Test
    void nobody_at_the_socket_is_a_failed_connection_and_nothing_was_sent() {
        client = builder().build();

        ConnectionFailed failed =
                catchThrowableOfType(ConnectionFailed.class, () -> client.mutate(Mutation.create("S", Map.of())));

        assertThat(failed).hasMessageContaining(directory.resolve("s").toString());
        assertThat(failed.sent()).isFalse();
    }

    @Test
    void silence_is_a_timeout_and_later_calls_go_over_another_connection() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        serve(builder -> builder.poolSize(1), request -> {
            if (asked.incrementAndGet() > 1) {
                request.succeed("late for none");
            }
        });

        assertThatThrownBy(() -> client.within(Duration.ofMillis(150)).rpc("read"))
                .isInstanceOfSatisfying(Timeout.class, late -> assertThat(late.waited()).isEqualTo(Duration.ofMillis(150)))
                .hasMessageContaining("150 ms");
        assertThat(client.rpc("read")).isEqualTo("late for none");
        assertThat(daemon.opened()).isEqualTo(2);
    }

    @Test
    void a_daemon_that_does_not_read_holds_nobody_up_for_longer_than_he_will_wait() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        serve(builder -> builder.poolSize(1), request -> {
            if (asked.incrementAndGet() == 1) {
                waitFor(done);
            } else {
                request.succeed("read");
            }
        });
        String large = "x".repeat(4_000_000);

        assertThatThrownBy(() -> client.within(Duration.ofMillis(200)).rpc("read", "first")).isInstanceOf(Timeout.class);
        List<CompletableFuture<Object>> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            others.add(client.rpcAsync("read", large));
        }

        for (CompletableFuture<Object> other : others) {
            assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo("read");
        }
        done.countDown();
    }

    @Test
    void a_connection_without_anything_to_do_is_closed_and_opened_again() throws Exception {
        serve(builder -> builder.poolSize(1).idleTimeout(Duration.ofMillis(50)), request -> request.succeed("here"));
        client.rpc("read");

        await().atMost(Duration.ofSeconds(10)).until(() -> daemon.open() == 0);

        assertThat(client.rpc("read")).isEqualTo("here");
        assertThat(daemon.opened()).isEqualTo(2);
    }

    @Test
    void a_late_reply_is_nobodys_and_does_no_harm() throws Exception {
        BlockingQueue<Asked> held = new LinkedBlockingQueue<>();
        serve(builder -> builder.poolSize(1), request -> {
            if (request.payload().get("method").equals("list")) {
                held.add(request);
            } else {
                request.succeed("quick");
            }
        });

        CompletableFuture<Object> slow = client.within(Duration.ofMillis(300)).rpcAsync("list");
        assertThat(client.rpc("read")).isEqualTo("quick");
        assertThat(slow).failsWithin(Duration.ofSeconds(10)).withThrowableThat().havingCause().isInstanceOf(Timeout.class);
        held.take().succeed("late");

        assertThat(client.rpc("read")).isEqualTo("quick");
        assertThat(daemon.opened()).isEqualTo(1);
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                argumentSet("no JSON", doing(asked -> asked.line().write("hello\n")), "not JSON"),
                argumentSet("two values", doing(asked -> asked.line().write("{} {}\n")), "not JSON"),
                argumentSet("a member twice", doing(asked -> asked.line().write(
                        "{\"request_id\":\"1\",\"request_id\":\"1\",\"status\":\"success\"}\n")), "not JSON"),
                argumentSet("a list", doing(asked -> asked.line().write("[]\n")), "no request_id"),
                argumentSet("no status", doing(asked -> asked.line().write("{\"request_id\":\"1\"}\n")), "no request_id or no"),
                argumentSet("another status", doing(asked -> asked.line().reply("1", "maybe", null, null)), "neither a success"),
                argumentSet("an error without a code", doing(asked -> asked.line().reply("1", "error", null, Map.of())),
                        "neither a success"),
                argumentSet("an answer to nothing", doing(asked -> asked.line().reply("77", "success", null, null)),
                        "belongs to no request"),
                argumentSet("an error for nothing", doing(asked -> asked.line().reply("", "error", null,
                        Map.of("code", "PARSE_ERROR", "message", "what?"))), "belongs to no request: what?"),
                argumentSet("a line without end", doing(asked -> asked.line().write("x".repeat(200_000))), "longer than 100000"),
                argumentSet("no names", doing(asked -> asked.succeed(Map.of())), "is not in order"),
                argumentSet("no object", doing(asked -> asked.succeed(List.of())), "not what was asked for"));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void an_answer_out_of_order_is_an_invalid_response(Behaviour behaviour, String sentence) throws Exception {
        serve(builder -> builder.maxReplyBytes(100_000), behaviour);

        assertThatThrownBy(client::listSchemas).isInstanceOf(InvalidResponse.class).hasMessageContaining(sentence);
        assertThat(daemon.asked("list_schemas")).isEqualTo(1);
    }

    @Test
    void more_calls_than_may_wait_fail_at_once() throws Exception {
        serve(builder -> builder.maxPending(3), request -> { });
        List<CompletableFuture<Object>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(client.rpcAsync("read"));
        }

        assertThatThrownBy(() -> client.rpc("read")).isInstanceOfSatisfying(OperationFailed.class,
                failed -> assertThat(failed.code()).isEqualTo("RATE_LIMITED"));
        client.close();

        assertThat(waiting).allSatisfy(one -> assertThat(one).isCompletedExceptionally());
    }

    @Test
    void more_bytes_than_may_wait_fail_at_once_until_something_is_answered() throws Exception {
        BlockingQueue<Asked> held = new LinkedBlockingQueue<>();
        serve(builder -> builder.maxPendingBytes(1_000), held::add);
        CompletableFuture<Object> first = client.rpcAsync("read", "x".repeat(700));

        assertThatThrownBy(() -> client.rpc("read", "x".repeat(700))).isInstanceOfSatisfying(OperationFailed.class,
                failed -> assertThat(failed.code()).isEqualTo("RATE_LIMITED")).hasMessageContaining("1000 bytes");
        held.take().succeed("first");
        assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo("first");
        CompletableFuture<Object> second = client.rpcAsync("read", "x".repeat(700));
        held.take().succeed("second");

        assertThat(second.get(5, TimeUnit.SECONDS)).isEqualTo("second");
    }

    @Test
    void whoever_gives_up_waiting_makes_room_when_the_request_is_gone() throws Exception {
        serve(builder -> builder.maxPendingBytes(1_000).timeout(Duration.ofMillis(300)), request -> { });
        client.rpcAsync("read", "x".repeat(700)).cancel(true);

        assertThatThrownBy(() -> client.rpc("read", "x".repeat(700))).isInstanceOf(OperationFailed.class);
        await().untilAsserted(() -> assertThatThrownBy(() -> client.rpc("read", "x".repeat(700))).isInstanceOf(Timeout.class));
    }

    @Test
    void closing_ends_what_waits_and_every_later_call() throws Exception {
        serve(request -> { });
        CompletableFuture<Object> waiting = client.rpcAsync("read");
        await().until(() -> daemon.asked("rpc") == 1);

        client.close();

        assertThat(waiting).failsWithin(Duration.ofSeconds(5)).withThrowableThat().havingCause()
                .isInstanceOf(ConnectionFailed.class).withMessage("the client has been closed");
        assertThatThrownBy(() -> client.rpc("read")).isInstanceOf(ConnectionFailed.class);
        assertThat(Thread.getAllStackTraces().keySet()).noneMatch(thread -> thread.getName().equals("foldd-client"));
    }

    @Test
    void an_interrupted_thread_stops_waiting_and_stays_interrupted() throws Exception {
        serve(request -> { });
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> client.rpc("read")).isInstanceOf(Timeout.class).hasMessageContaining("interrupted");

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void a_failure_shows_who_asked() throws Exception {
        serve(request -> request.fail("QUERY_ERROR", "no"));

        OperationFailed failed = catchThrowableOfType(OperationFailed.class, () -> client.rpc("read"));

        assertThat(failed.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals("a_failure_shows_who_asked"));
    }

    private void serve(Behaviour behaviour) throws IOException {
        serve(builder -> builder, behaviour);
    }

    private void serve(Function<FolddClientBuilder, FolddClientBuilder> more, Behaviour behaviour) throws IOException {
        daemon = new FakeSocket(directory.resolve("s"), NODE, behaviour);
        client = more.apply(builder()).build();
    }

    private FolddClientBuilder builder() {
        return new FolddClientBuilder(Map.of()).socket(directory.resolve("s")).key(KEY).timeout(Duration.ofSeconds(20))
                .backoff(Duration.ofMillis(1), Duration.ofMillis(5));
    }

    private static Function<FolddClient, Object> ask(Function<FolddClient, Object> ask) {
        return ask;
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Behaviour doing(Behaviour behaviour) {
        return behaviour;
    }
}
