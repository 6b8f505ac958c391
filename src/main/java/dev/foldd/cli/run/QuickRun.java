package dev.foldd.cli.run;

import dev.foldd.cli.QuickCommand;
import dev.foldd.cli.part.ConfigOptions;
import dev.foldd.config.load.ConfigLoader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@link RunCommand} for whoever writes its options as they are usually written: without picocli the daemon is ready about
 * 100 ms sooner. Whatever is written otherwise, and every mistake, is left to {@link RunCommand}.
 */
public final class QuickRun implements QuickCommand {

    private final ConfigLoader loader;
    private final DaemonStarter starter;

    /** The same parts as {@link RunCommand} has. */
    public QuickRun(ConfigLoader loader, DaemonStarter starter) {
        this.loader = loader;
        this.starter = starter;
    }

    @Override
    public OptionalInt execute(List<String> arguments, PrintWriter err) throws Exception {
        Optional<Plain> plain = Plain.read(arguments);
        if (plain.isEmpty()) {
            return OptionalInt.empty();
        }
        ConfigOptions options = new ConfigOptions(plain.get().file, plain.get().settings, plain.get().data);
        return OptionalInt.of(RunCommand.run(options, plain.get().only, false, loader, starter, err));
    }

    /** The options, each with a value after a space or after {@code =}. */
    private static final class Plain {

        private Path file;
        private String data;
        private final List<String> settings = new ArrayList<>();
        private final List<String> only = new ArrayList<>();

        static Optional<Plain> read(List<String> arguments) {
            Plain plain = new Plain();
            for (int i = 0; i < arguments.size(); i++) {
                String word = arguments.get(i);
                int equals = word.startsWith("--") ? word.indexOf('=') : -1;
                String value = equals > 0 ? word.substring(equals + 1) : ++i < arguments.size() ? arguments.get(i) : "";
                String name = equals > 0 ? word.substring(0, equals) : word;
                if (value.isEmpty() || value.startsWith("-") || value.startsWith("\"") || !plain.take(name, value)) {
                    return Optional.empty();
                }
            }
            return Optional.of(plain);
        }

        /** An option given twice is for picocli to refuse. */
        private boolean take(String name, String value) {
            switch (name) {
                case ConfigOptions.SET -> settings.add(value);
                case RunCommand.ONLY -> only.addAll(List.of(value.split(",")));
                case ConfigOptions.DATA -> {
                    if (data != null) {
                        return false;
                    }
                    data = value;
                }
                case ConfigOptions.FILE_SHORT, ConfigOptions.FILE -> {
                    if (file != null) {
                        return false;
                    }
                    file = Path.of(value);
                }
                default -> {
                    return false;
                }
            }
            return true;
        }
    }
}
