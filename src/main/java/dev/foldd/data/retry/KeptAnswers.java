package dev.foldd.data.retry;

import dev.foldd.contract.Cancellation;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.FieldType;
import dev.foldd.data.plan.Plan;
import dev.foldd.data.sql.AnswerSql;
import dev.foldd.data.sql.SqlDialect;
import dev.foldd.data.sql.Template;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Session;
import dev.foldd.store.Step;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Writes that happen once, however often they are sent. The answer of a write with an idempotency key is stored in the same
 * commit, under the key and the subject; whoever sends the same again is told the same again. The same is what has the same
 * content and comes from the same standing, the text that tells roles, tenant and claims: an answer shows what these opened, so
 * whoever comes back with others is refused like one who sends something else.
 */
public final class KeptAnswers {

    /** Characters of a key. */
    public static final int KEY_MAX = 255;

    private static final Fault OTHER_BODY = new Fault.Conflict(
            "this idempotency key was used for another request; use a new one for each write");

    private final Template find;
    private final Template insert;
    private final Template purge;
    private final Query.Limits limits;
    private final Duration kept;
    private final Clock clock;

    /** @param kept how long an answer is kept */
    public KeptAnswers(SqlDialect dialect, Query.Limits limits, Duration kept, Clock clock) {
        AnswerSql sql = new AnswerSql(dialect);
        this.find = sql.find();
        this.insert = sql.insert();
        this.purge = sql.purge();
        this.limits = limits;
        this.kept = kept;
        this.clock = clock;
    }

    /** The table of the answers, for the schema. */
    public static Entity table() {
        return new Entity(AnswerSql.TABLE, AnswerSql.TABLE, "Answers kept for repeated requests", List.of(
                field("id", FieldType.STRING, true, false, OptionalInt.of(64)),
                field("body", FieldType.STRING, false, false, OptionalInt.of(64)),
                field("answer", FieldType.TEXT, false, false, OptionalInt.empty()),
                field("madeAt", FieldType.BIGINT, false, true, OptionalInt.empty())),
                List.of(new Entity.Index("idx_foldd_answer_madeAt", List.of("madeAt"), false)), Map.of(), "foldd");
    }

    private static Field field(String name, FieldType type, boolean primary, boolean indexed, OptionalInt maxLength) {
        return new Field(name, name, type, "", primary, true, false, false, false, indexed, Optional.empty(), List.of(),
                Optional.empty(), Optional.empty(), OptionalInt.empty(), maxLength, Optional.empty(), Optional.empty(),
                false, false);
    }

    /** Carries out a plan under the request's key: at most once, and with the first answer ever after. */
    public Future<Plan.Outcome> once(Session session, DataRequest request, String standing, Plan plan) {
        return once(session, request, standing,
                () -> plan.noting(outcome -> note(request, standing, outcome)).runOn(session));
    }

    /** The same for a deed that itself writes down its answer, with {@link #write}. */
    public Future<Plan.Outcome> once(Session session, DataRequest request, String standing,
                                     Supplier<Future<Plan.Outcome>> deed) {
        return first(session, request, standing).compose(known -> known.map(Future::succeededFuture)
                .orElseGet(() -> deed.get().recover(failure -> repeated(session, request, standing, failure))));
    }

    private Step note(DataRequest request, String standing, Plan.Outcome outcome) {
        return insert.run(request.caller().principal(), List.of(id(request, key(request)), digest(body(request, standing)),
                Json.write(outcome.value()), clock.millis()));
    }

    /** Keeps the answer of a deed that has a transaction of its own. */
    public Future<Rows> write(Session transaction, DataRequest request, String standing, Plan.Outcome outcome) {
        return transaction.write(new Work(List.of(note(request, standing, outcome)), limits, request.caller().life()));
    }

    /** Whether something has been committed under a key of the caller's. */
    public Future<Boolean> isCommitted(Session session, DataRequest request, String key) {
        return session.read(finding(request, key)).map(rows -> !rows.values().isEmpty());
    }

    /** Drops the answers that have been kept long enough. */
    public Future<Void> purge(Session session) {
        long before = clock.millis() - kept.toMillis();
        Step step = Step.run(purge.statement(), List.of(before));
        return session.write(new Work(List.of(step), limits, new Cancellation())).mapEmpty();
    }

    private Future<Optional<Plan.Outcome>> first(Session session, DataRequest request, String standing) {
        return session.read(finding(request, key(request))).map(rows -> answer(request, standing, rows));
    }

    /** Two of the same at once: the later one meets the earlier one's key, and is told its answer. */
    private Future<Plan.Outcome> repeated(Session session, DataRequest request, String standing,
                                          Throwable failure) {
        boolean conflict = FaultException.carriedBy(failure).filter(Fault.Conflict.class::isInstance).isPresent();
        return !conflict ? Future.failedFuture(failure) : first(session, request, standing).compose(known ->
                known.map(Future::succeededFuture).orElseGet(() -> Future.failedFuture(failure)));
    }

    private Query finding(DataRequest request, String key) {
        return new Query(find.statement(), List.of(id(request, key)), limits, request.caller().life());
    }

    private static Optional<Plan.Outcome> answer(DataRequest request, String standing, Rows rows) {
        if (rows.values().isEmpty()) {
            return Optional.empty();
        }
        Object[] row = rows.values().get(0);
        if (!digest(body(request, standing)).equals(row[0])) {
            throw new FaultException(OTHER_BODY);
        }
        return Optional.of(Plan.Outcome.repeated(Json.parse((String) row[1])));
    }

    private static String key(DataRequest request) {
        return request.options().idempotencyKey().orElseThrow();
    }

    private static String id(DataRequest request, String key) {
        return digest(everyCharOf(request.caller().principal().subject() + '\0' + key));
    }

    private static String body(DataRequest request, String standing) {
        OptionalLong version = request.options().ifVersion();
        return standing + '\0' + request.method().wireName() + ' ' + Json.write(new TreeMap<>(request.arguments()))
                + (version.isPresent() ? " if " + version.getAsLong() : "");
    }

    /** Halves of surrogate pairs have no UTF-8 form, so that different keys would become one. */
    private static byte[] everyCharOf(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * Character.BYTES);
        bytes.asCharBuffer().put(text);
        return bytes.array();
    }

    private static String digest(String text) {
        return digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String digest(byte[] bytes) {
        try {
            return Base64.getUrlEncoder().withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
