package dev.foldd.cli.trust;

import dev.foldd.auth.trust.TrustFiles;
import dev.foldd.cli.part.ConfigOptions;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.config.Problems;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.identity.trust.Edge;
import dev.foldd.identity.trust.EdgeRevocation;
import dev.foldd.identity.trust.RevokedEdges;
import dev.foldd.json.Json;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the edges that this node has signed, and what has been taken back. */
@Command(name = "list", description = "Lists the edges that this node has signed, newest first, and what has been taken back.")
final class ListCommand implements Callable<Integer> {

    private final ConfigLoader loader;
    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    ListCommand(ConfigLoader loader, Clock clock) {
        this.loader = loader;
        this.clock = clock;
    }

    @Override
    public Integer call() {
        TrustFiles files = Trust.files(options.settings(loader, spec.commandLine().getErr()).dataDir());
        Problems problems = new Problems();
        List<EdgeRevocation> revocations = files.revocations(problems).stream().filter(EdgeRevocation::isGenuine).toList();
        RevokedEdges revoked = RevokedEdges.NONE.with(revocations);
        List<Map<String, Object>> edges = files.edges(problems).stream()
                .sorted(Comparator.comparingLong(Edge::serial).reversed())
                .map(edge -> Trust.shown(edge, revoked, clock.instant())).toList();
        problems.list().forEach(problem -> spec.commandLine().getErr().println("warning: " + problem));
        print(edges, revocations);
        return problems.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private void print(List<Map<String, Object>> edges, List<EdgeRevocation> revocations) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("edges", edges);
            told.put("revocations", revocations.stream().map(EdgeRevocation::tree).toList());
            out.println(Json.write(told));
        } else {
            edges.forEach(edge -> out.println(Trust.text(edge)));
            revocations.forEach(one -> out.println("revoked " + one.edge().map(id -> "edge " + id)
                    .orElseGet(() -> "key " + one.subject().orElseThrow() + " up to serial " + one.serial())
                    + " by " + one.issuer()));
            out.println(edges.size() + (edges.size() == 1 ? " edge, " : " edges, ") + revocations.size()
                    + (revocations.size() == 1 ? " revocation" : " revocations"));
        }
        out.flush();
    }
}
