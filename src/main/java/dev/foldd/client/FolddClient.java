package dev.foldd.client;

import dev.foldd.client.FolddClientException.Timeout;
import dev.foldd.client.socket.SocketLoop;
import dev.foldd.client.socket.SocketSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Asks a daemon over its Unix socket, for an application that has nothing but that socket and a key. It proves its key once a
 * connection, sends requests ahead of their replies, and shares a few connections among all threads. Values are plain Java:
 * maps, lists, texts, {@code Long}, {@code BigDecimal}, {@code Boolean} and null.
 *
 * <p>Reads, and writes that carry an idempotency key, are asked again when the connection breaks or the daemon has too much to
 * do; other writes never, since they may have happened. Every failure is a {@link FolddClientException}.
 *
 * <p>Whom it speaks to is certain only when the node's id is given ({@link FolddClientBuilder#nodeId}). Otherwise it believes
 * whoever has the socket, on each connection anew: a false daemon could then answer, though not pass the login on to the
 * true one, since that names the node.
 */
public final class FolddClient implements AutoCloseable {

    /** Methods that change nothing. */
    private static final Set<String> READING = Set.of("read", "list", "findFirst", "findByField", "aggregate",
            "getCapabilities", "schema.list", "schema.get", "policy.explain", "auth.whoami", "rpc.discover", "tx.status");

    private final SocketLoop loop;
    private final Duration timeout;
    private final Executor executor;

    FolddClient(SocketLoop loop, Duration timeout, Executor executor) {
        this.loop = loop;
        this.timeout = timeout;
        this.executor = executor;
    }

    /** Everything has a default that environment variables can change. */
    public static FolddClientBuilder builder() {
        return new FolddClientBuilder(System.getenv());
    }

    /**
     * This client with another timeout. It shares the connections, and closing either closes both.
     *
     * @throws IllegalArgumentException when it is below 1 ms or above an hour
     */
    public FolddClient within(Duration timeout) {
        SocketSettings.checkTimeout(timeout);
        return new FolddClient(loop, timeout, executor);
    }

    /** The records that match, each with the fields that were asked for. */
    public List<Map<String, Object>> query(Query query) {
        return await(asked("query", query.payload(), true), Answers::records);
    }

    /** The same without waiting. What follows on the future runs on the client's executor. */
    public CompletableFuture<List<Map<String, Object>>> queryAsync(Query query) {
        return later(asked("query", query.payload(), true), Answers::records);
    }

    /**
     * What stood in one place before, newest first: {@code uuid, source_schema_name, source_pub_key, created_at,
     * prev_atom_uuid, content, status} of each atom. The page after it begins {@link History#before} its last.
     */
    public List<Map<String, Object>> history(History history) {
        return await(asked("history", history.payload(), true), Answers::atoms);
    }

    /** The same of a Single field, its newest atoms. */
    public List<Map<String, Object>> history(String schema, String field) {
        return history(History.of(schema, field));
    }

    /** The same without waiting. */
    public CompletableFuture<List<Map<String, Object>>> historyAsync(History history) {
        return later(asked("history", history.payload(), true), Answers::atoms);
    }

    /** Changes values, all or none. */
    public MutationResult mutate(Mutation mutation) {
        return await(asked("mutation", mutation.payload(), mutation.idempotencyKey().isPresent()), Answers::mutation);
    }

    /** The same without waiting. */
    public CompletableFuture<MutationResult> mutateAsync(Mutation mutation) {
        return later(asked("mutation", mutation.payload(), mutation.idempotencyKey().isPresent()), Answers::mutation);
    }

    /**
     * A schema as the daemon has it.
     *
     * @throws FolddClientException.OperationFailed with SCHEMA_ERROR when there is none of that name
     */
    public Map<String, Object> getSchema(String name) {
        return await(asked("get_schema", Map.of("schema_id", name), true), Answers::schema);
    }

    /** The same without waiting. */
    public CompletableFuture<Map<String, Object>> getSchemaAsync(String name) {
        return later(asked("get_schema", Map.of("schema_id", name), true), Answers::schema);
    }

    /** The names of the schemas. */
    public List<String> listSchemas() {
        return await(asked("list_schemas", Map.of(), true), Answers::names);
    }

    /** The same without waiting. */
    public CompletableFuture<List<String>> listSchemasAsync() {
        return later(asked("list_schemas", Map.of(), true), Answers::names);
    }

    /** Makes a schema, which is approved with that. Schemas are never changed: one that is there already is an error. */
    public void createSchema(Object schema) {
        await(asked("create_schema", Map.of("schema", schema), false), Answers::nothing);
    }

    /** The same without waiting. */
    public CompletableFuture<Void> createSchemaAsync(Object schema) {
        return later(asked("create_schema", Map.of("schema", schema), false), Answers::nothing);
    }

    /**
     * Any method of the daemon's JSON-RPC, such as {@code rpc("list", "User", Map.of("limit", 5))}.
     *
     * @param params in the method's order
     */
    public Object rpc(String method, Object... params) {
        return await(asked("rpc", Answers.call(method, params), READING.contains(method)), Function.identity());
    }

    /** The same without waiting. */
    public CompletableFuture<Object> rpcAsync(String method, Object... params) {
        return later(asked("rpc", Answers.call(method, params), READING.contains(method)), Function.identity());
    }

    /**
     * A write by JSON-RPC that happens once, however often it is sent.
     *
     * @param idempotencyKey that no other write has, such as a random UUID
     */
    public Object rpcOnce(String idempotencyKey, String method, Object... params) {
        return await(asked("rpc", Answers.call(idempotencyKey, method, params), true), Function.identity());
    }

    /** Ends every connection, for all threads. What has no answer yet fails with ConnectionFailed. */
    @Override
    public void close() {
        loop.close();
    }

    private CompletableFuture<Object> asked(String operation, Object payload, boolean repeatable) {
        return loop.ask(operation, payload, repeatable, timeout);
    }

    private <T> CompletableFuture<T> later(CompletableFuture<Object> answer, Function<Object, T> reading) {
        return answer.thenApplyAsync(reading, executor);
    }

    private <T> T await(CompletableFuture<Object> answer, Function<Object, T> reading) {
        try {
            return reading.apply(answer.get());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof FolddClientException known ? known.seenHere()
                    : new IllegalStateException("the client has failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Timeout interrupted = new Timeout("the thread was interrupted while it waited", timeout, e);
            answer.completeExceptionally(interrupted);
            throw interrupted;
        }
    }
}
