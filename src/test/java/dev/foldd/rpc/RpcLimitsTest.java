package dev.foldd.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.foldd.contract.Cancellation;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.contract.data.DataReply;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.fault.Fault;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything has a limit, an honest answer beyond it, and a connection that lives on where it can. */
class RpcLimitsTest {

    private static final String READ = "{\"id\":%d,\"method\":\"read\",\"params\":[\"User\",\"u1\"]}";
    private static final int MIB = 1 << 20;

    private RpcHarness harness;

    @AfterEach
    void close() {
        harness.close();
    }

    private RpcClient connectWith(Map<String, Object> settings) {
        harness = new RpcHarness(settings);
        return harness.connect("user:u1");
    }

    private static String createOf(int length) {
        String head = "{\"id\":1,\"method\":\"create\",\"params\":[\"User\",{\"bio\":\"";
        return head + "x".repeat(length - head.length() - 4) + "\"}]}";
    }

    @Test
    void a_frame_of_10_MiB_is_answered() {
        RpcClient client = connectWith(Map.of());
        harness.data = request -> Future.succeededFuture(new DataReply(
                ((Map<?, ?>) request.arguments().get("data")).get("bio").toString().length()));

        client.socket().writeFinalTextFrame(createOf(10 * MIB));

        assertThat(client.next()).startsWith("{\"id\":1,\"result\":104857");
    }

    @ParameterizedTest
    @ValueSource(ints = {10 * MIB + 1, 11 * MIB, 40 * MIB})
    void a_frame_that_is_too_long_is_answered_under_its_id_and_the_connection_lives(int bytes) {
        RpcClient client = connectWith(Map.of("message_memory", "10MiB"));

        client.socket().writeFinalTextFrame(createOf(bytes));

        assertThat(client.next()).startsWith("{\"id\":1,\"error\":{\"code\":422,").contains("10485760");
        assertThat(client.ask(READ.formatted(2))).startsWith("{\"id\":2,\"result\"");
        assertThat(client.ask(createOf(10 * MIB))).as("and has all the room it had").startsWith("{\"id\":1,\"result\"");
    }

    @Test
    void a_frame_that_is_many_times_too_long_ends_the_connection_with_its_reason() {
        RpcClient client = connectWith(Map.of("max_message_size", "4KiB"));

        client.socket().writeFinalTextFrame(createOf(16 * 1024 + 1));

        assertThat(client.closeCode()).isEqualTo((short) 1009);
        assertThat(harness.connect("user:u1").ask(READ.formatted(1))).contains("result");
    }

    @Test
    void a_long_message_without_an_id_in_its_beginning_is_answered_under_none() {
        RpcClient client = connectWith(Map.of("max_message_size", "8KiB"));

        client.socket().writeFinalTextFrame("{\"method\":\"create\",\"params\":[\"" + "x".repeat(9000) + "\"],\"id\":7}");
        assertThat(client.next()).startsWith("{\"id\":null,\"error\":{\"code\":422,");

        client.socket().writeFinalTextFrame("{\"jsonrpc\":\"2.0\",\"id\":\"s\",\"method\":\"" + "x".repeat(9000) + "\"}");
        assertThat(client.next()).contains("\"jsonrpc\":\"2.0\"").contains("\"id\":\"s\"").contains("-32600");

        client.socket().writeFinalBinaryFrame(Buffer.buffer(new byte[9000]));
        assertThat(client.next()).startsWith("{\"id\":null,\"error\":{\"code\":422,");
    }

