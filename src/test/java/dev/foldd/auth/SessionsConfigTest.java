package dev.foldd.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.auth.SessionsConfig.Hash;
import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionsConfigTest {

    private final Problems problems = new Problems();

    @Test
    void nothing_is_looked_up_by_default() {
        assertThat(SessionsConfig.read(Section.root(Map.of(), problems))).isEmpty();
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void the_rest_has_defaults() {
        Section section = Section.root(
                Map.of("entity", "Session", "token", "token", "user", "userId", "expiry", "expiresAt"), problems);

        assertThat(SessionsConfig.read(section)).contains(new SessionsConfig("Session", "token", Hash.NONE, "userId",
                "expiresAt", Optional.empty(), Optional.empty(), "role", Duration.ofSeconds(10), 100_000, 64));
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void reads_every_key() {
        Section section = Section.root(Map.ofEntries(Map.entry("entity", "Login"), Map.entry("token", "hash"),
                Map.entry("hash", "sha256"), Map.entry("user", "who"), Map.entry("expiry", "until"), Map.entry("created", "since"),
                Map.entry("users", "Person"), Map.entry("role", "rank"), Map.entry("cache_ttl", "3s"),
                Map.entry("max_sessions", 7), Map.entry("max_lookups", 5)), problems);

        assertThat(SessionsConfig.read(section)).contains(new SessionsConfig("Login", "hash", Hash.SHA256, "who", "until",
                Optional.of("since"), Optional.of("Person"), "rank", Duration.ofSeconds(3), 7, 5));
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void what_is_missing_is_named() {
        SessionsConfig.read(Section.root(Map.of("entity", "Session"), problems));

        assertThat(problems.list()).contains("token: is required", "user: is required", "expiry: is required");
    }

    @ParameterizedTest
    @CsvSource({"hash, md5", "cache_ttl, 0", "cache_ttl, 2h", "max_sessions, 0", "max_lookups, -1"})
    void refuses(String key, String value) {
        SessionsConfig.read(Section.root(Map.of(key, value), problems));

        assertThat(problems.list()).singleElement().asString().startsWith(key);
    }
}
