package dev.foldd.daemon;

import dev.foldd.contract.Incidents;
import dev.foldd.ops.Health;
import dev.foldd.ops.Lifecycle;
import dev.foldd.ops.Observers;
import dev.foldd.ops.Vitals;
import dev.foldd.ops.log.Logging;
import dev.foldd.ops.log.LoggingConfig;
import dev.foldd.ops.log.ObservationLog;
import dev.foldd.ops.meter.Meters;
import dev.foldd.ops.meter.Runtimes;
import dev.foldd.rpc.RpcDoor;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.LoggerFactory;

/** Everything that hears what happens: the log, the meters, and what health remembers. */
final class Telemetry {

    final Logging logging = new Logging(LoggerFactory.getILoggerFactory());
    final Lifecycle lifecycle = new Lifecycle();
    final Runtimes runtimes = new Runtimes();
    final Observers observers;
    final Incidents incidents;
    final Health health;
    final Meters meters;

    Telemetry(LoggingConfig config, String version) {
        logging.apply(config);
        Vitals vitals = new Vitals();
        LongAdder failures = new LongAdder();
        meters = new Meters(version, Set.copyOf(RpcDoor.methods()), vitals, lifecycle, runtimes, logging::droppedLines,
                failures::sum);
        observers = new Observers(List.of(vitals, meters,
                new ObservationLog(LoggerFactory.getLogger(Logging.OWN), System::nanoTime)), failures);
        incidents = new Incidents(observers);
        health = new Health(version, lifecycle, vitals, System::nanoTime);
    }

    /** Takes a while, and nobody asks for it before the first page of meters. */
    Void watchJvm() {
        runtimes.watchJvm();
        return null;
    }
}
