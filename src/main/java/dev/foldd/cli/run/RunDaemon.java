package dev.foldd.cli.run;

import dev.foldd.cli.Version;
import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.config.load.LoadedConfig;
import dev.foldd.daemon.Daemon;
import dev.foldd.daemon.DaemonConfig;
import dev.foldd.daemon.DoorChoice;
import dev.foldd.json.Json;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Runs the daemon in this process until a signal ends it, and tells on standard output where it listens. */
public final class RunDaemon implements DaemonStarter {

    private static final Duration TRIAL = Duration.ofHours(12);
    private static final long STOP_MILLIS_MAX = 10_000;

    private final PrintStream out;

    public RunDaemon(PrintStream out) {
        this.out = out;
    }

    @Override
    public int run(LoadedConfig config, Supplier<LoadedConfig> configAgain, Optional<Path> file,
                   List<String> only, boolean json)
            throws InterruptedException {
        DaemonConfig settings = DaemonConfig.read(config.section());
        DoorChoice choice;
        try {
            choice = new DoorChoice(Set.copyOf(only));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.ofUsage("--only: " + e.getMessage());
        }
        // Heard from the beginning, since a daemon that is still starting would die of it; it counts when that is done.
        CompletableFuture<Daemon> ready = new CompletableFuture<>();
        Signals.onReload(() -> ready.thenAccept(daemon -> daemon.reload("SIGHUP")).join());
        CountDownLatch stopping = new CountDownLatch(1);
        Daemon daemon = Daemon.start(new Daemon.Settings(settings, () -> DaemonConfig.read(configAgain.get().section()), file),
                choice, Version.text());
        Signals.onStop(stopping::countDown);
        out.println(told(daemon.listening(), token(daemon, settings, file.isEmpty()), json));
        out.flush();
        ready.complete(daemon);
        stopping.await();
        endInTime();
        daemon.stop();
        return ExitCode.OK;
    }

    /** Whoever told the daemon to stop counts on it; what has not closed by then is left as after a crash. */
    private void endInTime() {
        Thread watch = new Thread(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(STOP_MILLIS_MAX);
                System.err.println("foldd: not everything was closed within " + STOP_MILLIS_MAX / 1000 + " s; ending anyway");
                Runtime.getRuntime().halt(ExitCode.FAILED);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "foldd-stop");
        watch.setDaemon(true);
        watch.start();
    }

    /** A token is shown only where nobody but this machine can use it, and only to whoever just tries the daemon out. */
    private static Optional<String> token(Daemon daemon, DaemonConfig settings, boolean trial) {
        return trial && settings.isLoopbackOnly() ? daemon.trialToken(TRIAL) : Optional.empty();
    }

    /**
     * What is told when the daemon is ready: a line for each door, or one JSON object.
     *
     * @param listening as {@link Daemon#listening()} has it
     * @param token goes into the URL that can be copied
     */
    static String told(List<String> listening, Optional<String> token, boolean json) {
        Map<String, Object> doors = new LinkedHashMap<>();
        listening.forEach(line -> add(doors, line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)));
        Optional<String> url = Optional.ofNullable(doors.get("rpc"))
                .map(rpc -> rpc + "/" + token.map(text -> "?token=" + text).orElse(""));
        if (json) {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("listening", doors);
            url.ifPresent(text -> told.put("url", text));
            told.put("ready", true);
            return Json.write(told);
        }
        List<String> lines = new ArrayList<>();
        listening.forEach(line -> lines.add("listening " + line));
        url.ifPresent(text -> lines.add("url " + text));
        lines.add("ready");
        return String.join(System.lineSeparator(), lines);
    }

    /** A door may listen in several places, such as sockets of single applications. */
    private static void add(Map<String, Object> doors, String door, String place) {
        Object known = doors.putIfAbsent(door, place);
        if (known instanceof List<?> places) {
            List<Object> more = new ArrayList<>(places);
            more.add(place);
            doors.put(door, more);
        } else if (known != null) {
            doors.put(door, List.of(known, place));
        }
    }
}
