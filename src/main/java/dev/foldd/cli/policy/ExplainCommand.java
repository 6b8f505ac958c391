package dev.foldd.cli.policy;

import dev.foldd.cli.part.CommandFailure;
import dev.foldd.cli.part.ConfigOptions;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.cli.part.PrettyJson;
import dev.foldd.config.Suggestion;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.contract.Principal;
import dev.foldd.daemon.Offline;
import dev.foldd.data.DataModel;
import dev.foldd.data.acl.Explanation;
import dev.foldd.data.acl.Operation;
import dev.foldd.data.acl.Roles;
import dev.foldd.data.acl.SupposedSubject;
import dev.foldd.data.entity.Entity;
import dev.foldd.json.Json;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says for any subject which rules decide an operation, and what would allow more. */
@Command(name = "explain", description = "Tells which rules decide what a subject may do.")
final class ExplainCommand implements Callable<Integer> {

    private final ConfigLoader loader;

    @Parameters(index = "0", paramLabel = "OPERATION", description = "create, read, update, delete, list, …")
    private String operation;

    @Parameters(index = "1", paramLabel = "ENTITY", description = "The entity's name.")
    private String entity;

    @Option(names = "--sub", paramLabel = "ID", description = "The subject's id.", defaultValue = "someone")
    private String subject;

    @Option(names = "--role", paramLabel = "ROLE", required = true, description = "The subject's role.")
    private String role;

    @Option(names = "--tenant", paramLabel = "T", description = "The subject's tenant.")
    private String tenant;

    @Option(names = "--claim", paramLabel = "NAME=VALUE", description = "A further claim. May be repeated.")
    private Map<String, String> claims = new LinkedHashMap<>();

    @Option(names = "--json", description = "Prints JSON on one line.")
    private boolean json;

    @Mixin
    private ConfigOptions options;

    @Spec
    private CommandSpec spec;

    ExplainCommand(ConfigLoader loader) {
        this.loader = loader;
    }

    @Override
    public Integer call() {
        DataModel model = Offline.model(options.settings(loader, spec.commandLine().getErr())).model();
        Roles roles = model.policy().roles();
        if (!roles.knows(role)) {
            throw CommandFailure.ofUsage("'" + role + "' is none of the roles " + roles.rising()
                    + Suggestion.among(roles.rising(), role));
        }
        Entity named = model.entities().entity(entity).orElseThrow(() -> CommandFailure.ofUsage(
                "there is no entity '" + entity + "'" + Suggestion.among(model.entities().names(), entity)));
        Map<String, Object> answer = new Explanation(model.policy()).of(principal(), named, operation());
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? Json.write(answer) : PrettyJson.write(answer));
        return ExitCode.OK;
    }

    private Principal principal() {
        Map<String, Object> supposed = new LinkedHashMap<>(claims);
        supposed.put("id", subject);
        supposed.put("role", role);
        if (tenant != null) {
            supposed.put("tenant", tenant);
        }
        try {
            return SupposedSubject.of(supposed);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("the subject " + e.getMessage());
        }
    }

    private Operation operation() {
        if (!Operation.words().contains(operation)) {
            throw CommandFailure.ofUsage("'" + operation + "' is none of " + Operation.listed()
                    + Suggestion.among(Operation.words(), operation));
        }
        return Operation.named(operation);
    }
}
