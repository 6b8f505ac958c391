package dev.foldd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.auth.Bearers;
import dev.foldd.auth.Proof;
import dev.foldd.auth.Revocations;
import dev.foldd.auth.jwt.JwtBearers;
import dev.foldd.auth.jwt.JwtConfig;
import dev.foldd.auth.jwt.KeyLoader;
import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.config.secret.Secrets;
import dev.foldd.daemon.DaemonConfig;
import dev.foldd.json.Json;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenCommandTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    private final CommandRun command = new CommandRun("token", () ->
            new TokenCommand(new ConfigLoader(Map.of(), DaemonConfig::read), CLOCK, new SecureRandom()));

    @TempDir
    private Path data;

    @Test
    void the_token_alone_is_printed_and_the_daemon_on_that_directory_takes_it() throws IOException {
        int code = run("--sub", "u1", "--role", "user", "--tenant", "acme", "--username", "Zoë", "--ttl", "2h");

        assertThat(code).isZero();
        assertThat(command.err.toString()).startsWith("note: there was no secret to sign with, so one was made: ")
                .contains("keys/jwt.key").hasLineCount(1);
        assertThat(command.out.toString()).matches("[A-Za-z0-9_.-]+\\R");
        Proof proof = prove(command.out.toString().strip());
        assertThat(proof.principal().subject()).isEqualTo("u1");
        assertThat(proof.principal().roles()).containsExactly("user");
        assertThat(proof.principal().tenant()).contains("acme");
        assertThat(proof.principal().claims()).isEqualTo(Map.of("username", "Zoë"));
        assertThat(proof.expiresAt()).isEqualTo("2026-03-01T14:00:00Z");
    }

    @Test
    void as_json_it_comes_with_its_name_and_end() throws IOException {
        int code = run("--sub", "u1", "--role", "user,editor", "--json");

        assertThat(code).isZero();
        Map<?, ?> printed = (Map<?, ?>) Json.parse(command.out.toString());
        Proof proof = prove((String) printed.get("token"));
        assertThat(proof.principal().roles()).containsExactly("user", "editor");
        assertThat(proof.tokenId()).contains((String) printed.get("tokenId"));
        assertThat(printed.get("expiresAt")).isEqualTo("2026-03-01T13:00:00Z");
    }

    @Test
    void a_role_that_the_rules_do_not_know_is_warned_of_and_a_secret_that_is_there_is_not_mentioned() throws IOException {
        Path rules = Files.writeString(Files.createTempDirectory(data, "rules").resolve("rules.yaml"),
                "roles: [user, editor]");
        run("--sub", "u1", "--role", "user");
        command.err.getBuffer().setLength(0);

        assertThat(run("--sub", "u1", "--role", "usr,user")).isZero();
        assertThat(run("--sub", "u1", "--role", "editor", "--set", "security.acl.rules_file=" + rules)).isZero();

        assertThat(command.err.toString().lines()).containsExactly("warning: --role: 'usr' is none of the roles [public, user,"
                + " moderator, admin, god, supergod] and counts for nothing; did you mean 'user'?");
    }

    @Test
    void arguments_that_are_not_in_order_end_with_2() {
        assertThat(run("--role", "user")).isEqualTo(2);
        assertThat(run("--sub", "", "--role", "user")).isEqualTo(2);
        assertThat(run("--sub", "u1", "--role", "user", "--ttl", "soon")).isEqualTo(2);
        assertThat(run("--sub", "u1", "--role", "user", "--ttl", "400d")).isEqualTo(2);
        assertThat(command.out.toString()).isEmpty();
        assertThat(command.err.toString()).contains("Missing required option: '--sub=ID'")
                .contains("a subject has 1 to 255 characters").contains("--ttl: must be a duration")
                .contains("a token is valid for at most 8784 hours");
    }

    @Test
    void a_configuration_that_is_not_in_order_ends_with_78() throws IOException {
        assertThat(run("--sub", "u1", "--role", "user", "--set", "security.jwt.secret=short")).isEqualTo(78);
        assertThat(run("--sub", "u1", "--role", "user", "--config", "none.yaml")).isEqualTo(78);
        Path keys = Files.createDirectories(data.resolve("keys"));
        Files.setPosixFilePermissions(Files.writeString(keys.resolve("jwt.key"), "x".repeat(43)),
                PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(run("--sub", "u1", "--role", "user")).isEqualTo(78);
        assertThat(command.out.toString()).isEmpty();
        assertThat(command.err.toString()).contains("security.jwt.secret: must be at least 32 bytes")
                .contains("none.yaml: is not there").contains("jwt.key has the rights rw-r--r--, beyond rw-------");
    }

    @Test
    void without_a_secret_to_mint_with_it_ends_with_1() {
        assertThat(run("--sub", "u1", "--role", "user", "--set", "security.jwt.algorithms=RS256",
                "--set", "security.jwt.issuers=[]")).isEqualTo(1);
        assertThat(command.err.toString()).isEqualToIgnoringNewLines(
                "foldd: security.jwt names no HS algorithm, so there is no secret to mint with");
    }

    private int run(String... arguments) {
        List<String> words = new ArrayList<>(List.of("--data", data.toString()));
        words.addAll(List.of(arguments));
        return command.execute(words.toArray(String[]::new));
    }

    private Proof prove(String token) throws IOException {
        Problems problems = new Problems();
        JwtConfig config = JwtConfig.read(Section.root(Map.of(), problems));
        Revocations revocations =
                Revocations.open(data.resolve("revocations.jsonl"), config.revocationBounds(), CLOCK, told -> { });
        Bearers bearers = new JwtBearers(config, KeyLoader.load(config, Secrets.in(data), new SecureRandom(), problems),
                new JwtBearers.Parts(revocations, address -> Future.failedFuture("there is nothing"), lost -> { }, CLOCK,
                        told -> { })).at("rpc");
        problems.throwIfAny();
        return bearers.prove(token).result();
    }
}
