package dev.foldd.fold;

import dev.foldd.contract.Caller;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observation.AclChecked;
import dev.foldd.contract.Observer;
import dev.foldd.contract.Principal;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.contract.audit.AuditEntry.Outcome;
import dev.foldd.contract.audit.AuditTrail;
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
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The path of a request about schemas: the audit log admits it, the rate limit admits it, its fields pass their policies, it
 * runs, it is recorded, it is answered.
 */
public final class FoldPath {

    private static final int AUDITED_NAME_MAX = 255;

    private final Parts parts;
    private final Queries queries;
    private final Mutations mutations;
    private final Histories histories;
    private final Explanations explanations;
    private final Schemas schemas;
    private final Function<CompletionStage<Void>, Future<Void>> home;

    /** The rate limit, or whatever else decides whether a caller gets any further. */
    @FunctionalInterface
    public interface Admission {

        /** @throws FaultException {@code RateLimited} */
        void admit(Caller caller, boolean writes);
    }

    /** What the path needs of the daemon. */
    public record Parts(Admission admission, AuditTrail trail, Incidents incidents, Observer observer, LongSupplier nanoTime) {
        public Parts {
            Objects.requireNonNull(admission);
            Objects.requireNonNull(trail);
            Objects.requireNonNull(incidents);
            Objects.requireNonNull(observer);
            Objects.requireNonNull(nanoTime);
        }
    }

    private FoldPath(Parts parts, FoldNode node, EntityRows entities, Function<CompletionStage<Void>, Future<Void>> home) {
        this.parts = parts;
        this.queries = new Queries(node.book(), node.atoms(), entities, node.config().filter());
        this.mutations = new Mutations(node.book(), node.atoms(), entities, node.config());
        this.histories = new Histories(node.book(), node.atoms());
        this.explanations = new Explanations(node.book(), node.config().baseFee());
        this.schemas = node.schemas();
        this.home = home;
    }

    /**
     * @param node what the node keeps
     * @param home brings back to the asking event loop what the audit log's own thread completes
     */
    public static FoldPath of(Parts parts, FoldNode node, EntityRows entities,
                              Function<CompletionStage<Void>, Future<Void>> home) {
        return new FoldPath(parts, node, entities, home);
    }

    /** Fails with a {@link FaultException} and nothing else, as the others do. */
    public Future<FoldAnswer> query(FoldQuery query) {
        return framed(new Asked(query.caller(), "fold.query", query.schema(), query.fields(), false),
                () -> queries.answer(query), answer -> answer.results().size());
    }

    public Future<FoldWritten> mutate(FoldMutation mutation) {
        String operation = "fold." + mutation.type().wireName();
        return framed(new Asked(mutation.caller(), operation, mutation.schema(), mutation.data(), true),
                () -> mutations.write(mutation), FoldWritten::matched);
    }

    public Future<FoldPast> history(FoldHistory asked) {
        return framed(new Asked(asked.caller(), "fold.history", asked.schema(), asked.field(), false),
                () -> histories.answer(asked), past -> past.atoms().size());
    }

    public Future<FoldExplanation> explain(FoldExplain asked) {
        return framed(new Asked(asked.caller(), "policy.explain", asked.schema(), asked.subject(), false),
                () -> Future.succeededFuture(explanations.of(asked)), explanation -> 0);
    }

    public Future<SchemaReply> schema(SchemaRequest request) {
        String operation = "schema." + request.deed().name().toLowerCase(Locale.ROOT);
        return framed(new Asked(request.caller(), operation, request.name(), null, request.deed().changes()),
                () -> schemas.answer(request), reply -> reply.states().size());
    }

    /** @param values for the audit log, which keeps their keyed hashes alone */
    private record Asked(Caller caller, String operation, String schema, Object values, boolean writes) {
    }

    private <A> Future<A> framed(Asked asked, Supplier<Future<A>> deed, ToLongFunction<A> rows) {
        long begun = parts.nanoTime().getAsLong();
        try {
            parts.trail().admit();
            parts.admission().admit(asked.caller(), asked.writes());
        } catch (RuntimeException refusal) {
            return failed(asked, parts.incidents().faultOf(refusal), begun);
        }
        return written(() -> parts.trail().intend(entry(asked, Outcome.INTENDED, 0, begun, Optional.empty())))
                .compose(ready -> schemas.isCurrent() ? deed.get() : schemas.refresh().compose(read -> deed.get()))
                .transform(done -> done.succeeded() ? succeeded(asked, done.result(), rows, begun)
                        : failed(asked, parts.incidents().faultOf(done.cause()), begun));
    }

    private <A> Future<A> succeeded(Asked asked, A answer, ToLongFunction<A> rows, long begun) {
        parts.observer().observe(new AclChecked(true));
        return written(() -> parts.trail().record(
                entry(asked, Outcome.SUCCEEDED, rows.applyAsLong(answer), begun, Optional.empty()))).map(answer);
    }

    private <A> Future<A> failed(Asked asked, Fault fault, long begun) {
        if (fault.code() == Fault.Code.FORBIDDEN || fault.code() == Fault.Code.TOO_FAR) {
            parts.observer().observe(new AclChecked(false));
        }
        return written(() -> parts.trail().record(
                entry(asked, Outcome.of(fault.code()), 0, begun, Optional.of(fault.code()))))
                .transform(done -> Future.failedFuture(new FaultException(fault)));
    }

    /** Whatever goes wrong with the log is a fault like any other, also inside the wrapping that chained stages put on it. */
    private Future<Void> written(Supplier<CompletionStage<Void>> call) {
        try {
            CompletionStage<Void> stage = call.get();
            boolean here = stage.toCompletableFuture().isDone();
            return (here ? Future.fromCompletionStage(stage) : home.apply(stage)).recover(this::unwritten);
        } catch (RuntimeException thrown) {
            return unwritten(thrown);
        }
    }

    private Future<Void> unwritten(Throwable cause) {
        Throwable bare = cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        return Future.failedFuture(new FaultException(parts.incidents().faultOf(bare)));
    }

    private AuditEntry entry(Asked asked, Outcome outcome, long rows, long begun, Optional<Fault.Code> error) {
        Caller caller = asked.caller();
        Principal who = caller.principal();
        String schema = asked.schema().length() <= AUDITED_NAME_MAX ? asked.schema()
                : asked.schema().substring(0, AUDITED_NAME_MAX);
        return new AuditEntry(caller.requestId(), caller.door(), caller.remote(), who.subject(), who.roles(), who.tenant(),
                asked.operation(), schema, "", asked.values(), outcome, List.of(), rows,
                Duration.ofNanos(parts.nanoTime().getAsLong() - begun), error);
    }
}
