package dev.foldd.cli.settings;

import dev.foldd.cli.part.ConfigOptions;
import dev.foldd.cli.part.PrettyJson;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.config.load.LoadedConfig;
import dev.foldd.config.load.YamlText;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the configuration as it counts. */
@Command(name = "print", description = {"Prints the configuration as it counts: file, environment, flags and defaults.",
        "Secrets are shown as dots."})
final class PrintCommand implements Runnable {

    private final ConfigLoader loader;

    @Mixin
    private ConfigOptions options;

    @Option(names = "--defaults", description = "Prints the defaults alone, whatever file and environment say.")
    private boolean defaults;

    @Option(names = "--json", description = "Prints JSON instead of YAML.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    PrintCommand(ConfigLoader loader) {
        this.loader = loader;
    }

    @Override
    public void run() {
        Map<String, Object> shown;
        if (defaults) {
            shown = EffectiveConfig.defaults(loader.defaults().known().list());
        } else {
            LoadedConfig config = options.load(loader);
            config.throwIfInvalid();
            shown = EffectiveConfig.of(config);
        }
        String text = json ? PrettyJson.write(shown) : YamlText.write(shown).stripTrailing();
        spec.commandLine().getOut().println(text);
    }
}
