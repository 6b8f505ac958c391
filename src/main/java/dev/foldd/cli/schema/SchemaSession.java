package dev.foldd.cli.schema;

import dev.foldd.config.ConfigException;
import dev.foldd.daemon.DaemonConfig;
import dev.foldd.daemon.Offline;
import dev.foldd.data.schema.SchemaDiff;
import java.util.ArrayList;
import java.util.List;

/** {@link SchemaWork} on the database that a configuration names. */
public final class SchemaSession implements SchemaWork {

    private final Offline.Schema schema;

    private SchemaSession(Offline.Schema schema) {
        this.schema = schema;
    }

    /** @throws ConfigException when the configuration cannot be used */
    public static SchemaSession open(DaemonConfig config) {
        List<String> problems = new ArrayList<>(config.notOffered());
        problems.addAll(Offline.databaseProblems(config));
        problems.addAll(Offline.databaseRefusals(config));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new SchemaSession(new Offline.Schema(config, observation -> { }));
    }

    @Override
    public Plan diff() {
        return plan(schema.diff());
    }

    @Override
    public Plan apply() {
        return plan(schema.apply());
    }

    @Override
    public void close() {
        schema.close();
    }

    private Plan plan(SchemaDiff diff) {
        List<String> statements = schema.statements(diff);
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            changes.add(new Change(diff.changes().get(i).summary(), statements.get(i)));
        }
        return new Plan(schema.warnings(), changes, diff.drift());
    }
}
