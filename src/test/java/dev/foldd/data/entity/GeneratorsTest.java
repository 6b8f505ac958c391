package dev.foldd.data.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GeneratorsTest {

    private static final Instant NOW = Instant.parse("2024-01-15T10:30:00.123Z");

    private final Generators generators = new Generators.Fresh(Clock.fixed(NOW, ZoneOffset.UTC), new Random(7));

    @Test
    void a_uuid_is_of_version_4_and_the_usual_variant() {
        UUID uuid = UUID.fromString(generators.uuid());

        assertThat(uuid.version()).isEqualTo(4);
        assertThat(uuid.variant()).isEqualTo(2);
    }

    @Test
    void a_cuid_begins_with_the_time() {
        String cuid = generators.cuid();

        assertThat(cuid).matches("c[0-9a-z]{24}").startsWith("c" + Long.toString(NOW.toEpochMilli(), 36));
    }

    @Test
    void ids_of_one_moment_differ_beyond_many_blocks_of_randomness() {
        Set<String> ids = Stream.generate(generators::uuid).limit(5_000).collect(Collectors.toSet());
        Set<String> cuids = Stream.generate(generators::cuid).limit(5_000).collect(Collectors.toSet());

        assertThat(ids).hasSize(5_000);
        assertThat(cuids).hasSize(5_000);
    }

    @Test
    void the_time_is_the_clocks() {
        assertThat(generators.epochMs()).isEqualTo(NOW.toEpochMilli());
    }
}
