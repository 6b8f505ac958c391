package dev.foldd.cli.trust;

import dev.foldd.auth.trust.TrustFiles;
import dev.foldd.auth.trust.TrustPaths;
import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.ConfigOptions;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.config.Problems;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.daemon.DaemonConfig;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.PublicKey;
import dev.foldd.identity.trust.Edge;
import dev.foldd.identity.trust.Reach;
import dev.foldd.identity.trust.RevokedEdges;
import dev.foldd.identity.trust.TrustPath;
import dev.foldd.json.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows a path edge by edge, and what it is worth to this node now. */
@Command(name = "show", description = {"Shows a path, edge by edge, and what it is worth at this node now.",
        "Exits with 1 when it is worth nothing."})
final class ShowCommand implements Callable<Integer> {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    private final ConfigLoader loader;
    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Parameters(paramLabel = "FILE|ID",
            description = "A path as 'trust add' prints it, or the id of an edge that was signed here.")
    private String what;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    ShowCommand(ConfigLoader loader, Clock clock) {
        this.loader = loader;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        DaemonConfig config = options.settings(loader, spec.commandLine().getErr());
        TrustFiles files = Trust.files(config.dataDir());
        Problems problems = new Problems();
        TrustPath path = ID.matcher(what).matches() ? kept(files, problems) : Trust.path(Path.of(what));
        PublicKey node = Trust.signer(NodeKey.fileIn(config.dataDir())).publicKey();
        TrustPaths paths = new TrustPaths(config.trust(), node, files, clock);
        paths.reload();
        PublicKey end = Trust.key("to", path.edges().get(path.edges().size() - 1).to());
        RevokedEdges revoked = RevokedEdges.NONE.with(files.revocations(problems));
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("edges", path.edges().stream().map(edge -> Trust.shown(edge, revoked, clock.instant())).toList());
        Reach reach = paths.look(path, end).map(seen -> paths.reach(seen, end)).orElse(null);
        told.put("distance", reach == null || reach.distance().isEmpty() ? null : (Object) (long) reach.distance().getAsInt());
        told.put("resolvedBy", reach == null ? "none: an edge of the path is not signed by its signer" : reach.words());
        print(told);
        return told.get("distance") == null ? ExitCode.FAILED : ExitCode.OK;
    }

    private TrustPath kept(TrustFiles files, Problems problems) {
        List<Edge> found = files.edges(problems).stream().filter(edge -> edge.id().equals(what)).toList();
        if (found.isEmpty()) {
            throw new CommandFailure("this node has signed no edge with the id " + what);
        }
        return new TrustPath(found);
    }

    @SuppressWarnings("unchecked")
    private void print(Map<String, Object> told) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(told));
        } else {
            ((List<Map<String, Object>>) told.get("edges")).forEach(edge -> out.println(Trust.text(edge)));
            out.println("distance " + (told.get("distance") == null ? "unresolved" : told.get("distance")));
            out.println("resolved by " + told.get("resolvedBy"));
        }
        out.flush();
    }
}
