package dev.foldd.cli;

import dev.foldd.auth.jwt.Grant;
import dev.foldd.auth.jwt.KeyLoader;
import dev.foldd.auth.jwt.KeyRing;
import dev.foldd.auth.jwt.Minting;
import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.ConfigOptions;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.config.Suggestion;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.daemon.DaemonConfig;
import dev.foldd.daemon.Offline;
import dev.foldd.json.Json;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foldd token}: prints a token, signed with the secret that the daemon itself would use, and nothing else. */
@Command(name = "token", description = {"Makes a token, a signed statement of who somebody is, and prints it alone.",
        "It is signed with the secret of the daemon that has the same configuration and data directory."})
public final class TokenCommand implements Callable<Integer> {

    private final ConfigLoader loader;
    private final Clock clock;
    private final SecureRandom random;

    @Spec
    private CommandSpec spec;

    @Option(names = "--sub", required = true, paramLabel = "ID", description = "Whom it is about: a user's id.")
    private String subject;

    @Option(names = "--role", required = true, paramLabel = "ROLE", split = ",",
            description = "The role, or roles with commas between.")
    private List<String> roles;

    @Option(names = "--tenant", paramLabel = "T",
            description = "The tenant whose rows are meant, where there are tenants.")
    private Optional<String> tenant;

    @Option(names = "--username", paramLabel = "U", description = "The user's name.")
    private Optional<String> username;

    @Option(names = "--ttl", paramLabel = "TIME", defaultValue = "1h",
            description = "How long it is valid: 30s, 5m, 12h, 90d. Default: ${DEFAULT-VALUE}.")
    private String ttl;

    @Mixin
    private ConfigOptions options;

    @Option(names = "--json", description = "Prints the token with its id and expiry as one JSON object.")
    private boolean json;

    public TokenCommand(ConfigLoader loader, Clock clock, SecureRandom random) {
        this.loader = loader;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Integer call() {
        Grant grant;
        try {
            grant = new Grant(subject, roles, tenant, username, duration());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        PrintWriter err = spec.commandLine().getErr();
        DaemonConfig config = options.settings(loader, err);
        Minting minting = minting(config, err).orElseThrow(() ->
                new CommandFailure("security.jwt names no HS algorithm, so there is no secret to mint with"));
        try {
            Minting.Minted minted = minting.mint(grant);
            warnOfUnknownRoles(Offline.roles(config), err);
            print(minted);
            return ExitCode.OK;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void print(Minting.Minted minted) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("token", minted.token());
            object.put("tokenId", minted.tokenId());
            object.put("expiresAt", minted.expiresAt().toString());
            out.println(Json.write(object));
        } else {
            out.println(minted.token());
        }
        out.flush();
    }

    private void warnOfUnknownRoles(List<String> known, PrintWriter err) {
        roles.stream().filter(role -> !known.contains(role)).forEach(role -> err.println("warning: --role: '" + role
                + "' is none of the roles " + known + " and counts for nothing"
                + Suggestion.among(known, role)));
    }

    /** In a fresh directory this makes the secret, which no daemon elsewhere believes in: that must not go unsaid. */
    private Optional<Minting> minting(DaemonConfig config, PrintWriter err) {
        Optional<Path> missing = KeyLoader.generatedFile(config.jwt(), config.dataDir()).filter(Files::notExists);
        Problems problems = new Problems();
        KeyRing keys = KeyLoader.load(config.jwt(), config.secrets(), random, problems);
        problems.throwIfAny();
        missing.ifPresent(file -> err.println("note: there was no secret to sign with, so one was made: "
                + file.toAbsolutePath().normalize() + "; only a daemon with this data directory (--data) takes the token"));
        return Minting.with(config.jwt(), keys, clock, random);
    }

    /** Read as the configuration reads durations, so that both know the same units. */
    private Duration duration() {
        Problems problems = new Problems();
        Duration duration = Section.root(Map.of("--ttl", ttl), problems)
                .duration("--ttl", Duration.ofHours(1), Duration.ofSeconds(1), Duration.ofDays(3660));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(problems.list().get(0));
        }
        return duration;
    }
}
