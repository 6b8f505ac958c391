package dev.foldd.cli.bench;

import dev.foldd.cli.bench.direct.DirectBench;
import dev.foldd.cli.bench.direct.DirectOptions;
import dev.foldd.cli.bench.load.Operation;
import dev.foldd.cli.bench.load.Phase;
import dev.foldd.cli.bench.load.Population;
import dev.foldd.cli.bench.socket.SocketBench;
import dev.foldd.cli.bench.socket.SocketTask;
import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.DoorOptions;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.cli.part.PrettyJson;
import dev.foldd.cli.part.SocketOptions;
import dev.foldd.cli.part.TimeConverter;
import dev.foldd.client.RpcException;
import dev.foldd.identity.KeyException;
import dev.foldd.identity.NodeKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures a running daemon, and its database without it. */
@Command(name = "bench", description = {"Measures a running daemon with a load of its own over WebSocket.",
        "It works on 100,000 users and a page of each, which --prepare loads; what it makes besides, it deletes again.",
        "Over a Unix socket it works on a schema of its own, FolddBench, which the node's own key can make.",
        "The token in the URL must allow every operation on User and Page in every tenant (role god), and the daemon's rate"
                + " limit must be above the load."})
public final class BenchCommand implements Callable<Integer> {

    private static final int CONNECTIONS_MAX = 1_000;
    private static final int USERS_MAX = 10_000_000;
    /** The rows of the direct measurement are those of a run in the far future. */
    private static final long APART_MILLIS = 1L << 39;

    private final Clock clock;
    private final LongSupplier nanoClock;

    @Mixin
    private DoorOptions door;

    @Mixin
    private SocketOptions socket;

    @Option(names = "--in-flight", paramLabel = "N", defaultValue = "64",
            description = "With --socket: requests at once, over two connections. Default: 64, and then 1.")
    private int inFlight;

    @Option(names = "--prepare", description = "Loads the users that are not there yet, and measures nothing.")
    private boolean prepare;

    @Option(names = "--duration", paramLabel = "TIME", defaultValue = "5s", converter = TimeConverter.class,
            description = "For each measurement: 500ms, 5s, 1m. Default: 5s.")
    private Duration duration;

    @Option(names = "--warmup", paramLabel = "TIME", defaultValue = "3s", converter = TimeConverter.class,
            description = "Before each operation, unmeasured. Default: 3s.")
    private Duration warmup;

    @Option(names = "--connections", paramLabel = "N", defaultValue = "32",
            description = "Requests in flight, each on a connection of its own. Default: 32, and then 1.")
    private int connections;

    @Option(names = "--users", paramLabel = "N", defaultValue = "" + Population.ROWS,
            description = "How many users to load and to work on, in hundreds. Default: 100000.")
    private int users;

    @Option(names = "--only", paramLabel = "OPERATION", split = ",",
            description = {"Some of read, list, create, update, createMany, delete, join;",
                    "with --socket of get_schema, signed, query, mutation."})
    private List<String> only = List.of();

    @Mixin
    private DirectOptions direct;

    @Option(names = "--pid", paramLabel = "PID",
            description = "The daemon's process, to see its CPU. Default: whoever listens on the port, on this"
                    + " machine.")
    private Long pid;

