package dev.foldd.auth.jwt;

import static dev.foldd.auth.jwt.Forge.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.auth.Proof;
import dev.foldd.contract.Principal;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MintingTest {

    @TempDir
    private Path data;

    @Test
    void what_is_minted_is_proved() {
        Room room = new Room(data,
                Map.of("issuer", "home", "audience", List.of("foldd", "more"), "algorithms", "HS256"));

        Minting.Minted minted = minting(room).mint(
                new Grant("u1", List.of("user", "editor"), Optional.of("acme"), Optional.of("Zoë"),
                        Duration.ofHours(1)));
        Proof proof = room.bearers.prove(minted.token()).result();

        assertThat(proof.principal()).isEqualTo(new Principal("u1", Principal.Kind.USER, List.of("user", "editor"),
                Optional.of("acme"), OptionalInt.empty(), Map.of("username", "Zoë")));
        assertThat(proof.expiresAt()).isEqualTo(minted.expiresAt()).isEqualTo(Room.NOW.plus(Duration.ofHours(1)));
        assertThat(proof.tokenId()).contains(minted.tokenId());
        assertThat(minted.toString()).doesNotContain(minted.token());
    }

    @Test
    void a_token_that_would_not_be_accepted_is_not_minted() {
        Room room = new Room(data, Map.of("secret", SECRET, "max_lifetime", "1h"));

        assertThatThrownBy(() -> minting(room).mint(grant("u1", Duration.ofHours(2))))
                .hasMessage("a token is valid for at most 1 hours (security.jwt.max_lifetime)");
    }

    static Stream<String> subjects() {
        return Stream.of("", "x".repeat(256), "a\nb", "key:backup", "node:1", "\ud800");
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void a_subject_is_refused(String subject) {
        assertThatThrownBy(() -> grant(subject, Duration.ofHours(1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void without_a_shared_secret_nothing_is_minted() {
        JwtConfig config = Room.config(Map.of("algorithms", "RS256"));

        assertThat(Minting.with(config, Room.keys(config, data), new Room(data, Map.of()).clock, new SecureRandom()))
                .isEmpty();
    }

    private static Grant grant(String subject, Duration ttl) {
        return new Grant(subject, List.of("user"), Optional.empty(), Optional.empty(), ttl);
    }

    private static Minting minting(Room room) {
        return Minting.with(room.config, room.keys, room.clock, new SecureRandom()).orElseThrow();
    }
}
