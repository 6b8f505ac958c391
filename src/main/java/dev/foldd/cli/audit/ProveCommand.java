package dev.foldd.cli.audit;

import dev.foldd.audit.proof.ProofBundle;
import dev.foldd.audit.proof.Prover;
import dev.foldd.audit.proof.Unprovable;
import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.cli.part.PrettyJson;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.identity.PrivateFile;
import dev.foldd.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code foldd audit prove}: takes records out of the log together with what proves that they stand in it. */
@Command(name = "prove", description = {"Writes a proof bundle: the records that are named, each with the few hashes that lead"
        + " from it to a signed checkpoint. Nothing else of the log goes into it.",
        "'foldd audit verify --bundle FILE --node-id ID' checks it anywhere."})
final class ProveCommand implements Callable<Integer> {

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9@._:-]{1,200}");

    private final ConfigLoader loader;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LogOptions log;

    @Parameters(arity = "1..*", paramLabel = "SEQ|ID",
            description = "The number of a record (its 'seq'), or the id of a request, which means all its records.")
    private List<String> records = List.of();

    @Option(names = {"-o", "--out"}, paramLabel = "FILE", description = "Where to write it. Default: standard output.")
    private Path file;

    @Option(names = "--json", description = "Says what was proved as one JSON object. The bundle itself always is one.")
    private boolean json;

    ProveCommand(ConfigLoader loader) {
        this.loader = loader;
    }

    @Override
    public Integer call() {
        Set<Long> numbers = new LinkedHashSet<>();
        Set<String> requestIds = new LinkedHashSet<>();
        for (String record : records) {
            if (NUMBER.matcher(record).matches()) {
                numbers.add(Long.parseLong(record));
            } else if (REQUEST_ID.matcher(record).matches()) {
                requestIds.add(record);
            } else {
                throw new ParameterException(spec.commandLine(), "'" + record + "' is neither the number of a record nor the"
                        + " id of a request");
            }
        }
        try {
            write(new Prover(log.find(loader, spec.commandLine().getErr()).files()).prove(numbers, requestIds));
            return ExitCode.OK;
        } catch (Unprovable e) {
            throw new CommandFailure(e.getMessage());
        } catch (IOException e) {
            throw new CommandFailure("the audit log cannot be read: " + e);
        }
    }

    private void write(ProofBundle bundle) {
        PrintWriter out = spec.commandLine().getOut();
        String text = PrettyJson.write(bundle.asMap());
        if (file == null) {
            out.println(text);
            out.flush();
            return;
        }
        try {
            PrivateFile.replace(file, (text + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new CommandFailure("cannot write " + file + ": " + e);
        }
        if (json) {
            out.println(Json.write(Map.of("file", file.toString(), "proved", bundle.asMap().get("proofs"))));
        } else {
            bundle.proofs().forEach(proof -> out.println("proved: " + LineText.of(proof.record())));
        }
        out.flush();
    }
}
