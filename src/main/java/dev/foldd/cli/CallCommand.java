package dev.foldd.cli;

import dev.foldd.cli.part.Advice;
import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.DoorOptions;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.cli.part.PrettyJson;
import dev.foldd.cli.part.SocketOptions;
import dev.foldd.client.ClientException;
import dev.foldd.client.FolddClient;
import dev.foldd.client.FolddClientException;
import dev.foldd.client.FolddClientException.OperationFailed;
import dev.foldd.client.RpcClient;
import dev.foldd.client.RpcException;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a running daemon one thing. */
@Command(name = "call", description = {"Calls one method of a running daemon and prints its result as JSON.",
        "foldd call --url URL read User 5d2c…", "foldd call --url URL list User '{\"limit\": 5}'",
        "Over a socket the operations on schemas too: query, mutation, history, get_schema, list_schemas, create_schema.",
        "foldd call --socket PATH --key FILE query '{\"schema\": \"S\", \"fields\": [\"f\"]}'"})
public final class CallCommand implements Callable<Integer> {

    private static final int UNAUTHENTICATED = 401;
    private static final String RELOAD = "admin.reload";

    private final Map<String, String> environment;

    @Mixin
    private DoorOptions door;

    @Mixin
    private SocketOptions socket;

    @Option(names = "--path", paramLabel = "FILE", description = "With a socket: the path of trust that leads to the key, as"
            + " 'trust add' prints it. Default: $DATAFOLD_PATH_FILE.")
    private Path trustPath;

    @Parameters(index = "0", paramLabel = "METHOD", description = "create, read, update, delete, list, …")
    private String method;

    @Parameters(index = "1..*", paramLabel = "PARAM",
            description = "In the method's order; JSON when it parses as such, else a text. '\"42\"' is the text 42.")
    private List<String> params = List.of();

    @Option(names = "--json", description = "Prints the reply as it came, errors too.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** @param environment where a socket and a key may be named */
    public CallCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() {
        Optional<Path> path = socket.socket(door.hasUrl(), environment);
        if (path.isEmpty() && trustPath != null) {
            throw CommandFailure.ofUsage("--path leads to a key, by which somebody asks over a socket: name it with --socket");
        }
        return path.isPresent() ? overSocket(path.get()) : overWebSocket();
    }

    private int overSocket(Path path) {
        try (FolddClient client = socket.client(path, Optional.ofNullable(trustPath), environment,
                door.timeout())) {
            return answered(new SocketCall(client).answer(method, values()));
        } catch (OperationFailed e) {
            if (json) {
                spec.commandLine().getOut().println(
                        Json.write(Map.of("error", Map.of("code", e.code(), "message", e.getMessage()))));
            } else {
                spec.commandLine().getErr().println(e.code() + " " + e.getMessage());
            }
            return ExitCode.FAILED;
        } catch (FolddClientException e) {
            throw new CommandFailure(e.getMessage());
        }
    }

    private int answered(Object result) {
        if (json) {
            Map<String, Object> reply = new LinkedHashMap<>();
            reply.put("result", result);
            spec.commandLine().getOut().println(Json.write(reply));
        } else {
            spec.commandLine().getOut().println(PrettyJson.write(result));
        }
        return refusedInPart(result) ? ExitCode.FAILED : ExitCode.OK;
    }

    private int overWebSocket() {
        String reply = reply();
        if (json) {
            spec.commandLine().getOut().println(reply);
        }
        try {
            Object result = RpcClient.result(reply);
            if (!json) {
                spec.commandLine().getOut().println(PrettyJson.write(result));
            }
            return refusedInPart(result) ? ExitCode.FAILED : ExitCode.OK;
        } catch (RpcException e) {
            if (!json) {
                tell(e);
            }
            return ExitCode.FAILED;
        } catch (IOException e) {
            throw new CommandFailure(e.getMessage());
        }
    }

    private void tell(RpcException e) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(e.code() + " " + e.getMessage() + (e.details().isEmpty() ? "" : " " + PrettyJson.write(e.details())));
        if (e.code() == UNAUTHENTICATED) {
            err.println(Advice.onProof());
        }
    }

    /** A reload answers although parts of it were refused; a script that goes on after it must hear of that. */
    private boolean refusedInPart(Object result) {
        boolean refused = method.equals(RELOAD) && result instanceof Map<?, ?> report
                && report.get("problems") instanceof List<?> problems && !problems.isEmpty();
        if (refused && !json) {
            spec.commandLine().getErr().println("not everything was reloaded: what has problems goes on with what it had");
        }
        return refused;
    }

    private String reply() {
        try (RpcClient client = RpcClient.connect(door.url(), door.options())) {
            return client.reply(client.send(method, values()));
        } catch (ClientException e) {
            throw new CommandFailure(Advice.on(door.url(), e));
        } catch (IOException e) {
            throw new CommandFailure("the connection broke: " + e.getMessage());
        }
    }

    private List<Object> values() {
        List<Object> values = new ArrayList<>();
        params.forEach(param -> values.add(value(param)));
        return values;
    }

    private static Object value(String param) {
        try {
            return Json.parse(param);
        } catch (JsonException e) {
            return param;
        }
    }
}
