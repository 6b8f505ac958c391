package dev.foldd.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import dev.foldd.contract.Caller;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Incidents;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observation.AclChecked;
import dev.foldd.contract.Observation.Unforeseen;
import dev.foldd.contract.Principal;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.contract.audit.AuditEntry.Outcome;
import dev.foldd.contract.audit.AuditTrail;
import dev.foldd.contract.data.DataReply;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.contract.data.Method;
import dev.foldd.contract.data.RequestOptions;
import dev.foldd.data.acl.PolicyCompiler;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.entity.ValueLimits;
import dev.foldd.data.filter.CallerFilter;
import dev.foldd.data.plan.Cursors;
import dev.foldd.data.plan.Planner;
import dev.foldd.data.query.IncludeConfig;
import dev.foldd.data.retry.KeptAnswers;
import dev.foldd.data.sql.SqlDialect;
import dev.foldd.data.tx.TransactionConfig;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Capabilities;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Store;
import dev.foldd.store.Table;
import dev.foldd.store.Transaction;
import dev.foldd.store.Work;
import dev.foldd.testing.Entities;
import dev.foldd.testing.FixedGenerators;
import dev.foldd.testing.Yamls;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestPathTest {

    private static final Principal USER = new Principal("u1", Principal.Kind.USER, List.of("user"), Optional.of("t1"),
            OptionalInt.empty(), Map.of());
    private static final Map<String, Object> ONE = Map.of("entity", "Doc", "id", "d1");

    private final List<String> steps = new ArrayList<>();
    private final List<Observation> observed = new ArrayList<>();
    private final Trail trail = new Trail();
    private final Door admission = new Door();
    private final Database store = new Database();
    private final Incidents incidents = new Incidents(observed::add);
    private long nanos;
    private Supplier<Planner> planners = () -> {
        steps.add("plan");
        return planner();
    };
    private final RequestPath path = new RequestPath(admission, () -> planners.get(), store,
            new TransactionConfig(Duration.ofSeconds(5), Duration.ofSeconds(30), 4, 100),
            new KeptAnswers(SqlDialect.SQLITE, new Query.Limits(Duration.ofSeconds(25), 101, 1_000_000), Duration.ofHours(1),
                    Clock.systemUTC()), trail, incidents, observed::add,
            () -> nanos += 1_000_000);

    @Test
    void a_request_takes_its_steps_in_order() {
        Future<DataReply> reply = handle(Method.READ, ONE);

        assertThat(steps).containsExactly("trail admits", "limit admits", "plan", "intend", "read", "record");
        assertThat(reply.result().value()).isEqualTo(Map.of("id", "d1", "title", "a"));
    }

    @Test
    void what_has_succeeded_is_recorded_with_who_what_and_by_which_rules() {
        handle(Method.READ, ONE);

        assertThat(trail.intents).singleElement().satisfies(intent -> {
            assertThat(intent.outcome()).isEqualTo(Outcome.INTENDED);
            assertThat(intent.id()).isEqualTo("d1");
        });
        assertThat(trail.records).containsExactly(new AuditEntry("7-1", "rpc", "127.0.0.1", "u1", List.of("user"),
                Optional.of("t1"), "read", "Doc", "d1", null, Outcome.SUCCEEDED, List.of("docs"), 1, Duration.ofMillis(1),
                Optional.empty()));
        assertThat(observed).containsExactly(new AclChecked(true));
    }

    @Test
    void nothing_runs_while_the_trail_refuses() {
        trail.refusal = Optional.of(new Fault.Unavailable("the audit log cannot be written", Duration.ofSeconds(1)));

        Fault fault = faultOf(handle(Method.READ, ONE));

        assertThat(fault).isEqualTo(trail.refusal.get());
        assertThat(steps).containsExactly("trail admits", "record");
    }

    @Test
    void the_limit_comes_before_the_plan() {
        admission.refusal = Optional.of(new Fault.RateLimited(Duration.ofSeconds(3)));

        Fault fault = faultOf(handle(Method.READ, ONE));

        assertThat(fault).isEqualTo(admission.refusal.get());
        assertThat(steps).containsExactly("trail admits", "limit admits", "record");
        assertRecorded(Outcome.REFUSED, Fault.Code.RATE_LIMITED, "Doc", "d1");
        assertThat(observed).isEmpty();
    }

    static Stream<Arguments> methods() {
        return Stream.of(Method.values()).map(method -> argumentSet(method.wireName(), method, switch (method) {
            case CREATE, UPDATE, DELETE, UPSERT, UPDATE_BY_FIELD, DELETE_BY_FIELD, CREATE_MANY, UPDATE_MANY, DELETE_MANY -> true;
            case READ, LIST, FIND_FIRST, FIND_BY_FIELD, GET_CAPABILITIES, SCHEMA_LIST, SCHEMA_GET, POLICY_EXPLAIN, BATCH,
                    TX_BEGIN, TX_COMMIT, TX_ROLLBACK, TX_STATUS -> false;
        }));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void the_limit_knows_what_writes(Method method, boolean writes) {
        admission.refusal = Optional.of(new Fault.RateLimited(Duration.ofSeconds(3)));

        handle(method, Map.of());

        assertThat(admission.asked).containsExactly(writes);
    }

    @Test
    void a_transaction_is_begun_for_nobody_who_may_write_nothing() {
        DataRequest request = new DataRequest(new Caller(Principal.user("u2", "public"), "rpc", "127.0.0.1", "7-2",
                new Cancellation()), Method.TX_BEGIN, Map.of());

        Fault fault = faultOf(path.handle(request));

        assertThat(fault).isInstanceOf(Fault.Forbidden.class);
        assertThat(steps).doesNotContain("intend").endsWith("record");
        assertThat(observed).containsExactly(new AclChecked(false));
    }

    @Test
    void a_write_that_was_carried_out_before_is_recorded_as_told_again_about_its_row() {
        Map<String, Object> arguments = Map.of("entity", "Doc", "data", Map.of("title", "a"));
        DataRequest request = new DataRequest(request(Method.CREATE, arguments).caller(), Method.CREATE, arguments,
                new RequestOptions(Optional.empty(), Optional.of("k")));
        store.kept = Optional.of(List.of());
        store.answer = () -> Future.succeededFuture(new Rows(List.of(), List.<Object[]>of(new Object[] {"d7", "a"}), 1));
        path.handle(request);
        store.kept = Optional.of(List.<Object[]>of(new Object[] {store.noted.get(1), "{\"id\":\"d7\",\"title\":\"a\"}"}));

        Future<DataReply> again = path.handle(request);

        assertThat(again.result().value()).isEqualTo(Map.of("id", "d7", "title", "a"));
        assertThat(trail.records).extracting(AuditEntry::requestId).containsExactly("7-1", "7-1@REPLAY");
        AuditEntry repeated = trail.records.get(1);
        assertThat(List.of(repeated.entity(), repeated.id(), repeated.rows())).containsExactly("Doc", "d7", 0L);
        assertThat(repeated.outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void nothing_runs_before_the_intent_is_written() {
        CompletableFuture<Void> written = new CompletableFuture<>();
        trail.intending = written;

        Future<DataReply> reply = handle(Method.READ, ONE);

        assertThat(steps).containsExactly("trail admits", "limit admits", "plan", "intend");
        assertThat(reply.isComplete()).isFalse();
        written.complete(null);
        assertThat(steps).endsWith("intend", "read", "record");
        assertThat(reply.succeeded()).isTrue();
    }

    @Test
    void the_answer_waits_for_the_record() {
        CompletableFuture<Void> written = new CompletableFuture<>();
        trail.recording = written;

        Future<DataReply> reply = handle(Method.READ, ONE);

        assertThat(steps).endsWith("record");
        assertThat(reply.isComplete()).isFalse();
        written.complete(null);
        assertThat(reply.succeeded()).isTrue();
    }

    @Test
    void a_refusal_waits_for_its_record_too() {
        CompletableFuture<Void> written = new CompletableFuture<>();
        trail.recording = written;

        Future<DataReply> reply = handle(Method.READ, Map.of("entity", "Nothing", "id", "d1"));

        assertThat(reply.isComplete()).isFalse();
        written.complete(null);
        assertThat(faultOf(reply)).isInstanceOf(Fault.NotFound.class);
    }

    @Test
    void the_record_waits_for_the_store() {
        Promise<Rows> running = Promise.promise();
        store.answer = running::future;

        Future<DataReply> reply = handle(Method.READ, ONE);

        assertThat(steps).endsWith("read");
        running.complete(new Rows(List.of(), List.of(), 0));
        assertThat(steps).endsWith("read", "record");
        assertThat(reply.result().value()).isNull();
        assertThat(trail.records.get(0).rows()).isZero();
    }

    static Stream<Arguments> unwritten() {
        FaultException unavailable = new FaultException(new Fault.Unavailable("no", Duration.ofSeconds(1)));
        return Stream.of(
                argumentSet("a fault", unavailable, Fault.Code.UNAVAILABLE),
                argumentSet("a fault in the wrapping of a chain", new CompletionException(unavailable), Fault.Code.UNAVAILABLE),
                argumentSet("something unforeseen", new java.io.IOException("disk gone: /secret"), Fault.Code.INTERNAL),
                argumentSet("something unforeseen, wrapped", new CompletionException(new IllegalStateException("/secret")),
                        Fault.Code.INTERNAL));
    }

    @ParameterizedTest
    @MethodSource("unwritten")
    void an_intent_that_cannot_be_written_lets_nothing_run(Throwable cause, Fault.Code code) {
        trail.intending = CompletableFuture.failedFuture(cause);

        Fault fault = faultOf(handle(Method.READ, ONE));

        assertThat(fault.code()).isEqualTo(code);
        assertThat(steps).doesNotContain("read").endsWith("record");
        assertThat(fault.details().toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @MethodSource("unwritten")
    void a_record_that_cannot_be_written_lets_no_answer_out(Throwable cause, Fault.Code code) {
        trail.recording = CompletableFuture.failedFuture(cause);

        Fault fault = faultOf(handle(Method.READ, ONE));

        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.details().toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @MethodSource("unwritten")
    void a_trail_that_throws_is_like_one_that_fails(Throwable cause, Fault.Code code) {
        trail.thrown = Optional.of(cause instanceof RuntimeException thrown ? thrown : new IllegalStateException(cause));

        assertThat(faultOf(handle(Method.READ, ONE)).code()).isEqualTo(code);
        assertThat(steps).doesNotContain("read");
    }

    @Test
    void a_refusal_is_told_even_when_it_cannot_be_recorded() {
        trail.recording = CompletableFuture.failedFuture(new java.io.IOException("no"));

        assertThat(faultOf(handle(Method.READ, Map.of("entity", "Nothing", "id", "d1")))).isInstanceOf(Fault.NotFound.class);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("an unknown entity", Method.READ, Map.of("entity", "Nothing", "id", "d1"), Fault.Code.NOT_FOUND,
                        "Nothing", "d1", 0),
                argumentSet("what no rule allows", Method.DELETE, ONE, Fault.Code.FORBIDDEN, "Doc", "d1", 1),
                argumentSet("a bad filter", Method.FIND_FIRST, Map.of("entity", "Doc", "filter", Map.of("titel", "a")),
                        Fault.Code.INVALID, "Doc", "", 0),
                argumentSet("an id that is no text", Method.READ, Map.of("entity", "Doc", "id", 5L), Fault.Code.INVALID, "Doc",
                        "", 0),
                argumentSet("an entity that is no text", Method.READ, Map.of("entity", List.of(), "id", "d1"),
                        Fault.Code.INVALID, "", "d1", 0),
                argumentSet("nothing at all", Method.LIST, Map.of(), Fault.Code.INVALID, "", "", 0));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void a_refusal_is_recorded_with_its_code_and_what_it_was_about(Method method, Map<String, Object> arguments,
                                                                   Fault.Code code, String entity, String id, int denied) {
        Fault fault = faultOf(handle(method, arguments));

        assertThat(fault.code()).isEqualTo(code);
        assertThat(steps).doesNotContain("intend", "read", "write");
        assertRecorded(Outcome.REFUSED, code, entity, id);
        assertThat(trail.records.get(0).values()).isEqualTo(arguments);
        assertThat(observed).hasSize(denied).allSatisfy(seen -> assertThat(seen).isEqualTo(new AclChecked(false)));
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                argumentSet("a taken key", new FaultException(new Fault.Conflict("taken")), Fault.Code.CONFLICT, Outcome.REFUSED),
                argumentSet("a timeout", new FaultException(new Fault.Timeout(Duration.ofSeconds(25))), Fault.Code.TIMEOUT,
                        Outcome.FAILED),
                argumentSet("a change that the policy refuses in the database",
                        new FaultException(new Fault.Forbidden("no")), Fault.Code.FORBIDDEN, Outcome.REFUSED),
                argumentSet("something unforeseen", new IllegalStateException("SELECT secret"), Fault.Code.INTERNAL,
                        Outcome.FAILED));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_failure_is_recorded_with_its_code_and_its_rules(RuntimeException cause, Fault.Code code, Outcome outcome) {
        store.answer = () -> Future.failedFuture(cause);

        Fault fault = faultOf(handle(Method.CREATE, Map.of("entity", "Doc", "data", Map.of("id", "d9", "title", "a"))));

        assertThat(fault.code()).isEqualTo(code);
        assertThat(fault.details().toString()).doesNotContain("SELECT");
        assertRecorded(outcome, code, "Doc", "d9");
        assertThat(trail.records.get(0).rules()).containsExactly("docs");
        assertThat(trail.records.get(0).values()).isEqualTo(Map.of("id", "d9", "title", "a"));
        assertThat(observed).filteredOn(AclChecked.class::isInstance)
                .containsExactly(new AclChecked(code != Fault.Code.FORBIDDEN));
    }

    @Test
    void what_the_log_completes_elsewhere_comes_back_before_the_store_is_asked() {
        CompletableFuture<Void> synced = new CompletableFuture<>();
        Promise<Void> home = Promise.promise();
        List<CompletionStage<Void>> brought = new ArrayList<>();
        trail.intending = synced;
        RequestPath returning = path.returningBy(stage -> {
            brought.add(stage);
            return home.future();
        });

        Future<DataReply> reply = returning.handle(request(Method.READ, ONE));
        synced.complete(null);

        assertThat(brought).containsExactly(synced);
        assertThat(steps).doesNotContain("read");
        home.complete();
        assertThat(reply.succeeded()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_store_that_throws_is_like_one_that_fails(RuntimeException cause, Fault.Code code, Outcome outcome) {
        store.answer = () -> {
            throw cause;
        };

        assertThat(faultOf(handle(Method.READ, ONE)).code()).isEqualTo(code);
        assertRecorded(outcome, code, "Doc", "d1");
    }

    @Test
    void an_unforeseen_error_while_planning_becomes_internal_and_is_recorded_and_observed() {
        planners = () -> {
            throw new IllegalStateException("password=hunter2");
        };

        Fault fault = faultOf(handle(Method.READ, ONE));

        assertThat(fault).isInstanceOf(Fault.Internal.class);
        assertThat(fault.details().toString()).doesNotContain("hunter2");
        assertRecorded(Outcome.FAILED, Fault.Code.INTERNAL, "Doc", "d1");
        assertThat(observed).singleElement().isInstanceOfSatisfying(Unforeseen.class, seen ->
                assertThat(seen.incident()).isEqualTo(((Fault.Internal) fault).incident()));
    }

    @Test
    void a_long_id_and_a_long_entity_are_shortened_in_the_log() {
        handle(Method.READ, Map.of("entity", "Doc", "id", "d".repeat(1_000_000)));
        handle(Method.READ, Map.of("entity", "E".repeat(1_000_000), "id", "d1"));

        assertThat(trail.records).hasSize(2).allSatisfy(record -> {
            assertThat(record.id().length()).isLessThanOrEqualTo(256);
            assertThat(record.entity().length()).isLessThanOrEqualTo(256);
        });
        assertThat(trail.records.get(0).id()).startsWith("ddd").endsWith("…");
        assertThat(trail.intents.get(0).id()).hasSize(256);
    }

    @Test
    void an_id_is_never_cut_through_a_pair_of_surrogates() {
        handle(Method.READ, Map.of("entity", "Doc", "id", "\ud83d\ude00".repeat(300)));

        String id = trail.records.get(0).id();
        assertThat(Character.isHighSurrogate(id.charAt(id.length() - 2))).isFalse();
    }

    private void assertRecorded(Outcome outcome, Fault.Code code, String entity, String id) {
        assertThat(trail.records).singleElement().satisfies(record -> {
            assertThat(record.outcome()).isEqualTo(outcome);
            assertThat(record.error()).contains(code);
            assertThat(record.entity()).isEqualTo(entity);
            assertThat(record.id()).isEqualTo(id);
            assertThat(record.subject()).isEqualTo("u1");
            assertThat(record.rows()).isZero();
            assertThat(record.duration()).isPositive();
        });
    }

    private Future<DataReply> handle(Method method, Map<String, Object> arguments) {
        return path.handle(request(method, arguments));
    }

    private static DataRequest request(Method method, Map<String, Object> arguments) {
        return new DataRequest(new Caller(USER, "rpc", "127.0.0.1", "7-1", new Cancellation()), method, arguments);
    }

    private static Fault faultOf(Future<?> reply) {
        assertThat(reply.failed()).isTrue();
        assertThat(reply.cause()).isInstanceOf(FaultException.class);
        return ((FaultException) reply.cause()).fault();
    }

    private static Planner planner() {
        EntityCatalogue entities = new EntityCatalogue(List.of(Entities.entity("Doc").key("id").text("title").build()));
        RowValidator validator = new RowValidator(new FixedGenerators(), ValueLimits.DEFAULT);
        var policy = new PolicyCompiler(entities, validator::value).compile(Yamls.tree("""
                rules: [{id: docs, entity: Doc, role: user, operations: [read, create]}]
                """), new Problems(), new ArrayList<>());
        DataConfig config = new DataConfig(new Query.Limits(Duration.ofSeconds(25), 101, 1_000_000), 100, 10, 100, 10,
                new CallerFilter.Limits(8, 50, 20), ValueLimits.DEFAULT,
                new TransactionConfig(Duration.ofSeconds(5), Duration.ofSeconds(30), 4, 100), Duration.ofHours(1),
                new IncludeConfig(3, 10, 100, 1_000, 1_000));
        return new Planner(new DataModel(entities, policy), config, validator, new Cursors(new byte[32]),
                SqlDialect.SQLITE, new Capabilities(true, false, false, false, false, false, false));
    }

    /** A log that remembers, and refuses or waits when it is told to. */
    private final class Trail implements AuditTrail {

        private final List<AuditEntry> intents = new ArrayList<>();
        private final List<AuditEntry> records = new ArrayList<>();
        private Optional<Fault> refusal = Optional.empty();
        private Optional<RuntimeException> thrown = Optional.empty();
        private CompletionStage<Void> intending = CompletableFuture.completedFuture(null);
        private CompletionStage<Void> recording = CompletableFuture.completedFuture(null);

        @Override
        public void admit() {
            steps.add("trail admits");
            refusal.ifPresent(fault -> {
                throw new FaultException(fault);
            });
        }

        @Override
        public CompletionStage<Void> intend(AuditEntry intent) {
            steps.add("intend");
            intents.add(intent);
            throwIfTold();
            return intending;
        }

        @Override
        public CompletionStage<Void> record(AuditEntry outcome) {
            steps.add("record");
            records.add(outcome);
            throwIfTold();
            return recording;
        }

        private void throwIfTold() {
            thrown.ifPresent(cause -> {
                throw cause;
            });
        }
    }

    /** A limit that lets everything pass until it is told not to. */
    private final class Door implements RequestPath.Admission {

        private final List<Boolean> asked = new ArrayList<>();
        private Optional<Fault> refusal = Optional.empty();

        @Override
        public void admit(Caller caller, boolean writes) {
            steps.add("limit admits");
            asked.add(writes);
            refusal.ifPresent(fault -> {
                throw new FaultException(fault);
            });
        }
    }

    /** A database of one row. */
    private final class Database implements Store {

        private Supplier<Future<Rows>> answer;
        private Optional<List<Object[]>> kept = Optional.empty();
        private List<Object> noted = List.of();

        @Override
        public Future<Rows> read(Query query) {
            steps.add("read");
            if (kept.isPresent()) {
                return Future.succeededFuture(new Rows(query.statement().columns(), kept.get(), 0));
            }
            return answer != null ? answer.get() : Future.succeededFuture(new Rows(query.statement().columns(),
                    List.<Object[]>of(new Object[] {"d1", "a"}), 1));
        }

        @Override
        public Future<Rows> write(Work work) {
            steps.add("write");
            Future<Rows> written = answer.get();
            work.closing().ifPresent(closing -> noted = closing.apply(written.result()).parameters().get(0));
            return written;
        }

        @Override
        public Future<Transaction> begin(Transaction.Isolation isolation, Duration limit, Cancellation life) {
            throw new UnsupportedOperationException("no test begins one");
        }

        @Override
        public Future<Void> define(List<String> statements) {
            throw new UnsupportedOperationException("no request defines anything");
        }

        @Override
        public Future<List<Table>> tables() {
            throw new UnsupportedOperationException("no request asks for tables");
        }

        @Override
        public Capabilities capabilities() {
            return new Capabilities(false, false, false, false, false, false, false);
        }

        @Override
        public Future<Duration> ping() {
            return Future.succeededFuture(Duration.ZERO);
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}