    @Test
    void fragments_are_put_together_up_to_the_limit_and_not_beyond() {
        RpcClient client = connectWith(Map.of("max_message_size", "4KiB"));
        String message = createOf(4000);
        client.socket().writeFrame(WebSocketFrame.textFrame(message.substring(0, 2000), false));
        client.socket().writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(message.substring(2000)), true));
        assertThat(client.next()).contains("\"result\"");

        String longer = createOf(9000);
        client.socket().writeFrame(WebSocketFrame.textFrame(longer.substring(0, 3000), false));
        client.socket().writePing(Buffer.buffer("between"));
        client.socket().writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(longer.substring(3000, 6000)), false));
        client.socket().writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(longer.substring(6000)), true));

        assertThat(client.next()).startsWith("{\"id\":1,\"error\":{\"code\":422,").contains("4096");
        assertThat(client.ask(READ.formatted(2))).startsWith("{\"id\":2,\"result\"");
    }

    @Test
    void fragments_of_many_times_too_much_end_the_connection() {
        RpcClient client = connectWith(Map.of("max_message_size", "4KiB"));

        client.socket().writeFrame(WebSocketFrame.textFrame("x".repeat(3000), false));
        for (int i = 0; i < 5; i++) {
            client.socket().writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("x".repeat(3000)), false));
        }

        assertThat(client.closeCode()).isEqualTo((short) 1009);
    }

    @Test
    void a_stranger_may_send_little_until_somebody_is_proved() {
        connectWith(Map.of());
        RpcClient stranger = harness.connect(new WebSocketConnectOptions().setURI("/"));
        RpcClient proved = harness.connect(new WebSocketConnectOptions().setURI("/"));
        String head = "{\"id\":1,\"auth\":{\"token\":\"user:u1\"},\"method\":\"read\",\"params\":[\"User\",\"u1\"]}";
        assertThat(proved.ask(head)).contains("\"result\"");

        stranger.socket().writeFinalTextFrame(createOf(70_000));
        proved.socket().writeFinalTextFrame(createOf(70_000));

        assertThat(stranger.closeCode()).isEqualTo((short) 1009);
        assertThat(proved.next()).doesNotContain("too large").startsWith("{\"id\":1,");
    }

    @Test
    void fragments_of_a_stranger_count_together() {
        connectWith(Map.of());
        RpcClient stranger = harness.connect(new WebSocketConnectOptions().setURI("/"));

        stranger.socket().writeFrame(WebSocketFrame.textFrame("x".repeat(40_000), false));
        stranger.socket().writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer("x".repeat(40_000)), false));

        assertThat(stranger.closeCode()).isEqualTo((short) 1009);
    }

    @Test
    void strangers_take_a_quarter_of_the_memory_for_messages_and_leave_the_rest() throws Exception {
        RpcClient proved = connectWith(Map.of("max_message_size", "1MiB", "message_memory", "1MiB"));
        List<SilentClient> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                strangers.add(new SilentClient(harness.port, ""));
                strangers.get(i).beginMessage(60_000);
            }

            assertThat(firstCloseOf(strangers)).isEqualTo(1013);
            proved.socket().writeFinalTextFrame(createOf(700_000));
            assertThat(proved.next()).startsWith("{\"id\":1,\"result\"");
        } finally {
            for (SilentClient stranger : strangers) {
                stranger.close();
            }
        }
    }

    /** Which of them is refused depends on the order in which the event loops come to them. */
    private static int firstCloseOf(List<SilentClient> clients) throws Exception {
        CompletableFuture<Integer> first = new CompletableFuture<>();
        for (SilentClient client : clients) {
            Thread reader = new Thread(() -> {
                try {
                    first.complete(client.closeCode());
                } catch (IOException ended) {
                    first.completeExceptionally(ended);
                }
            });
            reader.setDaemon(true);
            reader.start();
        }
        return first.get(10, TimeUnit.SECONDS);
    }

    @Test
    void the_memory_of_a_message_is_free_again_once_it_is_answered_or_its_sender_has_gone() throws Exception {
        RpcClient client = connectWith(Map.of("max_message_size", "1MiB", "message_memory", "1MiB"));
        for (int i = 0; i < 5; i++) {
            client.socket().writeFinalTextFrame(createOf(900_000));
            assertThat(client.next()).startsWith("{\"id\":1,\"result\"");
        }
        for (int i = 0; i < 5; i++) {
            try (SilentClient leaver = new SilentClient(harness.port, "user:u1")) {
                leaver.beginMessage(900_000);
            }
            await().until(() -> harness.door().connections() == 1);
        }

        client.socket().writeFinalTextFrame(createOf(900_000));

        assertThat(client.next()).startsWith("{\"id\":1,\"result\"");
    }

    @Test
    void whoever_waits_for_answers_is_not_read_further_instead_of_being_refused() {
        RpcClient client = connectWith(Map.of("max_message_size", "1MiB", "message_memory", "1MiB"));
        Queue<Promise<DataReply>> open = new ConcurrentLinkedQueue<>();
        harness.data = request -> {
            Promise<DataReply> answer = Promise.promise();
            open.add(answer);
            return answer.future();
        };

        for (int i = 0; i < 6; i++) {
            client.socket().writeFinalTextFrame(createOf(i % 2 == 0 ? 900_000 : 200_000));
        }
        for (int i = 0; i < 6; i++) {
            await().until(() -> open.size() == 1);
            open.remove().complete(new DataReply(true));
            assertThat(client.next()).isEqualTo("{\"id\":1,\"result\":true}");
        }

        harness.data = request -> Future.succeededFuture(new DataReply(true));
        for (int i = 0; i < 100; i++) {
            client.socket().writeFinalTextFrame(createOf(100_000 + i * 8_000));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(client.next()).isEqualTo("{\"id\":1,\"result\":true}");
        }
    }

    @Test
    void a_message_that_does_not_arrive_in_time_ends_the_connection() throws Exception {
        connectWith(Map.of("message_timeout", "20s"));
        try (SilentClient dripping = new SilentClient(harness.port, "user:u1");
                SilentClient complete = new SilentClient(harness.port, "user:u1")) {
            dripping.beginMessage(100_000);
            complete.write(READ.formatted(1).getBytes(StandardCharsets.UTF_8));
            complete.readAll(1);
            await().pollDelay(Duration.ofMillis(600)).until(() -> harness.door().connections() == 3);

            harness.clock.forward(Duration.ofSeconds(21));

            assertThat(dripping.closeCode()).isEqualTo(1008);
            complete.write(READ.formatted(1).getBytes(StandardCharsets.UTF_8));
            complete.readAll(1);
        }
    }

    @Test
    void an_answer_that_never_fits_is_told_so() {
        RpcClient client = connectWith(Map.of("reply_memory", "100KiB"));
        harness.data = request -> Future.succeededFuture(new DataReply("x".repeat(110_000)));

        String reply = client.ask(READ.formatted(1));

        assertThat(reply).startsWith("{\"id\":1,\"error\":{\"code\":422").contains("size of the answer");
    }

    @Test
    void one_connection_does_not_take_the_room_of_the_others() throws Exception {
        RpcClient other = connectWith(Map.of("reply_memory", "400KiB", "max_write_buffer", "1MiB"));
        Queue<Cancellation> lives = new ConcurrentLinkedQueue<>();
        harness.data = request -> {
            lives.add(request.caller().life());
            return Promise.<DataReply>promise().future();
        };
        RpcClient greedy = harness.connect("user:u1");
        for (int i = 0; i < 4; i++) {
            greedy.send(READ.formatted(i));
        }
        await().until(() -> lives.size() == 4);

        assertThat(lives.stream().map(life -> life.holds(110_000))).containsExactly(true, true, false, false);
        assertThat(lives.peek().holds(120_000)).as("an answer that grows").isTrue();
        harness.data = request -> Future.succeededFuture(new DataReply("x".repeat(110_000)));
        assertThat(other.ask(READ.formatted(7))).startsWith("{\"id\":7,\"result\"");
        greedy.socket().close();
        await().until(() -> other.send(READ.formatted(8)).next().contains("result") && harness.door().connections() == 1);
    }

    @Test
    void answers_that_have_no_room_are_refused_until_others_have_left() {
        RpcClient client = connectWith(Map.of("reply_memory", "100KiB"));
        Queue<Promise<DataReply>> open = new ConcurrentLinkedQueue<>();
        Queue<DataRequest> asked = new ConcurrentLinkedQueue<>();
        harness.data = request -> {
            asked.add(request);
            Promise<DataReply> answer = Promise.promise();
            open.add(answer);
            return answer.future();
        };
        client.send(READ.formatted(1));
        await().until(() -> open.size() == 1);
        client.send(READ.formatted(2));
        await().until(() -> open.size() == 2);
        assertThat(asked.remove().caller().life().holds(90_000)).isTrue();
        Promise<DataReply> first = open.remove();

        open.remove().complete(new DataReply("x".repeat(20_000)));

        assertThat(client.next()).startsWith("{\"id\":2,\"error\":{\"code\":503").contains("\"retryAfter\":1");
        first.complete(new DataReply(true));
        assertThat(client.next()).isEqualTo("{\"id\":1,\"result\":true}");
        client.send(READ.formatted(3));
        await().until(() -> open.size() == 1);
        open.remove().complete(new DataReply("x".repeat(90_000)));
        assertThat(client.next()).startsWith("{\"id\":3,\"result\":\"xxx");
    }

    @Test
    void a_client_that_takes_no_answers_for_long_is_cut_off() throws Exception {
        connectWith(Map.of("max_write_buffer", "64KiB", "write_timeout", "30s", "max_connections", 2));
        AtomicInteger asked = new AtomicInteger();
        String big = "x".repeat(20_000);
        harness.data = request -> {
            asked.incrementAndGet();
            return Future.succeededFuture(new DataReply(big));
        };

        try (SilentClient client = new SilentClient(harness.port, "user:u1")) {
            client.write(READ.formatted(1), 10_000);
            settled(asked);
            harness.clock.forward(Duration.ofSeconds(31));

            await().until(() -> harness.door().connections() == 1);
        }
    }

    @Test
    void text_that_is_no_UTF_8_ends_the_connection_and_the_sign_for_it_does_not() throws Exception {
        RpcClient client = connectWith(Map.of());
        assertThat(client.ask("{\"id\":1,\"method\":\"read\",\"params\":[\"User\",\"\uFFFD\"]}")).contains("\uFFFD");

        try (SilentClient garbler = new SilentClient(harness.port, "user:u1")) {
            garbler.write(new byte[] {'"', (byte) 0xc3, '"'});

            assertThat(garbler.closeCode()).isEqualTo(1007);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c3", "c080", "eda080", "f4908080", "e282", "22c322", "80"})
    void bytes_that_are_no_text_end_the_connection_also_in_fragments(String hex) throws Exception {
        connectWith(Map.of());
        byte[] bytes = HexFormat.of().parseHex(hex);
        RpcClient client = harness.connect("user:u1");

        client.socket().writeFrame(WebSocketFrame.textFrame("{\"id\":\"", false));
        client.socket().writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(bytes), true));

        assertThat(client.closeCode()).isEqualTo((short) 1007);
        try (SilentClient garbler = new SilentClient(harness.port, "user:u1")) {
            garbler.write(bytes);
            assertThat(garbler.closeCode()).isEqualTo(1007);
        }
    }

    @Test
    void a_sign_may_be_split_between_fragments() {
        RpcClient client = connectWith(Map.of());
        byte[] text = READ.formatted(1).replace("u1", "\u20ac").getBytes(StandardCharsets.UTF_8);
        int middle = READ.formatted(1).indexOf("u1") + 1;

        client.socket().writeFrame(WebSocketFrame.textFrame("", false));
        client.socket().writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(text).slice(0, middle), false));
        client.socket().writeFrame(WebSocketFrame.continuationFrame(Buffer.buffer(text).slice(middle, text.length), true));

        assertThat(client.next()).contains("\u20ac");
    }

    @Test
    void a_binary_frame_is_told_so() {
        RpcClient client = connectWith(Map.of());

        client.sendBinary(READ.formatted(1));

        assertThat(client.next()).isEqualTo("{\"id\":null,\"error\":{\"code\":422,\"message\":\"Validation failed\","
                + "\"details\":{\"fields\":[{\"field\":\"\",\"error\":\"a message is a text frame\"}]}}}");
        assertThat(client.ask(READ.formatted(2))).startsWith("{\"id\":2,\"result\"");
    }

    @Test
    void no_more_is_read_than_may_be_in_flight() throws Exception {
        RpcClient client = connectWith(Map.of("max_requests_in_flight", 4));
        BlockingQueue<Promise<DataReply>> open = new LinkedBlockingQueue<>();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        harness.data = request -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Promise<DataReply> answer = Promise.promise();
            open.add(answer);
            return answer.future();
        };

        for (int i = 0; i < 50; i++) {
            client.send(READ.formatted(i));
        }
        for (int i = 0; i < 50; i++) {
            Promise<DataReply> answer = open.poll(20, TimeUnit.SECONDS);
            now.decrementAndGet();
            answer.complete(new DataReply(true));
            client.next();
        }

        assertThat(most.get()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth.whoami", "rpc.discover", "admin.reload", "auth.refresh", "no.such.method"})
    void what_this_door_answers_itself_counts_against_the_rate(String method) {
        harness = new RpcHarness(Map.of(), Map.of("requests_per_minute", 60, "burst", 3));
        RpcClient client = harness.connect("user:u1");
        String call = "{\"id\":1,\"method\":\"" + method + "\"}";
        for (int i = 0; i < 3; i++) {
            assertThat(client.ask(call)).doesNotContain("\"code\":429");
        }

        assertThat(client.ask(call)).startsWith("{\"id\":1,\"error\":{\"code\":429").contains("\"retryAfter\":1");

        assertThat(harness.audited).last().satisfies(entry -> {
            assertThat(entry.error()).contains(Fault.Code.RATE_LIMITED);
            assertThat(entry.outcome()).isEqualTo(AuditEntry.Outcome.REFUSED);
        });
        harness.clock.forward(Duration.ofSeconds(1));
        assertThat(client.ask(call)).doesNotContain("\"code\":429");
    }

    @Test
    void big_messages_wait_for_each_other() throws Exception {
        RpcClient client = connectWith(Map.of("max_message_size", "64KiB"));
        BlockingQueue<Promise<DataReply>> open = new LinkedBlockingQueue<>();
        harness.data = request -> {
            Promise<DataReply> answer = Promise.promise();
            open.add(answer);
            return answer.future();
        };
        for (int i = 0; i < 5; i++) {
            client.send(createOf(40_000));
        }

        for (int i = 0; i < 5; i++) {
            Promise<DataReply> answer = open.poll(20, TimeUnit.SECONDS);
            assertThat(open.size()).isLessThanOrEqualTo(1);
            answer.complete(new DataReply(true));
            assertThat(client.next()).contains("\"result\":true");
        }
    }

    @Test
    void a_message_of_a_million_parts_is_refused_under_its_own_id() {
        RpcClient client = connectWith(Map.of());

        client.socket().writeFinalTextFrame("{\"id\":\"big\",\"method\":\"create\",\"params\":[\"User\",["
                + "{},".repeat(1_000_000) + "{}]]}");

        assertThat(client.next()).startsWith("{\"id\":\"big\",\"error\":{\"code\":422").contains("too many parts");
    }

    @Test
    void a_client_that_reads_no_reply_is_not_read_any_further() throws Exception {
        connectWith(Map.of("max_write_buffer", "64KiB"));
        AtomicInteger asked = new AtomicInteger();
        String big = "x".repeat(20_000);
        harness.data = request -> {
            asked.incrementAndGet();
            return Future.succeededFuture(new DataReply(big));
        };

        try (SilentClient client = new SilentClient(harness.port, "user:u1")) {
            client.write(READ.formatted(1), 10_000);
            int after = settled(asked);

            // 64 in flight, and what the write buffer and the sockets' own buffers take of 20 KB each.
            assertThat(after).isLessThan(2_000);
            client.readAll(10_000);
            assertThat(asked.get()).isEqualTo(10_000);
        }
        assertThat(harness.connect("user:u1").ask(READ.formatted(1))).startsWith("{\"id\":1");
    }

    private static int settled(AtomicInteger count) {
        AtomicInteger last = new AtomicInteger(-1);
        await().pollInterval(Duration.ofMillis(400))
                .until(() -> count.get() > 0 && last.getAndSet(count.get()) == count.get());
        return count.get();
    }

    @Test
    void a_client_that_leaves_cancels_what_it_asked() {
        RpcClient client = connectWith(Map.of());
        Queue<DataRequest> asked = new ConcurrentLinkedQueue<>();
        harness.data = request -> {
            asked.add(request);
            return Promise.<DataReply>promise().future();
        };
        client.send(READ.formatted(1)).send(READ.formatted(2));
        await().until(() -> asked.size() == 2);

        client.socket().close();

        await().until(() -> asked.stream().allMatch(request -> request.caller().life().isCancelled()));
    }

    @Test
    void connections_are_counted_in_all_and_per_address() {
        harness = new RpcHarness(Map.of("max_connections_per_address", 2));
        RpcClient first = harness.connect("user:u1");
        RpcClient second = harness.connect("user:u1");

        assertThatThrownBy(() -> harness.connect("user:u1")).isInstanceOfSatisfying(UpgradeRejectedException.class,
                refused -> assertThat(refused.getStatus()).isEqualTo(503));

        first.socket().close();
        await().until(() -> harness.door().connections() == 1);
        assertThat(harness.connect("user:u1").ask(READ.formatted(1))).contains("result");
        assertThat(second.isOpen()).isTrue();
    }

    @Test
    void a_page_of_another_origin_is_refused_and_others_are_not() {
        harness = new RpcHarness(Map.of("allowed_origins", List.of("https://app.example")));

        assertThatThrownBy(() -> harness.connect(from("https://evil.example")))
                .isInstanceOfSatisfying(UpgradeRejectedException.class, refused -> {
                    assertThat(refused.getStatus()).isEqualTo(403);
                    assertThat(refused.getBody().toString()).isEqualTo("Pages of this origin may not connect here.\n");
                });
        assertThat(harness.connect(from("https://app.example")).ask(READ.formatted(1))).contains("401");
        assertThat(harness.connect(from("http://localhost:" + harness.port)).ask(READ.formatted(1))).contains("401");
        assertThat(harness.connect(new WebSocketConnectOptions().setAllowOriginHeader(false)).ask(READ.formatted(1)))
                .contains("401");
    }

    private static WebSocketConnectOptions from(String origin) {
        return new WebSocketConnectOptions().putHeader("Origin", origin);
    }

    @Test
    void a_notification_is_carried_out_and_not_answered() {
        RpcClient client = connectWith(Map.of());

        client.send("{\"jsonrpc\":\"2.0\",\"method\":\"delete\",\"params\":[\"User\",\"u1\"]}");
        String reply = client.ask("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"getCapabilities\"}");

        assertThat(reply).contains("\"id\":2");
        await().untilAsserted(() -> assertThat(harness.asked).extracting(request -> request.method().wireName())
                .containsExactlyInAnyOrder("delete", "getCapabilities"));
        client.send("[{\"jsonrpc\":\"2.0\",\"method\":\"getCapabilities\"}]");
        client.ask("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"getCapabilities\"}");
        assertThat(client.hasReply()).isFalse();
    }

    @Test
    void what_is_unforeseen_is_told_as_a_number() {
        RpcClient client = connectWith(Map.of());
        harness.data = request -> {
            throw new IllegalStateException("password=hunter2");
        };

        String reply = client.ask(READ.formatted(1));

        assertThat(reply).contains("\"code\":500", "\"incident\"").doesNotContain("hunter2");
    }

    @Test
    void an_answer_that_is_no_JSON_is_a_defect_and_the_connection_lives() {
        RpcClient client = connectWith(Map.of());
        harness.data = request -> Future.succeededFuture(new DataReply(new Object()));

        assertThat(client.ask(READ.formatted(1))).startsWith("{\"id\":1,\"error\":{\"code\":500");
        assertThat(client.ask("{\"id\":2,\"method\":\"auth.whoami\"}")).startsWith("{\"id\":2,\"result\"");
    }

    @Test
    void a_stop_answers_what_is_in_flight_and_closes_with_1012() {
        RpcClient client = connectWith(Map.of());
        RpcClient idle = harness.connect("user:u1");
        Promise<DataReply> answer = Promise.promise();
        harness.data = request -> answer.future();
        client.send(READ.formatted(1));
        await().until(() -> harness.asked.size() == 1);

        Future<Void> stopped = harness.stop();
        assertThat(idle.closeCode()).isEqualTo((short) 1012);
        assertThatThrownBy(() -> harness.connect("user:u1")).isNotNull();
        answer.complete(new DataReply("done"));

        assertThat(client.next()).isEqualTo("{\"id\":1,\"result\":\"done\"}");
        assertThat(client.closeCode()).isEqualTo((short) 1012);
        RpcHarness.await(stopped);
    }

    @Test
    void a_stop_does_not_wait_for_ever() {
        RpcClient client = connectWith(Map.of("drain_timeout", "200ms"));
        harness.data = request -> Promise.<DataReply>promise().future();
        client.send(READ.formatted(1));
        await().until(() -> harness.asked.size() == 1);

        RpcHarness.await(harness.stop());

        assertThat(client.closeCode()).isEqualTo((short) 1012);
        assertThat(harness.asked.get(0).caller().life().isCancelled()).isTrue();
    }

    @Test
    void a_silent_client_that_answers_pings_lives_and_a_dead_one_is_cut_off() throws Exception {
        harness = new RpcHarness(Map.of("idle_timeout", "1s", "ping_interval", "500ms", "proof_timeout", "1h"));
        RpcClient living = harness.connect("user:u1");
        living.ask(READ.formatted(1));
        AtomicInteger pings = new AtomicInteger();
        living.socket().frameHandler(frame -> {
            if (frame.isPing()) {
                pings.incrementAndGet();
            }
        });

        try (SilentClient dead = new SilentClient(harness.port, "user:u1")) {
            await().until(() -> {
                harness.clock.forward(Duration.ofMillis(500));
                return harness.door().connections() == 1;
            });
            assertThat(dead.isCut()).isTrue();
        }

        assertThat(pings.get()).isPositive();
        assertThat(living.ask(READ.formatted(2))).startsWith("{\"id\":2");
    }

    @Test
    void whoever_connects_and_says_nothing_is_closed() throws Exception {
        harness = new RpcHarness(Map.of("handshake_timeout", "1s"));

        try (java.net.Socket socket = new java.net.Socket("127.0.0.1", harness.port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost:"
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }
}
