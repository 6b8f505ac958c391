package dev.foldd.data;

import dev.foldd.contract.Caller;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observation.AclChecked;
import dev.foldd.contract.Observer;
import dev.foldd.contract.Principal;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.contract.audit.AuditEntry.Outcome;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.contract.data.DataReply;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.data.plan.Plan;
import dev.foldd.data.plan.Planner;
import dev.foldd.data.retry.KeptAnswers;
import dev.foldd.data.tx.TransactionConfig;
import dev.foldd.data.tx.TransactionPlans;
import dev.foldd.data.tx.Transactions;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Session;
import dev.foldd.store.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The path of a request to data: admit, plan (which checks, restricts and writes the statements), run, answer; and the audit
 * record around it, so that refusals and failures are written too.
 */
public final class RequestPath {

    /** Decides whether a caller has requests left. */
    @FunctionalInterface
    public interface Admission {

        /** @throws FaultException {@code RateLimited} */
        void admit(Caller caller, boolean writes);
    }

    private static final int AUDITED_TEXT_MAX = 255;
    /** Marks the record of a request that was carried out before, and was told the answer of that time. */
    private static final String REPEATED = "@REPLAY";

    private final Admission admission;
    private final Supplier<Planner> planner;
    private final Store store;
    private final Transactions transactions;
    private final TransactionConfig limits;
    private final TransactionPlans leading;
    private final KeptAnswers kept;
    private final AuditTrail trail;
    private final Incidents incidents;
    private final Observer observer;
    private final LongSupplier nanoTime;
    private final Function<CompletionStage<Void>, Future<Void>> home;

    /** @param planner gives the planner of the model that holds now */
    public RequestPath(Admission admission, Supplier<Planner> planner, Store store, TransactionConfig limits,
                       KeptAnswers kept, AuditTrail trail, Incidents incidents, Observer observer, LongSupplier nanoTime) {
        this(admission, planner, store, new Transactions(store, limits, nanoTime), limits, kept, trail, incidents, observer,
                nanoTime, Future::fromCompletionStage);
    }

    private RequestPath(Admission admission, Supplier<Planner> planner, Store store, Transactions transactions,
                        TransactionConfig limits, KeptAnswers kept, AuditTrail trail, Incidents incidents, Observer observer,
                        LongSupplier nanoTime, Function<CompletionStage<Void>, Future<Void>> home) {
        this.admission = admission;
        this.planner = planner;
        this.store = store;
        this.transactions = transactions;
        this.limits = limits;
        this.leading = new TransactionPlans(transactions, kept, limits, () -> planner.get().policy(), this::handle);
        this.kept = kept;
        this.trail = trail;
        this.incidents = incidents;
        this.observer = observer;
        this.nanoTime = nanoTime;
        this.home = home;
    }

    /**
     * The same path for requests of one place.
     *
     * @param way brings back there what the audit log's own thread completes, so that the store is asked from the event loop
     *     that asked, and answers it
     */
    public RequestPath returningBy(Function<CompletionStage<Void>, Future<Void>> way) {
        return new RequestPath(admission, planner, store, transactions, limits, kept, trail, incidents, observer, nanoTime, way);
    }

    /** Carries out one request. Fails with a {@link FaultException} and nothing else. */
    public Future<DataReply> handle(DataRequest request) {
        long begun = nanoTime.getAsLong();
        Plan plan;
        try {
            trail.admit();
            admission.admit(request.caller(), writes(request));
            plan = TransactionPlans.leads(request) ? leading.plan(request) : planner.get().plan(request);
        } catch (RuntimeException refusal) {
            return refuse(request, incidents.faultOf(refusal), begun);
        }
        return audited(request, plan, begun);
    }

    private Future<DataReply> audited(DataRequest request, Plan plan, long begun) {
        return intend(request, plan)
                .compose(ready -> run(request, plan))
                .transform(done -> done.succeeded()
                        ? succeed(request, plan.subject(), done.result(), begun)
                        : fail(request, plan.subject(), incidents.faultOf(done.cause()), begun));
    }

    private Future<Plan.Outcome> run(DataRequest request, Plan plan) {
        Optional<String> transaction = request.options().transaction();
        return transaction.isEmpty() ? runOn(request.options().fresh() ? store.fresh() : store, request, plan)
                : transactions.in(transaction.get(), request.caller(), session -> runOn(session, request, plan));
    }

