package dev.foldd.contract;

import dev.foldd.contract.data.DataHealth;
import dev.foldd.contract.data.DataPing;
import dev.foldd.contract.data.DataReply;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.contract.fold.FoldAnswer;
import dev.foldd.contract.fold.FoldExplain;
import dev.foldd.contract.fold.FoldExplanation;
import dev.foldd.contract.fold.FoldHistory;
import dev.foldd.contract.fold.FoldMutation;
import dev.foldd.contract.fold.FoldPast;
import dev.foldd.contract.fold.FoldQuery;
import dev.foldd.contract.fold.FoldWritten;
import dev.foldd.contract.fold.SchemaReply;
import dev.foldd.contract.fold.SchemaRequest;
import dev.foldd.contract.ops.HealthQuestion;
import dev.foldd.contract.ops.HealthReport;
import dev.foldd.contract.ops.MetricsPage;
import dev.foldd.contract.ops.MetricsQuestion;
import dev.foldd.contract.ops.ReloadReport;
import dev.foldd.contract.ops.ReloadRequest;
import dev.foldd.contract.rpc.RpcMessage;
import dev.foldd.contract.rpc.RpcResult;
import java.util.List;

/** The catalogue of the event bus. The first part of a name is the feature that answers or announces. */
public final class Addresses {

    /** Carries out one method of one caller on data, under policy. */
    public static final Address<DataRequest, DataReply> DATA_EXECUTE =
            Address.ask("data.execute", DataRequest.class, DataReply.class);

    /** How the database does. */
    public static final Address<DataPing, DataHealth> DATA_PING =
            Address.ask("data.ping", DataPing.class, DataHealth.class);

    /** Reads fields of a schema for one caller, as far as he may. */
    public static final Address<FoldQuery, FoldAnswer> FOLD_QUERY =
            Address.ask("fold.query", FoldQuery.class, FoldAnswer.class);

    /** Changes fields of a schema for one caller, all of them or none. */
    public static final Address<FoldMutation, FoldWritten> FOLD_MUTATE =
            Address.ask("fold.mutate", FoldMutation.class, FoldWritten.class);

    /** What stood in one place of a schema before, for one caller who may read what stands there now. */
    public static final Address<FoldHistory, FoldPast> FOLD_HISTORY =
            Address.ask("fold.history", FoldHistory.class, FoldPast.class);

    /** Why one may read or write fields of a schema, or may not. */
    public static final Address<FoldExplain, FoldExplanation> FOLD_EXPLAIN =
            Address.ask("fold.explain", FoldExplain.class, FoldExplanation.class);

    /** Tells about schemas, makes them, and changes whether they answer. */
    public static final Address<SchemaRequest, SchemaReply> FOLD_SCHEMA =
            Address.ask("fold.schema", SchemaRequest.class, SchemaReply.class);

    /** The daemon's state as {@code GET /health} shows it. */
    public static final Address<HealthQuestion, HealthReport> OPS_HEALTH =
            Address.ask("ops.health", HealthQuestion.class, HealthReport.class);

    /** All meters as one page in Prometheus' text format. */
    public static final Address<MetricsQuestion, MetricsPage> OPS_METRICS =
            Address.ask("ops.metrics", MetricsQuestion.class, MetricsPage.class);

    /** Reads everything reloadable again; a bad file keeps the last good one. */
    public static final Address<ReloadRequest, ReloadReport> OPS_RELOAD =
            Address.ask("ops.reload", ReloadRequest.class, ReloadReport.class);

    /** Carries out a method of door 1 for a caller who came by another door. */
    public static final Address<RpcMessage, RpcResult> RPC_CALL =
            Address.ask("rpc.call", RpcMessage.class, RpcResult.class);

    /** A credential or its key has been taken back; whoever holds a connection proved by it closes that connection. */
    public static final Address<Revocation, Void> RPC_CREDENTIAL_REVOKED =
            Address.event("rpc.credential.revoked", Revocation.class);

    private Addresses() {
    }

    /** Every address there is. */
    public static List<Address<?, ?>> all() {
        return List.of(DATA_EXECUTE, DATA_PING, FOLD_QUERY, FOLD_MUTATE, FOLD_HISTORY, FOLD_EXPLAIN, FOLD_SCHEMA, OPS_HEALTH,
                OPS_METRICS, OPS_RELOAD, RPC_CALL, RPC_CREDENTIAL_REVOKED);
    }
}
