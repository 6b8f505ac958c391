package dev.foldd.data.tx;

import dev.foldd.config.Suggestion;
import dev.foldd.contract.data.Arguments;
import dev.foldd.contract.data.DataReply;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.contract.data.Method;
import dev.foldd.contract.data.RequestOptions;
import dev.foldd.data.acl.Policy;
import dev.foldd.data.plan.Plan;
import dev.foldd.data.plan.Plan.Outcome;
import dev.foldd.data.retry.KeptAnswers;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Transaction.Isolation;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Several calls as one: each is admitted, checked and recorded as if it had come alone, all in one transaction, and the first
 * that fails undoes them all.
 */
final class Batches {

    private final Transactions transactions;
    private final KeptAnswers kept;
    private final TransactionConfig config;
    private final Supplier<Policy> policy;
    private final Function<DataRequest, Future<DataReply>> handler;

    Batches(Transactions transactions, KeptAnswers kept, TransactionConfig config, Supplier<Policy> policy,
            Function<DataRequest, Future<DataReply>> handler) {
        this.transactions = transactions;
        this.kept = kept;
        this.config = config;
        this.policy = policy;
        this.handler = handler;
    }

    /**
     * One of the calls, whose parameters may refer to results of those before it.
     *
     * @param ifVersion as it stands there, or a reference; null when it does not
     */
    private record Call(Method method, Object params, Object ifVersion) {
    }

    Plan plan(DataRequest request, Isolation isolation) {
        List<Call> calls = calls(request);
        Plan.Subject subject = new Plan.Subject("", "", request.arguments(), List.of());
        if (request.options().idempotencyKey().isEmpty()) {
            return Plan.asking(subject, store -> run(request, calls, isolation, (id, outcome) ->
                    Future.succeededFuture(outcome)));
        }
        String standing = policy.get().standing(request.caller().principal());
        return Plan.asking(subject, store -> kept.once(store, request, standing, () -> run(request, calls, isolation,
                (id, outcome) -> note(request, id, standing, outcome))));
    }

    private Future<Outcome> run(DataRequest request, List<Call> calls, Isolation isolation,
                                BiFunction<String, Outcome, Future<Outcome>> closing) {
        return transactions.open(request.caller(), isolation).compose(id ->
                next(request, id, calls, new ArrayList<>())
                        .compose(outcome -> closing.apply(id, outcome))
                        .compose(outcome -> transactions.commit(id, request.caller()).map(outcome))
                        .recover(failure -> transactions.rollback(id, request.caller())
                                .transform(undone -> Future.failedFuture(failure))));
    }

    private Future<Outcome> next(DataRequest batch, String id, List<Call> calls, List<Object> results) {
        int index = results.size();
        if (index == calls.size()) {
            return Future.succeededFuture(new Outcome(results, results.size()));
        }
        Future<DataReply> reply;
        try {
            reply = handler.apply(single(batch, id, calls.get(index), index, results));
        } catch (FaultException refused) {
            reply = Future.failedFuture(refused);
        }
        return reply.recover(failure -> Future.failedFuture(at(index, failure))).compose(done -> {
            results.add(done.value());
            return next(batch, id, calls, results);
        });
    }

    private static DataRequest single(DataRequest batch, String id, Call call, int index, List<Object> results) {
        References references = new References(results);
        Object params = references.resolve(call.params());
        RequestOptions options = RequestOptions.NONE.within(id);
        if (call.ifVersion() != null) {
            options = options.ifVersion(version(references.resolve(call.ifVersion())));
        }
        return new DataRequest(batch.caller().as(batch.caller().requestId() + "." + index), call.method(),
                Arguments.bind(call.method().parameters(), params), options);
    }

    private static long version(Object value) {
        if (value instanceof Long || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        throw invalid("ifVersion", "must be a whole number");
    }

    private Future<Outcome> note(DataRequest request, String id, String standing, Outcome outcome) {
        return transactions.in(id, request.caller(), session -> kept.write(session, request, standing, outcome)).map(outcome);
    }

    private List<Call> calls(DataRequest request) {
        if (!(request.arguments().get("requests") instanceof List<?> items)) {
            throw invalid("requests", "must be a list of objects with method and params");
        }
        if (items.size() > config.batchMax()) {
            throw new FaultException(new Fault.TooLarge("the number of calls in a batch", config.batchMax()));
        }
        List<Call> calls = new ArrayList<>(items.size());
        for (Object item : items) {
            calls.add(call("requests[" + calls.size() + "]", item));
        }
        return calls;
    }

    private static Call call(String place, Object item) {
        if (!(item instanceof Map<?, ?> members) || !(members.get("method") instanceof String name)) {
            throw invalid(place, "must be an object with method and params");
        }
        Optional<Method> method = Method.named(name);
        if (method.isEmpty()) {
            List<String> known = Arrays.stream(Method.values()).map(Method::wireName).toList();
            throw invalid(place + ".method", "is no method of rows" + (name.length() > 64 ? "" : Suggestion.among(known, name)));
        }
        Object params = members.containsKey("params") ? members.get("params") : List.of();
        if (!(params instanceof List || params instanceof Map)) {
            throw invalid(place + ".params", "must be a list, or an object with the parameters by name");
        }
        return new Call(method.get(), params, members.get("ifVersion"));
    }

    /** The same failure, telling which of the calls it is about. */
    private static Throwable at(int index, Throwable failure) {
        Optional<Fault> carried = FaultException.carriedBy(failure);
        if (carried.isEmpty()) {
            return failure;
        }
        String call = "call " + index + ": ";
        Fault fault = carried.get();
        if (fault instanceof Fault.Invalid invalid) {
            fault = new Fault.Invalid(invalid.fields().stream().map(error -> new Fault.FieldError(
                    "requests[" + index + "]" + (error.field().isEmpty() ? "" : "." + error.field()), error.error())).toList());
        } else if (fault instanceof Fault.Forbidden forbidden) {
            fault = new Fault.Forbidden(call + forbidden.reason());
        } else if (fault instanceof Fault.NotFound missing) {
            fault = new Fault.NotFound(call + missing.reason());
        } else if (fault instanceof Fault.Conflict conflict) {
            fault = new Fault.Conflict(call + conflict.reason(), conflict.version());
        }
        return new FaultException(fault);
    }

    private static FaultException invalid(String field, String error) {
        return new FaultException(new Fault.Invalid(field, error));
    }
}
