package dev.foldd.cli.part;

import dev.foldd.client.ClientKey;
import dev.foldd.client.FolddClient;
import dev.foldd.client.FolddClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a daemon's Unix socket is, and by which key somebody asks there. */
public final class SocketOptions {

    private static final String SOCKET = "DATAFOLD_SOCKET";
    private static final String KEY_FILE = "DATAFOLD_KEY_FILE";
    private static final String NODE_ID = "DATAFOLD_NODE_ID";
    private static final String PATH_FILE = "DATAFOLD_PATH_FILE";

    @Option(names = "--socket", paramLabel = "PATH",
            description = "The daemon's Unix socket, instead of --url. Default, when there is no --url: $DATAFOLD_SOCKET.")
    private Path socket;

    @Option(names = "--key", paramLabel = "FILE",
            description = "With a socket: the application's private key. Default: $DATAFOLD_KEY_FILE.")
    private Path key;

    @Option(names = "--node-id", paramLabel = "ID",
            description = "With a socket: the only node that is believed. Default: $DATAFOLD_NODE_ID, else any.")
    private String nodeId;

    /**
     * The socket to ask over, if it is that.
     *
     * @param byUrl whether an address was given, which only {@code --socket} itself contradicts
     * @throws CommandFailure when both were given
     */
    public Optional<Path> socket(boolean byUrl, Map<String, String> environment) {
        if (socket != null && byUrl) {
            throw CommandFailure.ofUsage("--url and --socket lead to different doors: give one of them");
        }
        return byUrl ? Optional.empty()
                : Optional.ofNullable(socket).or(() -> said(environment, SOCKET).map(Path::of));
    }

    /** @throws CommandFailure when none was named */
    public Path keyFile(Map<String, String> environment) {
        return Optional.ofNullable(key).or(() -> said(environment, KEY_FILE).map(Path::of))
                .orElseThrow(() -> CommandFailure.ofUsage("over a socket somebody asks by a key: --key names its file; "
                        + "'foldd keygen --app NAME' makes one"));
    }

    /** @throws CommandFailure when there is no key, or none that can be read */
    public ClientKey key(Map<String, String> environment) {
        Path file = keyFile(environment);
        try {
            return ClientKey.fromFile(file);
        } catch (IOException e) {
            throw CommandFailure.ofUsage("--key: '" + file + "' cannot be read");
        } catch (IllegalArgumentException e) {
            throw CommandFailure.ofUsage("--key: " + e.getMessage());
        }
    }

    /** The only node that is believed, where one was named. */
    public Optional<String> nodeId(Map<String, String> environment) {
        return Optional.ofNullable(nodeId).or(() -> said(environment, NODE_ID));
    }

    /**
     * A client on that socket.
     *
     * @param trustPath the file of a path of trust, else the one that the environment names
     */
    public FolddClient client(Path path, Optional<Path> trustPath, Map<String, String> environment, Duration timeout) {
        FolddClientBuilder builder = FolddClient.builder().socket(path).key(key(environment)).timeout(timeout).poolSize(1);
        nodeId(environment).ifPresent(builder::nodeId);
        trustPath.or(() -> said(environment, PATH_FILE).map(Path::of)).ifPresent(builder::path);
        return builder.build();
    }

    private static Optional<String> said(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }
}
