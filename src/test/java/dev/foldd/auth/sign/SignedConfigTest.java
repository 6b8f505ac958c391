package dev.foldd.auth.sign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignedConfigTest {

    private final Problems problems = new Problems();

    private SignedConfig read(Map<String, Object> tree) {
        return SignedConfig.read(Section.root(tree, problems));
    }

    @Test
    void by_default_an_eighth_of_the_heap_is_for_nonces() {
        SignedConfig config = read(Map.of());

        assertThat(problems.list()).isEmpty();
        assertThat(config.window()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.noncesKept()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.noncesMax()).isEqualTo(
                (int) Math.min(1_000_000, Runtime.getRuntime().maxMemory() / 8 / 80)).isPositive();
        assertThat(config.waitingMax()).isEqualTo(1_000);
    }

    @Test
    void every_key_is_read() {
        assertThat(read(Map.of("window", "2s", "nonces_kept", "4s", "max_nonces", 5, "workers", 6, "max_waiting", 7)))
                .isEqualTo(new SignedConfig(Duration.ofSeconds(2), Duration.ofSeconds(4), 5, 6, 7));
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void a_nonce_must_outlive_the_window_in_which_it_counts() {
        read(Map.of("window", "10s", "nonces_kept", "19s"));

        assertThat(problems.list()).singleElement().asString().contains("nonces_kept").contains("twice the window");
    }
}
