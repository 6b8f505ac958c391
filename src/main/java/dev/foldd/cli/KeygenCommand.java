package dev.foldd.cli;

import dev.foldd.auth.sign.Applications;
import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.ConfigOptions;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.config.ConfigException;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.identity.KeyException;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.PrivateFile;
import dev.foldd.identity.PublicKey;
import dev.foldd.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code foldd keygen}: makes the node's key, or an application's, where there is none, and prints its public half. */
@Command(name = "keygen", description = {"Makes the key by which other nodes know this one, and prints its public half.",
        "With --app it makes an application's key instead, and enrols it with this node.",
        "A key that is there already stays as it is."})
public final class KeygenCommand implements Callable<Integer> {

    private static final long PUBLIC_BYTES_MAX = 64 * 1024;

    private final ConfigLoader loader;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(names = "--app", paramLabel = "NAME",
            description = "The application that gets a key; its public half goes to apps/NAME.pub of the data directory.")
    private String application;

    @Option(names = "--out", paramLabel = "FILE",
            description = "With --app: where its private key is written, or stands already. Default: NAME.key.")
    private Path out;

    @Option(names = "--public-key", paramLabel = "KEY",
            description = "With --app: enrols a key that the application has made itself, base64 or PEM, and makes none.")
    private String publicKey;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    public KeygenCommand(ConfigLoader loader) {
        this.loader = loader;
    }

    @Override
    public Integer call() {
        if (application == null && (out != null || publicKey != null)) {
            throw CommandFailure.ofUsage("--out and --public-key are for the key of an application, which --app names");
        }
        if (out != null && publicKey != null) {
            throw CommandFailure.ofUsage("--public-key enrols a key whose private half is elsewhere, and --out would hold it");
        }
        if (application != null && !Applications.isName(application)) {
            throw CommandFailure.ofUsage("--app: '" + application
                    + "' is no name for an application: letters, digits, '.', '_' and '-', at most 64");
        }
        Path data = options.settings(loader, spec.commandLine().getErr()).dataDir();
        Path file = NodeKey.fileIn(data);
        boolean existed = Files.exists(file);
        NodeKey node;
        try {
            node = NodeKey.loadOrCreate(file);
        } catch (KeyException e) {
            throw new ConfigException(List.of("data_dir: " + e.getMessage()));
        }
        if (application == null) {
            print(Map.of(), node, node, file, !existed);
        } else {
            enrol(node, data.resolve("apps").resolve(application + ".pub"));
        }
        return ExitCode.OK;
    }

    private void enrol(NodeKey node, Path publicFile) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("application", application);
        told.put("enrolled", publicFile.toString());
        try {
            if (publicKey != null) {
                PublicKey key = PublicKey.parse(publicKey);
                boolean added = added(key, publicFile);
                told.put("node_id", node.nodeId());
                told.put("public_key", key.text());
                print(told, added);
                return;
            }
            Path file = out == null ? Path.of(application + ".key") : out;
            boolean existed = Files.exists(file);
            if (!existed && Files.exists(publicFile)) {
                throw taken(publicFile);
            }
            // The private key first: whoever is cut off in between finds it there when he comes again.
            NodeKey key = NodeKey.loadOrCreate(file);
            added(key.publicKey(), publicFile);
            print(told, node, key, file, !existed);
        } catch (KeyException e) {
            throw new CommandFailure(e.getMessage());
        } catch (IOException e) {
            throw new CommandFailure("cannot write " + publicFile + ": " + e.getMessage());
        }
    }

    /** Whether it was not there before. */
    private boolean added(PublicKey key, Path publicFile) throws IOException {
        if (!Files.exists(publicFile)) {
            PrivateFile.replace(publicFile, (key.text() + "\n").getBytes(StandardCharsets.US_ASCII));
            return true;
        }
        if (!key.equals(read(publicFile))) {
            throw taken(publicFile);
        }
        return false;
    }

    private static PublicKey read(Path file) throws IOException {
        if (Files.size(file) > PUBLIC_BYTES_MAX) {
            throw new KeyException(file + " is too large to be a key");
        }
        return PublicKey.parse(Files.readString(file));
    }

    private CommandFailure taken(Path publicFile) {
        return new CommandFailure("an application " + application + " is there already with another key; to give it a new one, "
                + "delete " + publicFile + " first, which locks the old one out");
    }

    private void print(Map<String, Object> first, NodeKey node, NodeKey key, Path file, boolean created) {
        Map<String, Object> told = new LinkedHashMap<>(first);
        told.put("node_id", node.nodeId());
        told.put("public_key", key.publicKey().text());
        told.put("file", file.toString());
        print(told, created);
    }

    private void print(Map<String, Object> told, boolean created) {
        PrintWriter printed = spec.commandLine().getOut();
        if (json) {
            told.put("created", created);
            printed.println(Json.write(told));
        } else {
            told.forEach((name, value) -> printed.println(name + " " + value));
            if (!created) {
                printed.println("note the key was there already and stays");
            }
        }
        printed.flush();
    }
}
