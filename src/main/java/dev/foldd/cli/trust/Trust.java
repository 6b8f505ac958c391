package dev.foldd.cli.trust;

import dev.foldd.auth.trust.TrustFiles;
import dev.foldd.cli.part.CommandFailure;
import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.daemon.files.DataDirectory;
import dev.foldd.identity.KeyException;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.PublicKey;
import dev.foldd.identity.trust.Edge;
import dev.foldd.identity.trust.RevokedEdges;
import dev.foldd.identity.trust.TrustException;
import dev.foldd.identity.trust.TrustPath;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the commands on trust have in common: keys, files of paths, and how edges are shown. */
final class Trust {

    private static final long FILE_BYTES_MAX = 64 * 1024;

    private Trust() {
    }

    /** @throws CommandFailure when it is none */
    static PublicKey key(String option, String text) {
        try {
            return PublicKey.parse(text);
        } catch (KeyException e) {
            throw CommandFailure.ofUsage(option + ": " + e.getMessage());
        }
    }

    /** @throws CommandFailure when it is not there or is none */
    static NodeKey signer(Path file) {
        try {
            return NodeKey.load(file);
        } catch (KeyException e) {
            throw new CommandFailure(e.getMessage());
        }
    }

    static TrustFiles files(Path data) {
        return new TrustFiles(DataDirectory.trustIn(data));
    }

    /** Reads a path as {@code trust add} prints it; a single edge is one, too. */
    static TrustPath path(Path file) {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new CommandFailure("'" + file + "' is too large to be a path of trust");
            }
            Object tree = Json.parse(Files.readString(file));
            return TrustPath.read(tree instanceof Map<?, ?> ? List.of(tree) : tree);
        } catch (JsonException | TrustException e) {
            throw new CommandFailure("'" + file + "' is no path of trust: " + e.getMessage());
        } catch (IOException e) {
            throw CommandFailure.ofUsage("'" + file + "' cannot be read");
        }
    }

    /** Read as the configuration reads durations, so that both know the same units. */
    static Duration life(String ttl) {
        Problems problems = new Problems();
        Duration life = Section.root(Map.of("--ttl", ttl), problems)
                .duration("--ttl", Duration.ofHours(24), Duration.ofSeconds(1), Duration.ofDays(3660));
        if (!problems.isEmpty()) {
            throw CommandFailure.ofUsage(problems.list().get(0));
        }
        return life;
    }

    /** What can be said of an edge by itself; whether it is revoked, as far as this data directory knows. */
    static Map<String, Object> shown(Edge edge, RevokedEdges revoked, Instant now) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", edge.id());
        shown.put("from", edge.from());
        shown.put("to", edge.to());
        shown.put("maxHops", (long) edge.maxHops());
        shown.put("scope", edge.scope().toString());
        shown.put("notBefore", Instant.ofEpochSecond(edge.notBefore()).toString());
        shown.put("notAfter", Instant.ofEpochSecond(edge.notAfter()).toString());
        shown.put("state", revoked.revokes(edge, Set.of(edge.from())) ? "revoked"
                : now.isBefore(Instant.ofEpochSecond(edge.notBefore())) ? "not yet"
                : now.isAfter(Instant.ofEpochSecond(edge.notAfter())) ? "expired" : "valid");
        return shown;
    }

    /** The same as text, a line for each part. */
    static String text(Map<String, Object> shown) {
        StringBuilder text = new StringBuilder();
        shown.forEach((name, value) -> text.append(name).append(' ').append(value).append(System.lineSeparator()));
        return text.toString();
    }
}
