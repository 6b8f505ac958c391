package dev.foldd.cli.run;

import dev.foldd.cli.Version;
import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.config.load.LoadedConfig;
import dev.foldd.daemon.Daemon;
import dev.foldd.daemon.DaemonConfig;
import dev.foldd.daemon.DoorChoice;
import dev.foldd.daemon.StartException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
                   List<String> only)
            throws InterruptedException {
        DaemonConfig settings = DaemonConfig.read(config.section());
        DoorChoice choice;
        try {
            choice = new DoorChoice(Set.copyOf(only));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.ofUsage("--only: " + e.getMessage());
        }
        CountDownLatch stopping = new CountDownLatch(1);
        Daemon daemon = start(new Daemon.Settings(settings, () -> DaemonConfig.read(configAgain.get().section()), file), choice);
        Signals.listen(stopping::countDown, () -> daemon.reload("SIGHUP"));
        tell(daemon, settings, file.isEmpty());
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

    private static Daemon start(Daemon.Settings settings, DoorChoice choice) {
        try {
            return Daemon.start(settings, choice, Version.text());
        } catch (StartException e) {
            throw new CommandFailure(e.getMessage());
        }
    }

    /** A token is shown only where nobody but this machine can use it, and only to whoever just tries the daemon out. */
    private void tell(Daemon daemon, DaemonConfig settings, boolean trial) {
        daemon.listening().forEach(line -> out.println("listening " + line));
        daemon.listening().stream().filter(line -> line.startsWith("rpc ")).map(line -> line.substring("rpc ".length()))
                .findFirst().ifPresent(url -> {
                    boolean shown = trial && settings.isLoopbackOnly();
                    out.println("url " + url + "/" + (shown ? daemon.trialToken(TRIAL).map(t -> "?token=" + t).orElse("") : ""));
                });
        out.println("ready");
        out.flush();
    }
}
