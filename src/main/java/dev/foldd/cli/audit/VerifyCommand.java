package dev.foldd.cli.audit;

import dev.foldd.audit.read.Breach;
import dev.foldd.audit.read.LogVerification;
import dev.foldd.audit.read.NamedCheckpoint;
import dev.foldd.audit.read.Verdict;
import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.identity.KeyException;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.PublicKey;
import dev.foldd.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foldd audit verify}: names the first bad record of the audit log, or says that there is none. */
@Command(name = "verify", description = {"Reads the whole audit log and names the first record that was edited, inserted,"
        + " deleted, moved or cut off, or is signed with another key.",
        "Exit code 0 when it is sound, 1 when it is not."})
final class VerifyCommand implements Callable<Integer> {

    private final ConfigLoader loader;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LogOptions log;

    @Option(names = "--key", paramLabel = "PUBLICKEY", 
            description = "The public key that must have signed, in base64 or as a PEM file. May be repeated."
                    + " Default: that of this node's own key, unless --log is given.")
    private List<String> keys = List.of();

    @Option(names = "--checkpoint", paramLabel = "FILE",
            description = "A checkpoint that was kept elsewhere, which the log must contain. May be repeated.")
    private List<Path> checkpoints = List.of();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    VerifyCommand(ConfigLoader loader) {
        this.loader = loader;
    }

    @Override
    public Integer call() {
        Set<PublicKey> named = namedKeys();
        List<NamedCheckpoint> elsewhere = readCheckpoints();
        try {
            LogOptions.Found found = log.find(loader, spec.commandLine().getErr());
            Verdict verdict = new LogVerification(found.files())
                    .verify(elsewhere, named.isEmpty() ? ownKey(found.dataDirectory()) : named);
            print(verdict);
            return verdict.isSound() ? ExitCode.OK : ExitCode.FAILED;
        } catch (IOException e) {
            throw new CommandFailure("the audit log cannot be read: " + e);
        }
    }

    private Set<PublicKey> namedKeys() {
        Set<PublicKey> accepted = new LinkedHashSet<>();
        try {
            for (String key : keys) {
                accepted.add(PublicKey.parse(key.length() > PublicKey.SIZE * 2 || !Files.isRegularFile(Path.of(key))
                        ? key : Files.readString(Path.of(key))));
            }
            return accepted;
        } catch (KeyException | IOException e) {
            throw new ParameterException(spec.commandLine(), "--key: " + e.getMessage(), e);
        }
    }

    /** None when there is no key to compare with; the log's own is then believed, and said to be so. */
    private static Set<PublicKey> ownKey(Optional<Path> dataDirectory) {
        Optional<Path> file = dataDirectory.map(NodeKey::fileIn).filter(Files::isReadable);
        try {
            return file.isEmpty() ? Set.of() : Set.of(NodeKey.load(file.get()).publicKey());
        } catch (KeyException e) {
            throw new CommandFailure(e.getMessage());
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

    private void print(Verdict verdict) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(asMap(verdict)));
        } else if (verdict.breach().isPresent()) {
            Breach breach = verdict.breach().get();
            out.println("BROKEN " + word(breach) + ": " + breach.file() + " line " + breach.line()
                    + (breach.seq() > 0 ? " (record " + breach.seq() + ")" : "") + ": " + breach.sentence());
        } else {
            out.println("sound: " + verdict.lines() + " records (" + verdict.firstSeq() + " to " + verdict.lastSeq()
                    + ") in " + verdict.segments() + " segments, log " + verdict.log() + ", " + verdict.checkpoints()
                    + " checkpoints, signed through record " + verdict.signedThrough()
                    + verdict.key().map(key -> " by node " + key.nodeId()).orElse(""));
        }
        if (!json) {
            verdict.notes().forEach(note -> out.println("note: " + note));
        }
        out.flush();
    }

    private static Map<String, Object> asMap(Verdict verdict) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sound", verdict.isSound());
        verdict.breach().ifPresent(breach -> {
            Map<String, Object> first = new LinkedHashMap<>();
            first.put("kind", word(breach));
            first.put("file", breach.file());
            first.put("line", breach.line());
            first.put("seq", breach.seq());
            first.put("sentence", breach.sentence());
            map.put("breach", first);
        });
        map.put("notes", verdict.notes());
        map.put("log", verdict.log());
        map.put("segments", verdict.segments());
        map.put("records", verdict.lines());
        map.put("first", verdict.firstSeq());
        map.put("last", verdict.lastSeq());
        map.put("checkpoints", verdict.checkpoints());
        map.put("signed_through", verdict.signedThrough());
        map.put("key", verdict.key().map(PublicKey::text).orElse(null));
        return map;
    }

    private static String word(Breach breach) {
        return breach.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
