package dev.foldd.cli.schema;

import dev.foldd.cli.part.ConfigOptions;
import dev.foldd.cli.part.ExitCode;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.json.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * {@code foldd schema diff|apply}: the entity files against the database. Tables are made and extended, never dropped.
 */
@Command(name = "schema", synopsisSubcommandLabel = "diff|apply",
        description = "Compares the entity files with the database, and extends the database.")
public final class SchemaCommand implements Runnable {

    private final ConfigLoader loader;
    private final SchemaWork.Opener opener;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Prints one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    public SchemaCommand(ConfigLoader loader, SchemaWork.Opener opener) {
        this.loader = Objects.requireNonNull(loader);
        this.opener = Objects.requireNonNull(opener);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: diff or apply");
    }

    @Command(name = "diff", description = "Prints what apply would do, and what differs beyond that. Changes nothing.")
    int diff(@Mixin ConfigOptions options, @Option(names = "--check",
            description = "Exits with 1 when the database lacks something.") boolean check) {
        SchemaWork.Plan plan = print(options, SchemaWork::diff, "would ");
        return check && !plan.changes().isEmpty() ? ExitCode.FAILED : ExitCode.OK;
    }

    @Command(name = "apply", description = "Creates the tables, columns and indexes that are missing. Drops nothing.")
    int apply(@Mixin ConfigOptions options) {
        print(options, SchemaWork::apply, "");
        return ExitCode.OK;
    }

    private SchemaWork.Plan print(ConfigOptions options, Function<SchemaWork, SchemaWork.Plan> verb, String mood) {
        SchemaWork.Plan plan;
        try (SchemaWork work = opener.open(options.settings(loader, spec.commandLine().getErr()))) {
            plan = verb.apply(work);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(asJson(plan)));
        } else {
            plan.warnings().forEach(warning -> out.println("warning: " + warning));
            plan.changes().forEach(change -> out.println(mood + change.summary() + System.lineSeparator()
                    + "    " + change.statement().replace("\n", System.lineSeparator() + "    ")));
            plan.drift().forEach(drift -> out.println("left alone: " + drift));
            out.println(plan.changes().isEmpty() ? "the database has everything that the entities need"
                    : plan.changes().size() + (mood.isEmpty() ? " made" : " to be made"));
        }
        out.flush();
        return plan;
    }

    private static Map<String, Object> asJson(SchemaWork.Plan plan) {
        List<Map<String, Object>> changes = new ArrayList<>();
        for (SchemaWork.Change change : plan.changes()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("summary", change.summary());
            one.put("statement", change.statement());
            changes.add(one);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("warnings", plan.warnings());
        json.put("changes", changes);
        json.put("drift", plan.drift());
        return json;
    }
}
