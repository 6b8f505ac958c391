package dev.foldd.daemon;

import dev.foldd.auth.sign.Applications;
import dev.foldd.auth.sign.Signatures;
import dev.foldd.auth.sign.SignedCalls;
import dev.foldd.auth.trust.TrustFiles;
import dev.foldd.auth.trust.TrustPaths;
import dev.foldd.contract.Observer;
import dev.foldd.daemon.files.DataDirectory;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.PublicKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The node's key, and what proves callers by theirs. */
final class Signing {

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
    private static final Duration BUSY_RETRY = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Clock clock;
    private final Instant started;
    private final NodeKey key;
    private final Signatures signatures;
    private final Applications applications;
    private final TrustPaths paths;
    private final SignedCalls.Parts parts;
    private final SignedCalls.Shared shared;

    /** @throws dev.foldd.config.ConfigException when the files of applications or of trust are not in order */
    Signing(DaemonConfig config, DataDirectory directory, NodeKey key, Vertx vertx, Clock clock, Observer observer,
            Closing closing) {
        this.vertx = vertx;
        this.clock = clock;
        this.started = clock.instant();
        this.key = key;
        signatures = new Signatures(vertx, config.signatures());
        closing.add(() -> signatures.close(CLOSE_PATIENCE));
        applications = new Applications(directory.applications(), key.publicKey(), config.fold().adminKeys());
        applications.reload();
        paths = new TrustPaths(config.trust(), key.publicKey(), new TrustFiles(directory.trust()), clock);
        paths.reload();
        parts = new SignedCalls.Parts(key.nodeId(), applications, paths, signatures, clock, observer);
        shared = new SignedCalls.Shared(config.signatures(), started, System::nanoTime);
    }

    /** What a door asks; nonces are common to all doors. */
    SignedCalls at(String door) {
        return new SignedCalls(door, parts, shared);
    }

    /**
     * Completes when no call made from now on bears the second of the start. Calls are dated in whole seconds, and one of that
     * second is refused, since it may have been used up at the daemon before this one: nobody shall be let in to that.
     */
    Future<Void> secondOfStartIsOver() {
        Instant next = started.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        Instant now = clock.instant();
        return now.isBefore(next) ? vertx.timer(ChronoUnit.MILLIS.between(now, next) + 1).mapEmpty()
                : Future.succeededFuture();
    }

    /** By which this node is known. */
    PublicKey publicKey() {
        return key.publicKey();
    }

    /** The same for one message. */
    Future<byte[]> sign(byte[] message) {
        return sign(List.of(message)).map(signatures -> signatures.get(0));
    }

    /** Signs with the node's key, beside the event loops. */
    Future<List<byte[]>> sign(List<byte[]> messages) {
        return signatures.check(() -> messages.stream().map(key::sign).toList())
                .recover(full -> Future.failedFuture(new FaultException(new Fault.RateLimited(BUSY_RETRY))));
    }

    /** Reads the applications' files again. Waits. */
    void reload() {
        applications.reload();
    }

    /** Reads again which edges of trust were taken back. Waits. */
    void reloadTrust() {
        paths.reload();
    }

    /** Every file that is read for it, and the directories that others may come into. */
    List<Path> files() {
        List<Path> files = new ArrayList<>(applications.files());
        files.addAll(paths.files());
        return files;
    }
}
