package dev.foldd.client;

import dev.foldd.client.FolddClientException.ConnectionFailed;
import dev.foldd.client.socket.SocketLoop;
import dev.foldd.client.socket.SocketSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * Makes a {@link FolddClient}. What is not said here is taken from the environment: {@code DATAFOLD_SOCKET},
 * {@code DATAFOLD_KEY_FILE}, {@code DATAFOLD_NODE_ID} and {@code DATAFOLD_PATH_FILE}. For one thread.
 */
public final class FolddClientBuilder {

    /** Where packaged daemons have their socket. */
    public static final Path DEFAULT_SOCKET = Path.of("/var/run/datafold/datafold.sock");

    private static final String SOCKET = "DATAFOLD_SOCKET";
    private static final String KEY_FILE = "DATAFOLD_KEY_FILE";
    private static final String NODE_ID = "DATAFOLD_NODE_ID";
    private static final String PATH_FILE = "DATAFOLD_PATH_FILE";

    private final Map<String, String> environment;
    private Path socket;
    private String knownAs;
    private ClientKey key;
    private boolean unsigned;
    private String nodeId;
    private Path trustPath;
    private Duration timeout = Duration.ofSeconds(5);
    private int poolSize = 4;
    private Duration idle = Duration.ofMinutes(1);
    private int retries = 3;
    private Duration backoff = Duration.ofMillis(50);
    private Duration backoffMax = Duration.ofSeconds(2);
    private int replyBytesMax = 16 << 20;
    private int pendingMax = 1_024;
    private int pendingBytesMax = 32 << 20;
    private Executor executor = ForkJoinPool.commonPool();

    FolddClientBuilder(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The socket's path. Default: DATAFOLD_SOCKET, else {@link #DEFAULT_SOCKET}. */
    public FolddClientBuilder socket(Path path) {
        this.socket = Objects.requireNonNull(path);
        return this;
    }

    /**
     * The absolute path under which the daemon has made the socket, when it is mounted here under another. A login names it.
     * Default: the socket's own path.
     */
    public FolddClientBuilder socketKnownAs(String path) {
        this.knownAs = Objects.requireNonNull(path);
        return this;
    }

    /** The application's key. Default: what is in the file that DATAFOLD_KEY_FILE names. */
    public FolddClientBuilder key(ClientKey key) {
        this.key = Objects.requireNonNull(key);
        return this;
    }

    /** Asks without any key, of a daemon that allows that ({@code socket.auth: none}). */
    public FolddClientBuilder unsigned() {
        this.unsigned = true;
        return this;
    }

    /**
     * The only node that is believed, as {@code foldd keygen} prints its id. Default: DATAFOLD_NODE_ID; without that, whoever has
     * the socket is believed.
     */
    public FolddClientBuilder nodeId(String id) {
        this.nodeId = Objects.requireNonNull(id);
        return this;
    }

    /**
     * A file with the path of trust that leads from the node to this application's key, as {@code foldd trust add} prints it; for
     * an application that is not enrolled. It is read whenever a connection opens, so that a path which was renewed there is
     * presented from then on. Default: DATAFOLD_PATH_FILE; without that, none is presented.
     */
    public FolddClientBuilder path(Path file) {
        this.trustPath = Objects.requireNonNull(file);
        return this;
    }

    /** How long a call may take with all its retries. Default: 5 s. */
    public FolddClientBuilder timeout(Duration timeout) {
        this.timeout = timeout;
        return this;
    }

    /** How many connections there may be. Default: 4. */
    public FolddClientBuilder poolSize(int connections) {
        this.poolSize = connections;
        return this;
    }

    /**
     * After how long a connection without anything to do is closed: before the daemon does so, or a write could be sent at the
     * moment when it does. Default: 1 min; daemons wait for 5.
     */
    public FolddClientBuilder idleTimeout(Duration idle) {
        this.idle = idle;
        return this;
    }

    /** How often reads, and writes with an idempotency key, are asked again. Default: 3. */
    public FolddClientBuilder retries(int times) {
        this.retries = times;
        return this;
    }

    /**
     * The pause before a retry: anything up to a bound, which doubles with each. Default: 50 ms, at most 2 s.
     *
     * @param first the bound before the first retry
     * @param longest the highest bound
     */
    public FolddClientBuilder backoff(Duration first, Duration longest) {
        this.backoff = first;
        this.backoffMax = longest;
        return this;
    }

    /** A longer reply ends its connection with InvalidResponse. Default: 16 MiB. */
    public FolddClientBuilder maxReplyBytes(int bytes) {
        this.replyBytesMax = bytes;
        return this;
    }

    /** How many calls may be without an answer; more fail at once with RATE_LIMITED. Default: 1024. */
    public FolddClientBuilder maxPending(int calls) {
        this.pendingMax = calls;
        return this;
    }

    /**
     * How many bytes the requests of calls without an answer may have together; what would be more fails at once with
     * RATE_LIMITED. Default: 32 MiB, as much as a daemon takes of one application.
     */
    public FolddClientBuilder maxPendingBytes(int bytes) {
        this.pendingBytesMax = bytes;
        return this;
    }

    /** Where what follows on the futures runs. Default: the JDK's common pool. */
    public FolddClientBuilder executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor);
        return this;
    }

    /**
     * Makes the client, which connects when it is first asked.
     *
     * @throws IllegalArgumentException when a setting is out of range, or the key cannot be read
     */
    public FolddClient build() {
        Path path = socket != null ? socket : Path.of(environment.getOrDefault(SOCKET, DEFAULT_SOCKET.toString()));
        Optional<String> node = Optional.ofNullable(nodeId != null ? nodeId : environment.get(NODE_ID));
        String named = knownAs != null ? knownAs : path.toAbsolutePath().normalize().toString();
        SocketSettings settings = new SocketSettings(path, named, chosenKey(), node.filter(id -> !id.isBlank()),
                chosenPath(), timeout, poolSize, idle, retries, backoff, backoffMax, replyBytesMax, pendingMax, pendingBytesMax);
        try {
            return new FolddClient(new SocketLoop(settings, System::nanoTime), timeout, executor);
        } catch (IOException e) {
            throw new ConnectionFailed("this system has no more selectors: " + e.getMessage(), false, e);
        }
    }

    private Optional<Path> chosenPath() {
        return Optional.ofNullable(trustPath).or(() ->
                Optional.ofNullable(environment.get(PATH_FILE)).filter(file -> !file.isBlank()).map(Path::of));
    }

    private Optional<ClientKey> chosenKey() {
        if (unsigned || key != null) {
            return unsigned ? Optional.empty() : Optional.of(key);
        }
        String file = environment.get(KEY_FILE);
        if (file == null || file.isBlank()) {
            throw new IllegalArgumentException("there is no key: give one, or name its file in " + KEY_FILE);
        }
        try {
            return Optional.of(ClientKey.fromFile(Path.of(file)));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the key in " + file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }
}
