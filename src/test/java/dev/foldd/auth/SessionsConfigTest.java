package dev.foldd.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionsConfigTest {

    private final Problems problems = new Problems();

    @Test
    void nothing_is_set_by_default() {
        assertThat(SessionsConfig.read(Section.root(Map.of(), problems))).isEmpty();
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void every_key_is_read_and_the_start_refused() {
        Section section = Section.root(
                Map.of("entity", "Session", "token", "token", "user", "userId", "expiry", "expiresAt"), problems);

        assertThat(SessionsConfig.read(section))
                .contains(new SessionsConfig("Session", "token", "userId", "expiresAt"));
        assertThat(problems.list()).singleElement().asString()
                .startsWith("entity: session tokens cannot be looked up by this version");
    }

    @Test
    void what_is_missing_is_named() {
        SessionsConfig.read(Section.root(Map.of("entity", "Session"), problems));

        assertThat(problems.list()).contains("token: is required", "user: is required", "expiry: is required");
    }
}
