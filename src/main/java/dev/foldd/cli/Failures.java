package dev.foldd.cli;

import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.config.ConfigException;
import dev.foldd.daemon.StartException;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/**
 * Tells why a command has failed: in sentences on standard error, or, where {@code --json} was asked for, as one JSON object
 * on standard output: {@code {"error": {"exit", "message"}}}, with {@code problems} when the configuration is wrong.
 */
final class Failures {

    /** People put whole URLs where something else belongs, and logs keep what is told. */
    private static final Pattern TOKEN = Pattern.compile("(token=)[^&\\s'\"]+");

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final boolean debug;

    /** @param debug whether a failure that nobody has foreseen is shown with its place in the code */
    Failures(PrintWriter out, PrintWriter err, boolean json, boolean debug) {
        this.out = out;
        this.err = err;
        this.json = json;
        this.debug = debug;
    }

    /** What a person can do something about is a sentence; the rest is a sentence too, and more only when asked for. */
    int told(Exception failure) {
        if (failure instanceof ConfigException config) {
            return told(ExitCode.CONFIG, "", config.problems());
        }
        if (failure instanceof InvalidPathException path) {
            return told(ExitCode.CONFIG, "", List.of("'" + path.getInput() + "' is no path for this system ("
                    + path.getReason() + "); a locale such as C.UTF-8 lets Java use every character"));
        }
        if (failure instanceof CommandFailure known) {
            return told(known.code(), "foldd: ", List.of(known.getMessage()));
        }
        if (failure instanceof StartException) {
            return told(ExitCode.FAILED, "foldd: ", List.of(failure.getMessage()));
        }
        Optional<Object> reason = FaultException.carriedBy(failure).map(fault -> fault.details().get("reason"));
        if (reason.isPresent()) {
            return told(ExitCode.FAILED, "foldd: ", List.of(reason.get().toString()));
        }
        if (debug) {
            failure.printStackTrace(err);
        }
        return debug && !json ? ExitCode.FAILED : told(ExitCode.FAILED, "foldd: ",
                List.of("unexpected failure, " + failure + " (FOLDD_DEBUG=1 shows where)"));
    }

    /** Arguments that cannot be understood; people are also shown how they should be. */
    int told(ParameterException wrong, String[] arguments, IParameterExceptionHandler usual) throws Exception {
        String sentence = withoutToken(wrong.getMessage());
        return json ? told(ExitCode.USAGE, "", List.of(sentence))
                : usual.handleParseException(sentence.equals(wrong.getMessage()) ? wrong
                        : new ParameterException(wrong.getCommandLine(), sentence), arguments);
    }

    private int told(int code, String prefix, List<String> problems) {
        List<String> sentences = problems.stream().map(Failures::withoutToken).toList();
        if (json) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("exit", code);
            error.put("message", String.join("; ", sentences));
            if (code == ExitCode.CONFIG) {
                error.put("problems", sentences);
            }
            out.println(Json.write(Map.of("error", error)));
            out.flush();
        } else {
            sentences.forEach(sentence -> err.println(prefix + sentence));
        }
        return code;
    }

    private static String withoutToken(String sentence) {
        return TOKEN.matcher(sentence).replaceAll("$1…");
    }
}
