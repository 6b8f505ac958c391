package dev.foldd.cli.audit;

import dev.foldd.audit.read.Signers;
import dev.foldd.cli.part.CommandFailure;
import dev.foldd.identity.KeyException;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whose signatures count: those of keys and nodes that are named, or of this node itself. */
final class KeyOptions {

    /** {@link PublicKey#nodeId}. */
    private static final Pattern NODE_ID = Pattern.compile("[a-z2-7]{32}");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--key", paramLabel = "PUBLICKEY",
            description = "The public key that must have signed, in base64 or as a PEM file. May be repeated."
                    + " Default: that of the node whose data directory it is; with --log, when --data is given too.")
    private List<String> keys = List.of();

    @Option(names = "--node-id", paramLabel = "ID",
            description = "The same by the node's id, which is made of its key. May be repeated.")
    private List<String> nodeIds = List.of();

    /** Those that are named. */
    Signers named() {
        Set<PublicKey> accepted = new LinkedHashSet<>();
        try {
            for (String key : keys) {
                accepted.add(PublicKey.parse(key.length() > PublicKey.SIZE * 2 || !Files.isRegularFile(Path.of(key))
                        ? key : Files.readString(Path.of(key))));
            }
        } catch (KeyException | IOException e) {
            throw new ParameterException(spec.commandLine(), "--key: " + e.getMessage(), e);
        }
        nodeIds.stream().filter(id -> !NODE_ID.matcher(id).matches()).forEach(id -> {
            throw new ParameterException(spec.commandLine(), "--node-id: " + id + " is not a node's id, which has 32 of"
                    + " the letters a to z and digits 2 to 7");
        });
        return new Signers(accepted, Set.copyOf(nodeIds));
    }

    /** Those that are named, or else the node whose data directory it is; nobody when it has no key there. */
    static Signers orOwn(Signers named, Optional<Path> dataDirectory) {
        Optional<Path> file = dataDirectory.map(NodeKey::fileIn).filter(Files::exists);
        if (!named.isEmpty() || file.isEmpty()) {
            return named;
        }
        try {
            return Signers.of(Set.of(NodeKey.load(file.get()).publicKey()));
        } catch (KeyException e) {
            throw new CommandFailure(e.getMessage() + "; or name the public key with --key");
        }
    }
}
