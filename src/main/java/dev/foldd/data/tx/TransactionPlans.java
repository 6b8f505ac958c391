package dev.foldd.data.tx;

import dev.foldd.contract.data.DataReply;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.data.acl.Policy;
import dev.foldd.data.plan.Plan;
import dev.foldd.data.plan.Plan.Outcome;
import dev.foldd.data.retry.KeptAnswers;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Transaction.Isolation;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Plans for what spans several requests: transactions that the caller leads, and batches. */
public final class TransactionPlans {

    private final Transactions transactions;
    private final KeptAnswers kept;
    private final Supplier<Policy> policy;
    private final Batches batches;

    /**
     * @param policy gives the policy that holds now
     * @param handler carries out one request, as if it had come alone
     */
    public TransactionPlans(Transactions transactions, KeptAnswers kept, TransactionConfig config, Supplier<Policy> policy,
                            Function<DataRequest, Future<DataReply>> handler) {
        this.policy = policy;
        this.transactions = transactions;
        this.kept = kept;
        this.batches = new Batches(transactions, kept, config, policy, handler);
    }

    /** Whether a request is of this kind. */
    public static boolean leads(DataRequest request) {
        return switch (request.method()) {
            case BATCH, TX_BEGIN, TX_COMMIT, TX_ROLLBACK, TX_STATUS -> true;
            case CREATE, READ, UPDATE, DELETE, LIST, FIND_FIRST, FIND_BY_FIELD, UPSERT, UPDATE_BY_FIELD, DELETE_BY_FIELD,
                    CREATE_MANY, UPDATE_MANY, DELETE_MANY, GET_CAPABILITIES, SCHEMA_LIST, SCHEMA_GET, POLICY_EXPLAIN -> false;
        };
    }

    /** @throws FaultException when the request is refused */
    public Plan plan(DataRequest request) {
        if (request.options().transaction().isPresent()) {
            throw invalid("tx", "this method is for whole transactions, not for use within one");
        }
        if (request.options().ifVersion().isPresent()) {
            throw invalid("ifVersion", "this method changes no row by itself; a call of a batch takes it beside its method");
        }
        return switch (request.method()) {
            case BATCH -> batches.plan(request, isolation(request));
            case TX_BEGIN -> begin(request, isolation(request));
            case TX_COMMIT -> end(request, id -> transactions.commit(id, request.caller()));
            case TX_ROLLBACK -> end(request, id -> transactions.rollback(id, request.caller()));
            case TX_STATUS -> status(request);
            default -> throw new IllegalArgumentException("no transaction is led by this method");
        };
    }

    /** A transaction keeps others from writing, so it is for those who may write something. */
    private Plan begin(DataRequest request, Isolation isolation) {
        if (!policy.get().writesAnything(request.caller().principal())) {
            throw new FaultException(new Fault.Forbidden("a transaction is for callers who may write something"));
        }
        return Plan.asking(Plan.Subject.NONE, store -> transactions.begin(request.caller(), isolation)
                .map(id -> new Outcome(Map.of("tx", id), 0)));
    }

    private static Plan end(DataRequest request, Function<String, Future<Void>> way) {
        String id = text(request, "tx");
        return Plan.asking(new Plan.Subject("", id, null, List.of()), store -> way.apply(id).map(new Outcome(true, 0)));
    }

    private Plan status(DataRequest request) {
        String key = text(request, "key");
        return Plan.asking(new Plan.Subject("", key, null, List.of()), store -> kept.isCommitted(store, request, key)
                .map(committed -> new Outcome(Map.of("committed", committed), 0)));
    }

    private static Isolation isolation(DataRequest request) {
        Object options = request.arguments().getOrDefault("options", Map.of());
        if (!(options instanceof Map<?, ?> members)) {
            throw invalid("options", "must be an object");
        }
        for (Object name : members.keySet()) {
            boolean known = name.equals("isolation") || name.equals("atomic") && !request.method().wireName().startsWith("tx.");
            if (!known) {
                throw invalid("options", "knows 'isolation', and for a batch 'atomic'");
            }
        }
        if (!Boolean.TRUE.equals(members.containsKey("atomic") ? members.get("atomic") : Boolean.TRUE)) {
            throw invalid("options.atomic", "must be true; calls that stand alone are sent as a JSON-RPC 2.0 batch");
        }
        Object word = members.containsKey("isolation") ? members.get("isolation") : "read_committed";
        return Arrays.stream(Isolation.values()).filter(level -> level.name().toLowerCase(Locale.ROOT).equals(word)).findFirst()
                .orElseThrow(() -> invalid("options.isolation",
                        "must be one of read_committed, repeatable_read, serializable"));
    }

    private static String text(DataRequest request, String name) {
        if (request.arguments().get(name) instanceof String text && !text.isEmpty() && text.length() <= KeptAnswers.KEY_MAX) {
            return text;
        }
        throw invalid(name, "must be a text of 1 to " + KeptAnswers.KEY_MAX + " characters");
    }

    private static FaultException invalid(String field, String error) {
        return new FaultException(new Fault.Invalid(field, error));
    }
}
