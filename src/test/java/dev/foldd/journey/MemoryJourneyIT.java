package dev.foldd.journey;

import static dev.foldd.testing.WireClient.map;
import static dev.foldd.testing.WireClient.parse;
import static dev.foldd.testing.WireClient.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldd.testing.DaemonProcess;
import dev.foldd.testing.RawSocket;
import dev.foldd.testing.WireClient;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that want its memory do not get it: the daemon has a heap of 128 MiB, lives on, and serves the others. */
@Timeout(180)
class MemoryJourneyIT {

    private static final int MIB = 1024 * 1024;
    private static final int MESSAGE_MAX = 10 * MIB;
    private static final int TRY_AGAIN_LATER = 1013;
    private static final int TOO_BIG = 1009;
    private static final int BIO_MAX = 8_000;

    @TempDir
    private Path directory;

    private final List<RawSocket> attackers = new ArrayList<>();
    private DaemonProcess daemon;
    private WireClient client;
    private String bearer;

    @BeforeEach
    void start() {
        daemon = DaemonProcess.in(directory).withFixtures().start();
        bearer = "Authorization: Bearer " + daemon.tokens().token("gaia", "god");
        client = daemon.client("gaia", "god");
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        for (RawSocket attacker : attackers) {
            attacker.close();
        }
        daemon.close();
    }

    private RawSocket attack(String... headers) throws IOException {
        RawSocket attacker = RawSocket.open(daemon.listening("rpc"), headers);
        attackers.add(attacker);
        return attacker;
    }

    @Test
    void strangers_with_ten_mebibytes_each_are_turned_away_at_the_head() throws IOException {
        for (int i = 0; i < 32; i++) {
            assertThat(endOfUnfinished(attack(), MESSAGE_MAX)).isEqualTo(TOO_BIG);
        }

        assertServes();
    }

    @Test
    void many_strangers_with_little_each_are_turned_away_together() throws IOException {
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            attack().sendHead(RawSocket.TEXT, 60_000);
        }
        for (RawSocket attacker : attackers.subList(300, 400)) {
            ends.add(closeCode(attacker));
        }

        assertThat(ends).containsOnly(TRY_AGAIN_LATER);
        assertServes();
    }

    @Test
    void the_proved_with_ten_unfinished_mebibytes_each_are_turned_away_when_there_is_no_room() throws IOException {
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            RawSocket attacker = attack(bearer);
            attacker.send(request("1", "auth.whoami"));
            assertThat(attacker.next().text()).contains("gaia");
            attacker.sendHead(RawSocket.TEXT, MESSAGE_MAX);
            if (i == 0) {
                attacker.sendBytes(new byte[MESSAGE_MAX - 1]);
            } else {
                ends.add(closeCode(attacker));
            }
        }

        assertThat(ends).containsOnly(TRY_AGAIN_LATER);
        assertServes();
        attackers.get(0).close();
        await().untilAsserted(() -> {
            try (RawSocket honest = RawSocket.open(daemon.listening("rpc"), bearer)) {
                honest.send(padded());
                assertThat(parse(honest.next().text()).get("id").asText()).isEqualTo("large");
            }
        });
    }

    @Test
    void large_messages_of_one_client_wait_for_each_other_and_are_all_answered() throws IOException {
        RawSocket honest = attack(bearer);
        for (int i = 0; i < 8; i++) {
            honest.send(padded());
        }

        for (int i = 0; i < 8; i++) {
            assertThat(parse(honest.next().text()).get("error").get("code").intValue()).isEqualTo(422);
        }
        assertServes();
    }

    /** The letters are of one byte, of two, and of one that JSON writes with six. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "\u0436", "\u0001"})
    void answers_that_nobody_reads_are_refused_when_there_is_no_room(String letter) throws Exception {
        String bio = letter.repeat(BIO_MAX);
        for (int block = 0; block < 4; block++) {
            int first = block * 50;
            client.result("createMany", "User", IntStream.range(first, first + 50).mapToObj(i -> Map.of(
                    "username", "big" + i, "email", "big" + i + "@example.org", "bio", bio)).toList());
        }
        String list = request("1", "list", "User", map("limit", 200, "fields", List.of("id", "bio")));
        for (int i = 0; i < 24; i++) {
            RawSocket attacker = attack(bearer);
            for (int j = 0; j < 16; j++) {
                attacker.send(list);
            }
        }

        assertServes();
        for (int i = 0; i < 50; i++) {
            JsonNode answer = client.call("list", "User", map("limit", 20, "fields", List.of("id", "bio")));
            assertThat(answer.has("result") || answer.get("error").get("code").intValue() == 503).as(
                    answer.toString().substring(0, Math.min(300, answer.toString().length()))).isTrue();
        }
        assertServes();
        for (int j = 0; j < 16; j++) {
            String answer = attackers.get(23).next().text();
            assertThat(answer).containsAnyOf("\"result\"", "\"code\":503");
        }
    }

    private void assertServes() {
        for (int i = 0; i < 20; i++) {
            assertThat(client.result("auth.whoami").get("subject").asText()).isEqualTo("gaia");
            assertThat(client.result("findFirst", "User", map("username", "nobody")).isNull()).isTrue();
        }
        assertThat(daemon.process().isAlive()).isTrue();
        assertThat(daemon.log()).noneMatch(line -> line.contains("OutOfMemory"));
    }

    private static int endOfUnfinished(RawSocket attacker, int length) throws IOException {
        attacker.sendHead(RawSocket.TEXT, length);
        try {
            attacker.sendBytes(new byte[length - 1]);
        } catch (SocketException cutOff) {
            assertThat(cutOff).hasMessageContaining("");
        }
        return closeCode(attacker);
    }

    private static int closeCode(RawSocket attacker) throws IOException {
        return attacker.next().closeCode();
    }

    private static String padded() {
        String head = "{\"id\":\"large\",\"method\":\"create\",\"params\":[\"User\",{\"username\":\"large\",\"bio\":\"";
        return head + "x".repeat(MESSAGE_MAX - head.length() - 4) + "\"}]}";
    }
}
