package dev.foldd.cli;

import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.cli.part.TimeConverter;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Asks a running daemon how it does. Made for container checks: it speaks HTTP by the JDK alone and reads no configuration,
 * so that it starts fast and in a small heap ({@code -Xmx16m -XX:+UseSerialGC -XX:TieredStopAtLevel=1}).
 */
@Command(name = "health", description = {"Asks a running daemon how it does, and prints its answer.",
        "Exit code 0 when it is well, 1 when it is not or does not answer."})
public final class HealthCommand implements Callable<Integer> {

    /** Far beyond any health report. */
    private static final int BODY_MAX = 64 * 1024;

    private static final int PORT_MAX = 65_535;

    @Spec
    private CommandSpec spec;

    @Option(names = "--ready", description = "Asks instead whether it is ready for traffic.")
    private boolean ready;

    @Option(names = "--url", paramLabel = "URL", defaultValue = "http://127.0.0.1:8081",
            description = "The daemon's admin door. Default: ${DEFAULT-VALUE}.")
    private String url;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "5s", converter = TimeConverter.class,
            description = "How long to wait for an answer: 500ms, 5s, 1m. Default: ${DEFAULT-VALUE}.")
    private Duration timeout;

    @Option(names = "--json", description = "Prints one JSON object also when there is no answer.")
    private boolean json;

    /** Prints the daemon's answer as it came. */
    @Override
    public Integer call() {
        URI target = target();
        try {
            return ask(target);
        } catch (IOException unreachable) {
            return unreachable(target, unreachable);
        }
    }

    private int ask(URI target) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) target.toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout((int) timeout.toMillis());
        connection.setReadTimeout((int) timeout.toMillis());
        connection.setInstanceFollowRedirects(false);
        try {
            int status = connection.getResponseCode();
            String body = body(connection, status);
            if (!isAnswer(body)) {
                return failed("unknown", target + " answers with HTTP " + status + ", but not as a daemon does; is the port"
                        + " another server's?");
            }
            spec.commandLine().getOut().println(body);
            spec.commandLine().getOut().flush();
            return status == HttpURLConnection.HTTP_OK ? ExitCode.OK : ExitCode.FAILED;
        } finally {
            connection.disconnect();
        }
    }

    private int unreachable(URI target, IOException cause) {
        String reason = cause instanceof UnknownHostException ? "no machine of that name is known here" : cause.getMessage();
        return failed("unreachable", target + " does not answer: " + reason
                + " ('foldd run' starts a daemon, and prints where its admin door listens; --url takes that)");
    }

    private int failed(String status, String problem) {
        if (!json) {
            throw new CommandFailure(problem);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", status);
        answer.put("problem", problem);
        spec.commandLine().getOut().println(Json.write(answer));
        spec.commandLine().getOut().flush();
        return ExitCode.FAILED;
    }

    /** A server of another kind may say 200 to everything. */
    private static boolean isAnswer(String body) {
        try {
            return Json.parse(body) instanceof Map<?, ?> answer && answer.get("status") != null;
        } catch (JsonException e) {
            return false;
        }
    }

    private URI target() {
        try {
            URI base = URI.create(url);
            if (("http".equals(base.getScheme()) || "https".equals(base.getScheme())) && base.getHost() != null
                    && base.getPort() <= PORT_MAX) {
                return base.resolve(ready ? "/health/ready" : "/health");
            }
        } catch (IllegalArgumentException notAUrl) {
            // Falls through to the one sentence that tells what is wanted.
        }
        throw new ParameterException(spec.commandLine(), "--url must be like http://127.0.0.1:8081, not '" + url
                + "'");
    }

    private static String body(HttpURLConnection connection, int status) throws IOException {
        try (InputStream stream = status < HttpURLConnection.HTTP_BAD_REQUEST ? connection.getInputStream()
                : connection.getErrorStream()) {
            return stream == null ? "" : new String(stream.readNBytes(BODY_MAX), StandardCharsets.UTF_8);
        }
    }
}
