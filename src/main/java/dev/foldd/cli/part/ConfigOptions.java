package dev.foldd.cli.part;

import dev.foldd.config.load.ConfigLoader;
import dev.foldd.config.load.LoadedConfig;
import dev.foldd.daemon.DaemonConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a command takes its configuration from. The same for every command that needs one. */
public final class ConfigOptions {

    /** The options' names, for whoever reads them without picocli. */
    public static final String FILE_SHORT = "-c";
    public static final String FILE = "--config";
    public static final String SET = "--set";
    public static final String DATA = "--data";

    @Option(names = {FILE_SHORT, FILE}, paramLabel = "FILE",
            description = "Settings, .yaml, .toml or .json by ending. Without it every setting has its default.")
    private Path file;

    @Option(names = SET, paramLabel = "KEY=VALUE",
            description = "One setting, such as server.port=0; wins over file and environment. May be repeated.")
    private List<String> settings = new ArrayList<>();

    @Option(names = DATA, paramLabel = "DIR",
            description = "Where database, keys, sockets and audit log live (setting data_dir, default data).")
    private String data;

    /** For picocli, which fills the fields. */
    public ConfigOptions() {
    }

    /** {@code file} and {@code data} are null when they are not given. */
    public ConfigOptions(Path file, List<String> settings, String data) {
        this.file = file;
        this.settings = settings;
        this.data = data;
    }

    /** The file that was named; only without one the daemon makes things easy for whoever tries it out. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** Reads everything; what is wrong is in the answer. */
    public LoadedConfig load(ConfigLoader loader) {
        if (file != null && file.toString().isEmpty()) {
            throw CommandFailure.ofUsage(FILE + " names no file");
        }
        List<String> flags = new ArrayList<>(settings);
        if (data != null) {
            flags.add("data_dir=" + data);
        }
        return loader.load(Optional.ofNullable(file), flags);
    }

    /** The same, from a file that was named as an argument instead of an option. */
    public LoadedConfig load(ConfigLoader loader, Path instead) {
        if (file != null) {
            throw CommandFailure.ofUsage("two files are named, " + instead + " and " + FILE + " " + file);
        }
        file = instead;
        return load(loader);
    }

    /**
     * The settings, checked. What an operator should know although it hinders nothing is told to {@code err}.
     *
     * @throws dev.foldd.config.ConfigException with every problem, when there are any
     */
    public DaemonConfig settings(ConfigLoader loader, PrintWriter err) {
        LoadedConfig config = load(loader);
        config.warnings().forEach(warning -> err.println("warning: " + warning));
        return DaemonConfig.read(config.section());
    }
}
