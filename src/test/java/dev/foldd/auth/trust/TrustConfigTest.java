package dev.foldd.auth.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.identity.trust.Edges;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrustConfigTest {

    private final Problems problems = new Problems();

    @Test
    void has_defaults() {
        assertThat(TrustConfig.read(Section.root(Map.of(), problems))).isEqualTo(new TrustConfig(3, List.of(), 4 << 20, 10_000));
    }

    @Test
    void takes_every_key() {
        String root = Edges.ALICE.publicKey().text();
        TrustConfig config = TrustConfig.read(Section.root(Map.of("max_path", 8, "roots", List.of(root), "cache_size", "1MiB",
                "max_revocations", 7), problems));

        assertThat(config).isEqualTo(new TrustConfig(8, List.of(root), 1 << 20, 7));
        assertThat(problems.list()).isEmpty();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("no path at all", "max_path", 0), argumentSet("too long a path", "max_path", 9),
                argumentSet("no key", "roots", List.of("x")),
                argumentSet("a key of small order", "roots", List.of(Base64.getEncoder().encodeToString(new byte[32]))),
                argumentSet("a negative cache", "cache_size", "-1"), argumentSet("too large a cache", "cache_size", "2GiB"),
                argumentSet("no revocation", "max_revocations", 0), argumentSet("too many", "max_revocations", 1_000_001));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refuses_what_makes_no_sense(String key, Object value) {
        TrustConfig.read(Section.root(Map.of(key, value), problems));

        assertThat(problems.list()).singleElement().asString().startsWith(key + ": ");
    }
}
