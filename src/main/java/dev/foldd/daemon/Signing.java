package dev.foldd.daemon;

import dev.foldd.auth.sign.Applications;
import dev.foldd.auth.sign.Signatures;
import dev.foldd.auth.sign.SignedCalls;
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
import java.util.List;

/** The node's key, and what proves callers by theirs. */
final class Signing {

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
    private static final Duration BUSY_RETRY = Duration.ofSeconds(1);

    private final NodeKey key;
    private final Signatures signatures;
    private final Applications applications;
    private final SignedCalls.Parts parts;
    private final SignedCalls.Shared shared;

    /** @throws dev.foldd.config.ConfigException when the files of applications are not in order */
    Signing(DaemonConfig config, DataDirectory directory, NodeKey key, Vertx vertx, Clock clock, Observer observer,
            Closing closing) {
        this.key = key;
        signatures = new Signatures(vertx, config.signatures());
        closing.add(() -> signatures.close(CLOSE_PATIENCE));
        applications = new Applications(directory.applications(), key.publicKey(), config.fold().adminKeys());
        applications.reload();
        parts = new SignedCalls.Parts(key.nodeId(), applications, signatures, clock, observer);
        shared = new SignedCalls.Shared(config.signatures(), clock, System::nanoTime);
    }

    /** What a door asks; nonces are common to all doors. */
    SignedCalls at(String door) {
        return new SignedCalls(door, parts, shared);
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

    /** Every file that is read for it, and the directory that others may come into. */
    List<Path> files() {
        return applications.files();
    }
}