    private Future<Plan.Outcome> runOn(Session session, DataRequest request, Plan plan) {
        return plan.deed() instanceof Plan.Writing && request.options().idempotencyKey().isPresent()
                ? kept.once(session, request, planner.get().policy().standing(request.caller().principal()), plan)
                : plan.runOn(session);
    }

    /** Transactions that nobody uses any more are ended. To be called now and then. */
    public void look() {
        transactions.look();
    }

    private Future<DataReply> succeed(DataRequest request, Plan.Subject subject, Plan.Outcome outcome, long begun) {
        observer.observe(new AclChecked(true));
        Future<Void> recorded = outcome.repeated() ? recordRepeated(request, subject, outcome, begun)
                : record(request, subject, Outcome.SUCCEEDED, outcome.rows(), begun, null);
        return recorded.map(written -> new DataReply(outcome.value()));
    }

    /** The plan may have made a key for a new row; the row that there is has the key of the first answer. */
    private Future<Void> recordRepeated(DataRequest request, Plan.Subject subject, Plan.Outcome outcome, long begun) {
        Caller caller = request.caller().as(request.caller().requestId() + REPEATED);
        DataRequest again = new DataRequest(caller, request.method(), request.arguments(), request.options());
        String id = planner.get().keyIn(subject.entity(), outcome.value()).orElse(subject.id());
        return record(again, subject.of(id), Outcome.SUCCEEDED, outcome.rows(), begun, null);
    }

    private Future<DataReply> refuse(DataRequest request, Fault fault, long begun) {
        if (fault.code() == Fault.Code.FORBIDDEN) {
            observer.observe(new AclChecked(false));
        }
        return record(request, about(request), Outcome.of(fault.code()), 0, begun, fault)
                .transform(written -> Future.failedFuture(new FaultException(fault)));
    }

    private Future<DataReply> fail(DataRequest request, Plan.Subject subject, Fault fault, long begun) {
        // The plan was allowed, yet the statement may have met a row that is not: only now is the answer known.
        observer.observe(new AclChecked(fault.code() != Fault.Code.FORBIDDEN));
        return record(request, subject, Outcome.of(fault.code()), 0, begun, fault)
                .transform(written -> Future.failedFuture(new FaultException(fault)));
    }

    private Future<Void> intend(DataRequest request, Plan plan) {
        AuditEntry intent = entry(request, plan.subject(), Outcome.INTENDED, 0, 0, null);
        return written(() -> trail.intend(intent));
    }

    private Future<Void> record(DataRequest request, Plan.Subject subject, Outcome outcome, long rows, long begun,
                                Fault fault) {
        AuditEntry record = entry(request, subject, outcome, rows, nanoTime.getAsLong() - begun, fault);
        return written(() -> trail.record(record));
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
        return Future.failedFuture(new FaultException(incidents.faultOf(bare)));
    }

    private static AuditEntry entry(DataRequest request, Plan.Subject subject, Outcome outcome, long rows, long nanos,
                                    Fault fault) {
        Caller caller = request.caller();
        Principal who = caller.principal();
        String id = request.options().transaction().map(tx -> caller.requestId() + '@' + tx).orElse(caller.requestId());
        return new AuditEntry(id, caller.door(), caller.remote(), who.subject(), who.roles(), who.tenant(),
                request.method().wireName(), shortened(subject.entity()), shortened(subject.id()), subject.values(), outcome,
                subject.rules(), rows, Duration.ofNanos(nanos), Optional.ofNullable(fault).map(Fault::code));
    }

    /** What a refused request was about, as far as its arguments say. */
    private static Plan.Subject about(DataRequest request) {
        return new Plan.Subject(textOf(request, "entity"), textOf(request, "id"), request.arguments(), List.of());
    }

    private static String textOf(DataRequest request, String argument) {
        return request.arguments().get(argument) instanceof String text ? text : "";
    }

    /** A key can be a megabyte long, and whoever sends it decides; the log shall not grow by it. */
    private static String shortened(String text) {
        if (text.length() <= AUDITED_TEXT_MAX) {
            return text;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(AUDITED_TEXT_MAX - 1));
        return text.substring(0, splitsPair ? AUDITED_TEXT_MAX - 1 : AUDITED_TEXT_MAX) + "…";
    }

    private static boolean writes(DataRequest request) {
        return switch (request.method().verb()) {
            case CREATE, UPDATE, DELETE -> true;
            case READ, NONE -> false;
        };
    }
}
