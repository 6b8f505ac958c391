package dev.foldd.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.contract.Observation;
import dev.foldd.contract.Principal;
import dev.foldd.contract.Revocation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevocationsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Revocations.Bounds BOUNDS = new Revocations.Bounds(Duration.ofDays(1), 3);

    private final TestClock clock = new TestClock(NOW);
    private final List<Observation> told = new ArrayList<>();

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("data").resolve("revocations.jsonl");
    }

    @Test
    void a_subject_is_refused_what_was_issued_up_to_the_moment_and_not_what_comes_later() throws IOException {
        Revocations revocations = open();

        revocations.revoke(Revocation.Kind.SUB, "u1");

        assertThat(revocations.isRevoked(proof("u1", NOW.minusSeconds(1)))).isTrue();
        assertThat(revocations.isRevoked(proof("u1", NOW))).isTrue();
        assertThat(revocations.isRevoked(proof("u1", NOW.plusMillis(1)))).isFalse();
        assertThat(revocations.isRevoked(proof("u1", Instant.EPOCH))).isTrue();
        assertThat(revocations.isRevoked(proof("u2", NOW))).isFalse();
    }

    @Test
    void a_token_is_refused_by_name_whenever_it_says_it_was_issued() throws IOException {
        Revocations revocations = open();

        revocations.revoke(Revocation.Kind.JTI, "t1");

        assertThat(revocations.isRevoked(proof("u1", NOW.plusSeconds(5)))).isTrue();
    }

    @Test
    void a_key_is_refused_for_good_whatever_its_tokens_say() throws IOException {
        Revocations revocations = open();

        Revocation kept = revocations.revoke(Revocation.Kind.KEY, "k1");
        clock.forward(Duration.ofDays(3660));
        Revocations after = open();

        assertThat(kept.until()).isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
        assertThat(after.isRevoked(proof("u1", clock.instant()))).isTrue();
    }

    @Test
    void revocations_survive_a_restart_in_a_file_of_the_owner_alone() throws IOException {
        open().revoke(Revocation.Kind.KEY, "k1");

        Revocations after = open();

        assertThat(after.isRevoked(proof("u1", NOW))).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(told).isEmpty();
    }

    @Test
    void a_torn_last_line_is_dropped_and_said() throws IOException {
        open().revoke(Revocation.Kind.SUB, "u1");
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() / 2), StandardOpenOption.APPEND);

        Revocations after = open();

        assertThat(after.size()).isEqualTo(1);
        assertThat(told).singleElement().isInstanceOf(Observation.Warned.class);
        assertThat(Files.readString(file)).isEqualTo(whole);
    }

    @Test
    void a_damaged_line_stops_the_start() throws IOException {
        open().revoke(Revocation.Kind.SUB, "u1");
        Files.writeString(file, "{\"kind\":\"sub\"}\n" + Files.readString(file));

        assertThatThrownBy(this::open).isInstanceOf(IOException.class)
                .hasMessageEndingWith("line 1 is not a revocation; repair or remove that line");
    }

    @Test
    void what_has_expired_is_forgotten_at_the_start() throws IOException {
        open().revoke(Revocation.Kind.SUB, "u1");
        clock.forward(Duration.ofDays(2));

        Revocations after = open();

        assertThat(after.size()).isZero();
        assertThat(Files.readString(file)).isEmpty();
    }

    @Test
    void beyond_the_bound_only_expired_ones_make_room() throws IOException {
        Revocations revocations = open();
        for (String subject : List.of("a", "b", "c")) {
            revocations.revoke(Revocation.Kind.SUB, subject);
        }

        assertThatThrownBy(() -> revocations.revoke(Revocation.Kind.SUB, "d"))
                .isInstanceOfSatisfying(FaultException.class,
                        refused -> assertThat(refused.fault())
                                .isEqualTo(new Fault.TooLarge("the number of revocations", 3)));
        revocations.revoke(Revocation.Kind.SUB, "a");
        clock.forward(Duration.ofDays(2));
        revocations.revoke(Revocation.Kind.SUB, "d");

        assertThat(revocations.size()).isEqualTo(1);
    }

    @Test
    void a_repeated_revocation_reaches_as_far_as_either_and_does_not_grow_the_file() throws IOException {
        Revocations revocations = open();
        revocations.revoke(new Revocation(Revocation.Kind.SUB, "u1", NOW.plusSeconds(9), NOW.plusSeconds(9)));
        for (int i = 0; i < 50; i++) {
            revocations.revoke(new Revocation(Revocation.Kind.SUB, "u1", NOW, NOW.plusSeconds(60)));
        }

        Revocations after = open();

        assertThat(after.isRevoked(proof("u1", NOW.plusSeconds(9)))).isTrue();
        assertThat(Files.readAllLines(file)).hasSizeLessThan(7);
    }

    @Test
    void what_cannot_be_written_counts_and_is_written_with_the_next() throws IOException {
        Revocations revocations = open();
        revocations.revoke(Revocation.Kind.SUB, "u1");
        Path kept = directory.resolve("kept");
        Files.move(file, kept);
        Files.createDirectory(file);

        assertThatThrownBy(() -> revocations.revoke(Revocation.Kind.SUB, "u2"))
                .isInstanceOfSatisfying(FaultException.class,
                        refused -> assertThat(refused.fault().code()).isEqualTo(Fault.Code.UNAVAILABLE));
        assertThat(revocations.isRevoked(proof("u2", NOW))).isTrue();
        Files.delete(file);
        revocations.revoke(Revocation.Kind.SUB, "u3");

        assertThat(open().size()).isEqualTo(3);
    }

    @Test
    void what_others_have_taken_back_is_learned_once_and_kept() throws IOException {
        Revocations revocations = open();
        Revocation told = new Revocation(Revocation.Kind.SUB, "u1", NOW, NOW.plusSeconds(60));

        assertThat(revocations.learn(told)).isTrue();
        assertThat(revocations.learn(told)).isFalse();
        assertThat(revocations.learn(new Revocation(Revocation.Kind.SUB, "u1", NOW.minusSeconds(9), NOW))).isFalse();
        assertThat(revocations.learn(new Revocation(Revocation.Kind.SUB, "u1", NOW.plusSeconds(9), NOW))).isTrue();
        assertThat(revocations.learn(new Revocation(Revocation.Kind.SUB, "u2", NOW, NOW.minusSeconds(1)))).as("over").isFalse();

        assertThat(open().isRevoked(proof("u1", NOW.plusSeconds(9)))).isTrue();
        assertThat(open().all()).containsExactly(
                new Revocation(Revocation.Kind.SUB, "u1", NOW.plusSeconds(9), NOW.plusSeconds(60)));
    }

    @Test
    void an_empty_name_is_refused() throws IOException {
        Revocations revocations = open();

        assertThatThrownBy(() -> revocations.revoke(Revocation.Kind.SUB, "")).isInstanceOf(FaultException.class);
    }

    private Revocations open() throws IOException {
        return Revocations.open(file, BOUNDS, clock, told::add);
    }

    private static Proof proof(String subject, Instant issuedAt) {
        return new Proof(Principal.user(subject, "user"), issuedAt, NOW.plusSeconds(60), Optional.of("t1"), "k1");
    }
}
