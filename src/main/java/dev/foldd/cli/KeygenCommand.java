package dev.foldd.cli;

import dev.foldd.cli.part.ConfigOptions;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.config.ConfigException;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.identity.KeyException;
import dev.foldd.identity.NodeKey;
import dev.foldd.json.Json;
import java.io.PrintWriter;
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

/** {@code foldd keygen}: makes the node's key where there is none, and prints its public half. */
@Command(name = "keygen", description = {"Makes the key by which other nodes know this one, and prints its public half.",
        "A key that is there already stays as it is."})
public final class KeygenCommand implements Callable<Integer> {

    private final ConfigLoader loader;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    public KeygenCommand(ConfigLoader loader) {
        this.loader = loader;
    }

    @Override
    public Integer call() {
        Path file = NodeKey.fileIn(options.settings(loader, spec.commandLine().getErr()).dataDir());
        boolean existed = Files.exists(file);
        try {
            print(NodeKey.loadOrCreate(file), file, existed);
            return ExitCode.OK;
        } catch (KeyException e) {
            throw new ConfigException(List.of("data_dir: " + e.getMessage()));
        }
    }

    private void print(NodeKey key, Path file, boolean existed) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("node_id", key.nodeId());
        told.put("public_key", key.publicKey().text());
        told.put("file", file.toString());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            told.put("created", !existed);
            out.println(Json.write(told));
        } else {
            told.forEach((name, value) -> out.println(name + " " + value));
            if (existed) {
                out.println("note the key was there already and stays");
            }
        }
        out.flush();
    }
}
