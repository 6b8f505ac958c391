package dev.foldd.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunDaemonTest {

    private static final List<String> LISTENING = List.of("rpc ws://127.0.0.1:50051", "admin http://127.0.0.1:8081");

    @Test
    void people_are_told_a_line_for_each_door_then_the_url_then_ready() {
        assertThat(RunDaemon.told(LISTENING, Optional.of("t"), false).lines()).containsExactly(
                "listening rpc ws://127.0.0.1:50051", "listening admin http://127.0.0.1:8081",
                "url ws://127.0.0.1:50051/?token=t", "ready");
    }

    @Test
    void without_a_token_the_url_has_none_and_without_the_door_there_is_no_url() {
        assertThat(RunDaemon.told(LISTENING, Optional.empty(), false).lines()).contains("url ws://127.0.0.1:50051/");
        assertThat(RunDaemon.told(LISTENING.subList(1, 2), Optional.of("t"), false).lines())
                .containsExactly("listening admin http://127.0.0.1:8081", "ready");
    }

    @Test
    void machines_are_told_the_same_as_one_object() {
        assertThat(Json.parse(RunDaemon.told(LISTENING, Optional.of("t"), true))).isEqualTo(Map.of(
                "listening", Map.of("rpc", "ws://127.0.0.1:50051", "admin", "http://127.0.0.1:8081"),
                "url", "ws://127.0.0.1:50051/?token=t", "ready", true));
        assertThat(Json.parse(RunDaemon.told(LISTENING.subList(1, 2), Optional.empty(), true))).isEqualTo(Map.of(
                "listening", Map.of("admin", "http://127.0.0.1:8081"), "ready", true));
    }
}
