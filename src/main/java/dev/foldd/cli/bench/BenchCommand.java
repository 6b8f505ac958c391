package dev.foldd.cli.bench;

import dev.foldd.cli.bench.direct.DirectBench;
import dev.foldd.cli.bench.direct.DirectOptions;
import dev.foldd.cli.bench.load.Operation;
import dev.foldd.cli.bench.load.Population;
import dev.foldd.cli.bench.load.Scope;
import dev.foldd.cli.bench.load.Series;
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
        "Loading takes a token of role god. The load's own token may be of a tenant, which the policy then keeps to his rows:"
                + " one of 00000000-0000-4000-9000-000000000000 to …9. It must allow every operation on User, and to read Page,"
                + " and the daemon's rate limit must be above the load."})
public final class BenchCommand implements Callable<Integer> {

    private static final int CONNECTIONS_MAX = 1_000;
    private static final int SLICES_MAX = 100;
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
            description = "For each measurement, all its slices: 500ms, 5s, 1m. Default: 5s.")
    private Duration duration;

    @Option(names = "--slices", paramLabel = "N", defaultValue = "5",
            description = "Slices of each measurement, in turns with those of --direct; their medians are printed. Default: 5.")
    private int slices;

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
        try {
            Caller caller = Caller.ask(plan.url(), plan.client());
            if (prepare && !caller.isUnfiltered()) {
                throw new CommandFailure("--prepare loads rows of every tenant, which takes a token of role god");
            }
            Scope scope = Scope.of(users, caller.filteredTenant()).orElseThrow(() -> new CommandFailure(
                    "none of the users belongs to the token's tenant; the first tenant is " + Population.tenant(0)));
            try (Bench bench = new Bench(plan, scope, server, clock.millis(), nanoClock, this::progress)) {
                return prepare ? prepared(bench) : measured(bench, plan, scope, server);
            }
        } catch (RpcException e) {
            throw new CommandFailure("the daemon answers " + e.code() + " " + e.getMessage()
                    + (e.details().isEmpty() ? "" : " " + PrettyJson.write(e.details())));
        } catch (IOException e) {
            throw new CommandFailure(e.getMessage());
        }
    }

    private static int prepared(Bench bench) throws IOException, RpcException {
        bench.prepare();
        return ExitCode.OK;
    }

    private int overSocket(Path path) {
        SocketBench.Plan plan = socketPlan(path);
        Optional<ServerProcess> server =
                ServerProcess.find(pid == null ? OptionalLong.empty() : OptionalLong.of(pid), path);
        try {
            return told(new SocketBench(plan, () -> server.flatMap(ServerProcess::cpu), clock, nanoClock, this::progress).run()
                    .stream().map(Series::of).toList(), List.of(), server);
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

    private int told(List<Series> viaDaemon, List<Series> without, Optional<ServerProcess> server) {
        Report report = new Report(viaDaemon, without,
                server.map(ServerProcess::residentMiB).orElse(OptionalLong.empty()));
        spec.commandLine().getOut().println(json ? PrettyJson.write(report.json()) : report.text().stripTrailing());
        return report.isClean() ? ExitCode.OK : ExitCode.FAILED;
    }

    private int measured(Bench bench, Bench.Plan plan, Scope scope, Optional<ServerProcess> server)
            throws IOException, RpcException, InterruptedException {
        if (!bench.isPrepared()) {
            throw new CommandFailure("the users to measure with are not there; load them with --prepare");
        }
        if (!scope.isOfTenant()) {
            progress("the token sees every tenant's rows: the load runs without a row filter");
        }
        try (DirectBench beside = direct.isAsked() ? direct.open(new DirectBench.Plan(plan.slice(), warmup, connections, scope),
                clock.millis() + APART_MILLIS, nanoClock) : null) {
            Turns turns = new Turns(bench, Optional.ofNullable(beside), slices);
            for (Operation operation : plan.operations()) {
                turns.measure(operation, connections);
            }
            bench.takeAway();
            return told(turns.viaDaemon(), turns.without(), server);
        }
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
        if (slices < 1 || slices > SLICES_MAX) {
            throw new ParameterException(spec.commandLine(), "--slices must be from 1 to " + SLICES_MAX);
        }
        direct.check();
        List<Operation> operations = new ArrayList<>();
        for (String word : only) {
            operations.add(Operation.named(word).orElseThrow(() -> new ParameterException(spec.commandLine(),
                    "--only knows read, list, create, update, createMany, delete and join, not '" + word + "'")));
        }
        List<Operation> chosen = operations.isEmpty() ? List.of(Operation.values()) : operations;
        return new Bench.Plan(url, door.options(), chosen,
                duration.dividedBy(slices), warmup, connections, users);
    }

    private void progress(String line) {
        spec.commandLine().getErr().println(line);
    }
}
