package dev.foldd.fold.storage;

import dev.foldd.config.Problems;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.fold.SchemaState;
import dev.foldd.fault.Fault;
import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.schema.SchemaReader;
import dev.foldd.fold.schema.SchemaText;
import dev.foldd.json.Json;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Statement.Column;
import dev.foldd.store.Step;
import dev.foldd.store.Store;
import dev.foldd.store.ValueType;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The schemas and their states in the database. A schema's text is never changed and never removed. */
public final class SchemaTable {

    /** The table, by which others are told of its changes. */
    public static final String NAME_OF_TABLE = "fold_schema";

    private static final Column NAME = new Column("name", ValueType.TEXT);
    private static final Column BODY = new Column("body", ValueType.TEXT);
    private static final Column STATE = new Column("state", ValueType.TEXT);

    private final Store store;
    private final Query.Limits limits;
    private final Clock clock;
    private final Statement all;
    private final Statement insert;
    private final Statement setState;

    /** A schema as it is kept. */
    public record Kept(Schema schema, SchemaState state) {
    }

    public SchemaTable(Store store, FoldDialect words, Query.Limits limits, Clock clock) {
        this.store = store;
        this.limits = limits;
        this.clock = clock;
        this.all = new Statement("SELECT name, body, state FROM fold_schema ORDER BY name", List.of(NAME, BODY, STATE));
        this.insert = new Statement(words.placed("INSERT INTO fold_schema (name, body, state, made_at) VALUES (?, ?, ?, ?)"),
                List.of(), List.of(), Optional.empty(), false, List.of(NAME_OF_TABLE));
        this.setState = new Statement(words.placed("UPDATE fold_schema SET state = ? WHERE name = ?"), List.of(), List.of(),
                Optional.empty(), false, List.of(NAME_OF_TABLE));
    }

    /**
     * All of them, by their names in order.
     *
     * @return fails with {@link IllegalStateException} when one of them cannot be read any more
     */
    public Future<Map<String, Kept>> load() {
        return store.read(new Query(all, List.of(), limits, new Cancellation())).map(SchemaTable::kept);
    }

    private static Map<String, Kept> kept(Rows rows) {
        Map<String, Kept> kept = new LinkedHashMap<>();
        for (Object[] row : rows.values()) {
            Problems problems = new Problems();
            Schema schema = SchemaReader.read((Map<?, ?>) Json.parse((String) row[1]), problems).orElseThrow(() ->
                    new IllegalStateException("the stored schema '" + row[0] + "' cannot be read: " + problems.list()));
            kept.put(schema.name(), new Kept(schema, SchemaState.named(row[2]).orElseThrow()));
        }
        return kept;
    }

    /** Keeps a new one. Fails with {@code Conflict} when its name is taken. */
    public Future<Void> insert(Schema schema, SchemaState state, Cancellation life) {
        return write(Step.run(insert, List.of(schema.name(), Json.write(SchemaText.of(schema)), state.wireName(),
                clock.millis())), life);
    }

    /** Fails with {@code NotFound} when there is no such schema. */
    public Future<Void> setState(String name, SchemaState state, Cancellation life) {
        return write(Step.needRows(setState, List.of(state.wireName(), name),
                new Fault.NotFound("Schema not found: " + name)), life);
    }

    private Future<Void> write(Step step, Cancellation life) {
        return store.write(new Work(List.of(step), limits, life)).mapEmpty();
    }
}
