package dev.foldd.cli.trust;

import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.ConfigOptions;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.PublicKey;
import dev.foldd.identity.trust.Edge;
import dev.foldd.identity.trust.Obstacle;
import dev.foldd.identity.trust.RevokedEdges;
import dev.foldd.identity.trust.Scope;
import dev.foldd.identity.trust.TrustException;
import dev.foldd.identity.trust.TrustPath;
import dev.foldd.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Signs an edge, and prints the path that it ends. */
@Command(name = "add", description = {"Signs an edge from this node to a key, and prints the path for its owner to present.",
        "With --extend the path goes on from where another one ends, which must be at the key that signs."})
final class AddCommand implements Callable<Integer> {

    /** Edges count from a little before they were made, since not all clocks are the same. */
    private static final long EARLIER_SECONDS = 60;

    private final ConfigLoader loader;
    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(names = "--to", required = true, paramLabel = "KEY", description = "Who is trusted: a public key, base64 or PEM.")
    private String to;

    @Option(names = "--max-hops", paramLabel = "N", defaultValue = "0",
            description = "By how many edges its owner may extend the path. Default: ${DEFAULT-VALUE}.")
    private int maxHops;

    @Option(names = "--scope", paramLabel = "PATTERN:OPERATIONS",
            description = "What it is good for, such as 'User*:read,write'. May be repeated. Default: '*:read,write'.")
    private List<String> scopes = new ArrayList<>();

    @Option(names = "--ttl", paramLabel = "TIME", defaultValue = "24h",
            description = "How long it is valid: 30s, 5m, 12h, 90d. Default: ${DEFAULT-VALUE}.")
    private String ttl;

    @Option(names = "--extend", paramLabel = "FILE", description = "A path as this command prints it, which is to go on.")
    private Path extended;

    @Option(names = "--key", paramLabel = "FILE",
            description = "Signs with this private key instead of the node's, such as an application's own.")
    private Path key;

    @Option(names = "--out", paramLabel = "FILE", description = "Writes the path there, as a whole or not at all, instead of"
            + " printing it.")
    private Path out;

    @Option(names = "--json", description = "Prints an object with the edge's id and its end, and the path in it.")
    private boolean json;

    AddCommand(ConfigLoader loader, Clock clock) {
        this.loader = loader;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        PublicKey trusted = Trust.key("--to", to);
        Optional<TrustPath> before = Optional.ofNullable(extended).map(Trust::path);
        Optional<Path> data = key != null ? Optional.empty()
                : Optional.of(options.settings(loader, spec.commandLine().getErr()).dataDir());
        NodeKey signer = Trust.signer(data.map(NodeKey::fileIn).orElse(key));
        Edge edge = signed(signer, trusted);
        TrustPath path = joined(before, edge);
        refuseObstacle(path, trusted);
        try {
            if (data.isPresent()) {
                Trust.files(data.get()).keep(edge);
            }
            if (out != null) {
                write(path);
            }
        } catch (IOException e) {
            throw new CommandFailure("cannot be written: " + e.getMessage());
        }
        print(edge, path);
        return ExitCode.OK;
    }

    /** Whoever presents it reads it again for every connection, and must not find half of it. It is no secret. */
    private void write(TrustPath path) throws IOException {
        Path written = out.resolveSibling(out.getFileName() + ".new");
        Files.writeString(written, Json.write(path.tree()) + "\n");
        Files.move(written, out, StandardCopyOption.ATOMIC_MOVE);
    }

    private void print(Edge edge, TrustPath path) {
        String until = Instant.ofEpochSecond(edge.notAfter()).toString();
        if (json) {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("id", edge.id());
            told.put("notAfter", until);
            told.put("path", path.tree());
            spec.commandLine().getOut().println(Json.write(told));
        } else {
            spec.commandLine().getOut().println(out == null ? Json.write(path.tree()) : "file " + out);
            spec.commandLine().getErr().println("note: edge " + edge.id() + " counts until " + until);
        }
        spec.commandLine().getOut().flush();
    }

    private Edge signed(NodeKey signer, PublicKey trusted) {
        long now = clock.instant().getEpochSecond();
        try {
            Scope scope = scopes.isEmpty() ? Scope.READ_AND_WRITE : Scope.parse(scopes);
            return Edge.signed(signer, trusted, maxHops, scope, now - EARLIER_SECONDS, now + Trust.life(ttl).toSeconds(),
                    clock.millis());
        } catch (TrustException e) {
            throw CommandFailure.ofUsage(e.getMessage());
        }
    }

    private static TrustPath joined(Optional<TrustPath> before, Edge edge) {
        try {
            return before.map(path -> path.with(edge)).orElseGet(() -> new TrustPath(List.of(edge)));
        } catch (TrustException e) {
            throw new CommandFailure(e.getMessage());
        }
    }

    /** Wherever the path begins, nobody could use one that does not hold together. */
    private void refuseObstacle(TrustPath path, PublicKey end) {
        TrustPath.Rules rules = new TrustPath.Rules(Set.of(path.edges().get(0).from()), TrustPath.EDGES_MAX);
        Optional<Obstacle> obstacle = path.obstacle(rules, RevokedEdges.NONE, end.text(), clock.millis());
        if (obstacle.isPresent()) {
            throw new CommandFailure("nobody would follow this path: " + obstacle.get().sentence());
        }
    }
}
