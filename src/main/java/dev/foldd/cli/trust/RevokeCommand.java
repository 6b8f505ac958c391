package dev.foldd.cli.trust;

import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.ConfigOptions;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.trust.EdgeRevocation;
import dev.foldd.identity.trust.TrustException;
import dev.foldd.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Signs that trust is taken back, and puts it where the daemon finds it. */
@Command(name = "revoke", description = {"Takes an edge back, or all edges of this node to a key.",
        "A running daemon takes it up when it next looks at its files, or at once by SIGHUP and admin.reload."})
final class RevokeCommand implements Callable<Integer> {

    private final ConfigLoader loader;
    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(names = "--edge", paramLabel = "ID",
            description = "The edge with this id: one of this node's, or one behind it on a path.")
    private String edge;

    @Option(names = "--to", paramLabel = "KEY",
            description = "All edges that this node has signed to this public key up to now. Later ones count.")
    private String to;

    @Option(names = "--json", description = "Prints the revocation as one line of JSON.")
    private boolean json;

    RevokeCommand(ConfigLoader loader, Clock clock) {
        this.loader = loader;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        if ((edge == null) == (to == null)) {
            throw CommandFailure.ofUsage("say what is taken back: an edge by --edge ID, or a key by --to KEY");
        }
        Path data = options.settings(loader, spec.commandLine().getErr()).dataDir();
        NodeKey node = Trust.signer(NodeKey.fileIn(data));
        EdgeRevocation revocation = revocation(node);
        try {
            Path file = Trust.files(data).keep(revocation);
            spec.commandLine().getOut().println(json ? Json.write(revocation.tree())
                    : "revoked " + revocation.edge().or(revocation::subject).orElseThrow() + System.lineSeparator()
                            + "file " + file);
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        } catch (IOException e) {
            throw new CommandFailure("cannot write below " + data + ": " + e.getMessage());
        }
    }

    private EdgeRevocation revocation(NodeKey node) {
        try {
            return edge != null ? EdgeRevocation.ofEdge(node, edge, clock.millis())
                    : EdgeRevocation.ofSubject(node, Trust.key("--to", to), clock.millis());
        } catch (TrustException e) {
            throw CommandFailure.ofUsage("--edge: " + e.getMessage());
        }
    }
}
