package dev.foldd.data.plan;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Rows;
import dev.foldd.store.Session;
import dev.foldd.store.Step;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * What a request comes to, decided in full before anything runs: what the audit record will say of it, and the one thing that
 * is to be done with the store.
 */
public record Plan(Subject subject, Deed deed) {

    /**
     * What a request is about.
     *
     * @param entity empty when it is about none
     * @param id the key of the row, empty when it names none
     * @param values what the caller wrote or asked for; null when nothing
     * @param rules the ids of the rules that allow it
     */
    public record Subject(String entity, String id, Object values, List<String> rules) {

        /** A request that touches no rows. */
        public static final Subject NONE = new Subject("", "", null, List.of());

        /** The same about another row. */
        public Subject of(String otherId) {
            return new Subject(entity, otherId, values, rules);
        }
    }

    /**
     * What is answered.
     *
     * @param rows how many were touched or returned
     * @param repeated whether nothing was done now, since it was done before and is only told again
     */
    public record Outcome(Object value, long rows, boolean repeated) {

        /** Of something that has been done now. */
        public Outcome(Object value, long rows) {
            this(value, rows, false);
        }

        /** An earlier answer, told again. */
        public static Outcome repeated(Object value) {
            return new Outcome(value, 0, true);
        }
    }

    /** What is to be done. */
    public sealed interface Deed {
    }

    /** Something that leaves no trace in the rows of entities by itself. */
    public record Asking(Function<Session, Future<Outcome>> steps) implements Deed {
    }

    /**
     * A unit of work, and what its result means to the caller.
     *
     * @param again whether it is run a second time after a conflict, since what it did not find may just have been made
     */
    public record Writing(Work work, Function<Rows, Outcome> answer, boolean again) implements Deed {
    }

    public Plan {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(deed);
    }

    public static Plan asking(Subject subject, Function<Session, Future<Outcome>> steps) {
        return new Plan(subject, new Asking(steps));
    }

    static Plan writing(Subject subject, Work work, Function<Rows, Outcome> answer) {
        return new Plan(subject, new Writing(work, answer, false));
    }

    /** The same, run again after a conflict. */
    Plan againAfterConflict() {
        Writing writing = (Writing) deed;
        return new Plan(subject, new Writing(writing.work(), writing.answer(), true));
    }

    /** A plan whose answer is known without the store. */
    static Plan known(Subject subject, Object value) {
        return asking(subject, session -> Future.succeededFuture(new Outcome(value, 0)));
    }

    public Future<Outcome> runOn(Session session) {
        if (deed instanceof Writing writing) {
            return written(session, writing).map(writing.answer());
        }
        return ((Asking) deed).steps().apply(session);
    }

    private static Future<Rows> written(Session session, Writing writing) {
        Future<Rows> first = session.write(writing.work());
        return !writing.again() ? first : first.recover(cause -> FaultException.carriedBy(cause)
                .filter(Fault.Conflict.class::isInstance).isEmpty() ? Future.failedFuture(cause)
                : session.write(writing.work()).recover(second -> Future.failedFuture(cause)));
    }

    /** The same plan, which where it writes also writes down its outcome, in the same commit. */
    public Plan noting(Function<Outcome, Step> note) {
        if (deed instanceof Writing writing) {
            return new Plan(subject, new Writing(writing.work().closedBy(rows -> note.apply(writing.answer().apply(rows))),
                    writing.answer(), writing.again()));
        }
        return this;
    }
}
