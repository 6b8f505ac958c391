package dev.foldd.cli.audit;

import dev.foldd.audit.proof.MalformedBundle;
import dev.foldd.audit.proof.ProofBundle;
import dev.foldd.audit.proof.ProofCheck;
import dev.foldd.audit.read.LogVerification;
import dev.foldd.audit.read.NamedCheckpoint;
import dev.foldd.audit.read.Signers;
import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foldd audit verify}: names the first bad record of the audit log, or says that there is none. */
@Command(name = "verify", description = {"Reads the whole audit log and names the first record that was edited, inserted,"
        + " deleted, moved or cut off, or is signed with another key. With --bundle it checks what 'foldd audit prove' has"
        + " written, and needs neither log nor data directory.",
        "Exit code 0 when it is shown to be sound, 1 when it is not, or when something is missing that would show it."})
final class VerifyCommand implements Callable<Integer> {

    private final ConfigLoader loader;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LogOptions log;

    @Mixin
    private KeyOptions keys;

    @Option(names = "--bundle", paramLabel = "FILE",
            description = "Checks this proof bundle instead of a log.")
    private Path bundle;

    @Option(names = "--checkpoint", paramLabel = "FILE",
            description = "A checkpoint that was kept elsewhere, which the log must contain. May be repeated.")
    private List<Path> checkpoints = List.of();

    @Option(names = "--chain-only",
            description = "Is content when every record follows the one before it and the signatures hold, without being shown"
                    + " whose they are and that the end is there.")
    private boolean chainOnly;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    VerifyCommand(ConfigLoader loader) {
        this.loader = loader;
    }

    @Override
    public Integer call() {
        if (bundle == null) {
            return verifyLog();
        }
        if (log.isNamed() || !checkpoints.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--bundle is checked by itself, without --log and --checkpoint");
        }
        return verifyBundle();
    }

    private int verifyLog() {
        Signers named = keys.named();
        List<NamedCheckpoint> elsewhere = readCheckpoints();
        try {
            LogOptions.Found found = log.find(loader, spec.commandLine().getErr());
            VerdictReport report = new VerdictReport(new LogVerification(found.files())
                    .verify(elsewhere, KeyOptions.orOwn(named, found.dataDirectory())), chainOnly);
            return print(report.lines(), report.asMap(), report.isPassed());
        } catch (IOException e) {
            throw new CommandFailure("the audit log cannot be read: " + e);
        }
    }

    private int verifyBundle() {
        Signers named = keys.named();
        Signers signers = named.isEmpty() && !chainOnly
                ? KeyOptions.orOwn(named, Optional.of(log.dataDirectory(loader, spec.commandLine().getErr()))) : named;
        ProofBundle read = read(bundle);
        BundleReport report = new BundleReport(bundle.toString(), read, new ProofCheck(signers).flaw(read),
                !signers.isEmpty(), chainOnly);
        return print(report.lines(), report.asMap(), report.isPassed());
    }

    private ProofBundle read(Path file) {
        try {
            if (Files.size(file) > ProofBundle.SIZE_MAX) {
                throw new CommandFailure(file + " is larger than a proof bundle may be (" + ProofBundle.SIZE_MAX + " bytes)");
            }
            return ProofBundle.parse(Files.readString(file));
        } catch (MalformedBundle e) {
            throw new CommandFailure(file + " is no proof bundle: " + e.getMessage());
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "cannot read the bundle " + file, e);
        }
    }

    private List<NamedCheckpoint> readCheckpoints() {
        List<NamedCheckpoint> elsewhere = new ArrayList<>();
        for (Path file : checkpoints) {
            try {
                elsewhere.add(LogVerification.checkpointIn(file));
            } catch (IOException e) {
                throw new ParameterException(spec.commandLine(), "cannot read the checkpoint " + file, e);
            }
        }
        return elsewhere;
    }

    private int print(List<String> lines, Map<String, Object> map, boolean passed) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(map));
        } else {
            lines.forEach(out::println);
        }
        out.flush();
        return passed ? ExitCode.OK : ExitCode.FAILED;
    }
}
