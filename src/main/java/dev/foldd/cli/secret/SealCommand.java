package dev.foldd.cli.secret;

import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.ConfigOptions;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.config.KnownKeys;
import dev.foldd.config.Suggestion;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.config.secret.SealingKey;
import dev.foldd.config.secret.Secrets;
import dev.foldd.identity.KeyException;
import dev.foldd.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Seals one secret, and prints what to write in its place. */
@Command(name = "seal", description = {"Seals a secret, so that only a daemon with this machine's key can read it.",
        "The secret is typed without being shown, or comes on standard input. Printed is a text that stands for it in the"
                + " configuration, or in a file that the configuration names. The key is made when there is none."})
final class SealCommand implements Callable<Integer> {

    private final ConfigLoader loader;
    private final SecureRandom random;
    private final SecretInput input;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(names = "--for", paramLabel = "KEY", description = "The only setting that it shall be good for, such as"
            + " database.connection.password; without it, any that holds a secret.")
    private String setting = "";

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Parameters(hidden = true)
    private List<String> words = new ArrayList<>();

    SealCommand(ConfigLoader loader, SecureRandom random, SecretInput input) {
        this.loader = loader;
        this.random = random;
        this.input = input;
    }

    @Override
    public Integer call() {
        if (!words.isEmpty()) {
            throw CommandFailure.ofUsage("a secret is never an argument, which others on this machine could read: give it on"
                    + " standard input, or type it when you are asked");
        }
        Secrets secrets = options.settings(loader, spec.commandLine().getErr()).secrets();
        checkSetting();
        try {
            Path file = secrets.keyFile();
            boolean made = !Files.exists(file);
            String sealed = seal(secrets);
            if (made) {
                spec.commandLine().getErr().println("note: there was no key to seal with, so one was made: "
                        + file.toAbsolutePath().normalize() + "; without it nothing sealed can be read again");
            }
            spec.commandLine().getOut().println(sealed);
            return ExitCode.OK;
        } catch (KeyException e) {
            throw new CommandFailure(e.getMessage());
        }
    }

    private String seal(Secrets secrets) {
        SealingKey key = secrets.sealingKey(random);
        String sealed = key.seal(input.read(), setting, random);
        if (!json) {
            return sealed;
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("sealed", sealed);
        told.put("key_id", key.id());
        told.put("key_file", secrets.keyFile().toString());
        return Json.write(told);
    }

    /** One that is misspelt would be found out only when the daemon starts. */
    private void checkSetting() {
        List<String> all = loader.defaults().known().list().stream().filter(key -> key.kind().equals("secret"))
                .map(KnownKeys.Key::path).toList();
        if (!setting.isEmpty() && setting.indexOf('[') < 0 && !all.contains(setting)) {
            throw CommandFailure.ofUsage("--for: '" + setting + "' holds no secret" + Suggestion.among(all, setting));
        }
    }
}