    @Option(names = "--json", description = "Prints JSON instead of tables.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** @param nanoClock as {@link System#nanoTime} */
    public BenchCommand(Clock clock, LongSupplier nanoClock) {
        this.clock = clock;
        this.nanoClock = nanoClock;
    }

    @Override
    public Integer call() throws InterruptedException {
        Optional<Path> path = socket.socket(door.hasUrl(), Map.of());
        if (path.isPresent()) {
            return overSocket(path.get());
        }
        Bench.Plan plan = plan();
        Optional<ServerProcess> server =
                ServerProcess.find(pid == null ? OptionalLong.empty() : OptionalLong.of(pid), plan.url());
        Bench bench = new Bench(plan, server, clock.millis(), nanoClock, this::progress);
        try {
            if (prepare) {
                bench.prepare();
                return ExitCode.OK;
            }
            if (!bench.isPrepared()) {
                throw new CommandFailure("the users to measure with are not there; load them with --prepare");
            }
            return measured(bench, plan, server);
        } catch (RpcException e) {
            throw new CommandFailure("the daemon answers " + e.code() + " " + e.getMessage()
                    + (e.details().isEmpty() ? "" : " " + PrettyJson.write(e.details())));
        } catch (IOException e) {
            throw new CommandFailure(e.getMessage());
        }
    }

    private int overSocket(Path path) {
        SocketBench.Plan plan = socketPlan(path);
        Optional<ServerProcess> server =
                ServerProcess.find(pid == null ? OptionalLong.empty() : OptionalLong.of(pid), path);
        try {
            return told(new SocketBench(plan, () -> server.flatMap(ServerProcess::cpu), clock, nanoClock, this::progress).run(),
                    List.of(), server);
        } catch (IOException e) {
            throw new CommandFailure(e.getMessage());
        }
    }

    private SocketBench.Plan socketPlan(Path path) {
        if (inFlight < 2 || inFlight > CONNECTIONS_MAX) {
            throw new ParameterException(spec.commandLine(), "--in-flight must be from 2 to " + CONNECTIONS_MAX);
        }
        if (direct.isAsked() || prepare) {
            throw new ParameterException(spec.commandLine(), "--direct and --prepare are not for --socket");
        }
        List<SocketTask> tasks = new ArrayList<>();
        for (String word : only) {
            tasks.add(SocketTask.named(word).orElseThrow(() -> new ParameterException(spec.commandLine(),
                    "with --socket --only knows get_schema, signed, query and mutation, not '" + word + "'")));
        }
        try {
            return new SocketBench.Plan(path, NodeKey.load(socket.keyFile(Map.of())),
                    tasks.isEmpty() ? List.of(SocketTask.values()) : tasks, duration, warmup, inFlight);
        } catch (KeyException e) {
            throw CommandFailure.ofUsage("--key: " + e.getMessage());
        }
    }

    private int told(List<Phase> viaDaemon, List<Phase> without, Optional<ServerProcess> server) {
        Report report = new Report(viaDaemon, without,
                server.map(ServerProcess::residentMiB).orElse(OptionalLong.empty()));
        spec.commandLine().getOut().println(json ? PrettyJson.write(report.json()) : report.text().stripTrailing());
        return report.isClean() ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Each operation through the daemon and at once without it, so that both have the same machine. */
    private int measured(Bench bench, Bench.Plan plan, Optional<ServerProcess> server)
            throws IOException, RpcException, InterruptedException {
        List<Phase> viaDaemon = new ArrayList<>();
        List<Phase> without = new ArrayList<>();
        try (DirectBench beside = direct.isAsked() ? direct.open(new DirectBench.Plan(duration, warmup, connections, users),
                clock.millis() + APART_MILLIS, nanoClock, this::progress) : null) {
            for (Operation operation : plan.operations()) {
                viaDaemon.addAll(bench.run(operation));
                if (beside != null) {
                    without.addAll(beside.run(operation));
                }
            }
        }
        bench.takeAway();
        return told(viaDaemon, without, server);
    }

    private Bench.Plan plan() {
        URI url = door.url();
        if (!"ws".equalsIgnoreCase(url.getScheme()) || url.getHost() == null || url.getPort() < 0) {
            throw new ParameterException(spec.commandLine(),
                    "--url must be ws://HOST:PORT/: the load is sent without TLS");
        }
        if (connections < 1 || connections > CONNECTIONS_MAX) {
            throw new ParameterException(spec.commandLine(), "--connections must be from 1 to " + CONNECTIONS_MAX);
        }
        if (users < Population.BATCH || users > USERS_MAX || users % Population.BATCH != 0) {
            throw new ParameterException(spec.commandLine(), "--users must be hundreds, from 100 to " + USERS_MAX);
        }
        direct.check();
        List<Operation> operations = new ArrayList<>();
        for (String word : only) {
            operations.add(Operation.named(word).orElseThrow(() -> new ParameterException(spec.commandLine(),
                    "--only knows read, list, create, update, createMany, delete and join, not '" + word + "'")));
        }
        List<Operation> chosen = operations.isEmpty() ? List.of(Operation.values()) : operations;
        return new Bench.Plan(url, door.options(), chosen,
                duration, warmup, connections, users);
    }

    private void progress(String line) {
        spec.commandLine().getErr().println(line);
    }
}
