package dev.foldd.fold;

import dev.foldd.contract.Caller;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Principal;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.contract.data.DataReply;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.contract.fold.FoldAnswer;
import dev.foldd.contract.fold.FoldHistory;
import dev.foldd.contract.fold.FoldMutation;
import dev.foldd.contract.fold.FoldQuery;
import dev.foldd.contract.fold.FoldWritten;
import dev.foldd.contract.fold.MutationType;
import dev.foldd.contract.fold.SchemaDeed;
import dev.foldd.contract.fold.SchemaReply;
import dev.foldd.contract.fold.SchemaRequest;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.fold.query.FilterReader;
import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.storage.FoldDialect;
import dev.foldd.identity.NodeKey;
import dev.foldd.json.Json;
import dev.foldd.store.Query;
import dev.foldd.store.Store;
import dev.foldd.testing.Database;
import dev.foldd.testing.Stores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A fold node on a database of its own, and callers at every distance. */
final class FoldHarness {

    static final Query.Limits LIMITS = new Query.Limits(Duration.ofSeconds(20), 1_001, 10_000_000);
    static final FoldConfig CONFIG = new FoldConfig(Optional.empty(), "", List.of(), new FilterReader.Limits(8, 100), 200, 1_000, 1);
    static final NodeKey NODE = NodeKey.ofSeed(new byte[32]);

    final Vertx vertx = Vertx.vertx();
    final Store store;
    final List<AuditEntry> records = new ArrayList<>();
    final List<DataRequest> asked = new ArrayList<>();
    DataReply entityReply = new DataReply(Map.of("data", List.of()));
    private final FoldDialect words;
    private FoldPath path;

    FoldHarness(Database kind, Path directory) throws Exception {
        store = Stores.fresh(kind, vertx, directory);
        words = switch (kind) {
            case SQLITE -> FoldDialect.SQLITE;
            case POSTGRES -> FoldDialect.POSTGRES;
            case MARIADB -> FoldDialect.MYSQL;
            case PRISMA, PRISMA_POSTGRES -> throw new IllegalArgumentException("a bridge has no transactions");
        };
        open(List.of());
    }

    /** Opens the node, once more when it is open, as a daemon does that starts again. */
    void open(List<Schema> files) throws Exception {
        FoldNode node = done(FoldNode.open(new FoldNode.Ground(store, words, LIMITS,
                messages -> Future.succeededFuture(messages.stream().map(NODE::sign).toList()), UUID::randomUUID,
                Clock.systemUTC(), observation -> { }), CONFIG, files));
        path = FoldPath.of(new FoldPath.Parts((caller, writes) -> { }, new Trail(), new Incidents(observation -> { }),
                observation -> { }, System::nanoTime), node, new EntityRows(request -> {
                    asked.add(request);
                    return Future.succeededFuture(entityReply);
                }), Future::fromCompletionStage);
    }

    static Principal at(int distance) {
        return new Principal("key:at" + distance, Principal.Kind.APPLICATION, List.of("public"), Optional.empty(),
                OptionalInt.of(distance), Map.of(), Optional.of("key" + distance), Optional.empty());
    }

    static Principal unresolved(String key) {
        return new Principal("key:" + key, Principal.Kind.APPLICATION, List.of("public"), Optional.empty(),
                OptionalInt.empty(), Map.of(), Optional.of(key), Optional.empty());
    }

    static Principal narrowedTo(String schema) {
        return new Principal("key:narrow", Principal.Kind.APPLICATION, List.of("public"), Optional.empty(),
                OptionalInt.of(0), Map.of(), Optional.of("narrow"), Optional.of(Set.of(schema)));
    }

    static Caller caller(Principal principal) {
        return new Caller(principal, "socket", "", "1-1", new Cancellation());
    }

    SchemaReply schema(Principal who, SchemaDeed deed, String name, Map<String, Object> tree) throws Exception {
        return done(path.schema(new SchemaRequest(caller(who), deed, name, tree, OptionalInt.empty())));
    }

    FoldAnswer query(Principal who, String schema, List<String> fields, String filter) throws Exception {
        return done(path.query(new FoldQuery(caller(who), schema, fields, json(filter), OptionalInt.empty(), false)));
    }

    FoldAnswer partial(Principal who, OptionalInt claimed, String schema, List<String> fields) throws Exception {
        return done(path.query(new FoldQuery(caller(who), schema, fields, null, claimed, true)));
    }

    List<Map<String, Object>> history(Principal who, String field, Optional<String> key, Optional<String> before, int limit)
            throws Exception {
        return history(who, "Card", field, key, before, limit);
    }

    List<Map<String, Object>> history(Principal who, String schema, String field, Optional<String> key, Optional<String> before,
                                      int limit) throws Exception {
        return done(path.history(new FoldHistory(caller(who), schema, field, key, before, limit, OptionalInt.empty()))).atoms();
    }

    FoldWritten mutate(Principal who, String schema, MutationType type, String data, String filter) throws Exception {
        return done(mutation(who, schema, type, data, filter, Optional.empty()));
    }

    @SuppressWarnings("unchecked")
    Future<FoldWritten> mutation(Principal who, String schema, MutationType type, String data, String filter,
                                 Optional<String> once) {
        return path.mutate(new FoldMutation(caller(who), schema, type, (Map<String, Object>) json(data), json(filter),
                OptionalInt.empty(), once));
    }

    static Object json(String text) {
        return Json.parse(text.replace('\'', '"'));
    }

    static Fault refusal(Deed deed) {
        try {
            deed.run();
        } catch (FaultException e) {
            return e.fault();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("nothing was refused");
    }

    /** Something that may fail. */
    @FunctionalInterface
    interface Deed {
        void run() throws Exception;
    }

    static <T> T done(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof FaultException fault ? fault : e;
        }
    }

    void close() throws Exception {
        done(store.close());
        done(vertx.close());
    }

    private final class Trail implements AuditTrail {

        @Override
        public void admit() {
            // Nothing keeps this log from being written.
        }

        @Override
        public CompletionStage<Void> intend(AuditEntry intent) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> record(AuditEntry outcome) {
            synchronized (records) {
                records.add(outcome);
            }
            return CompletableFuture.completedStage(null);
        }
    }
}
