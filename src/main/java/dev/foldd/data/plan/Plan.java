package dev.foldd.data.plan;

import dev.foldd.store.Store;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * What a request comes to, decided in full before anything runs: what the audit record will say of it, and the one thing that
 * is to be done with the store.
 */
public record Plan(Subject subject, Function<Store, Future<Outcome>> run) {

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
    }

    /** What is answered, and how many rows were touched or returned. */
    public record Outcome(Object value, long rows) {
    }

    public Plan {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(run);
    }

    /** A plan whose answer is known without the store. */
    static Plan known(Subject subject, Object value) {
        return new Plan(subject, store -> Future.succeededFuture(new Outcome(value, 0)));
    }
}
