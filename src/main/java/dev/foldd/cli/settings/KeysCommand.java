package dev.foldd.cli.settings;

import dev.foldd.cli.part.PrettyJson;
import dev.foldd.config.KnownKeys;
import dev.foldd.config.load.ConfigLoader;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code foldd config schema}: lists every key there is. */
@Command(name = "schema", description = "Lists every key of the configuration with its kind and default.")
final class KeysCommand implements Runnable {

    private final ConfigLoader loader;

    @Option(names = "--json", description = "Prints a JSON Schema, for editors.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    KeysCommand(ConfigLoader loader) {
        this.loader = loader;
    }

    @Override
    public void run() {
        List<KnownKeys.Key> keys = loader.defaults().known().list();
        spec.commandLine().getOut().print(json
                ? PrettyJson.write(ConfigSchema.json(keys)) + System.lineSeparator() : ConfigSchema.lines(keys));
        spec.commandLine().getOut().flush();
    }
}
