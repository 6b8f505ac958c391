package dev.foldd.data.plan;

import dev.foldd.data.acl.Grant;
import dev.foldd.data.sql.Template;
import dev.foldd.store.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Statements by the shape of the request: whoever asks the same thing with the same rights gets the same statement with other
 * values. Bounded; when it is full it begins anew.
 */
final class PlanCache {

    private static final int PLANS_MAX = 5_000;

    /** What decides the text of a statement; grants are the same object for the same rights. */
    record Shape(String kind, Grant grant, Grant reading, List<String> names) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Shape shape && grant == shape.grant && reading == shape.reading
                    && kind.equals(shape.kind) && names.equals(shape.names);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * System.identityHashCode(grant) + kind.hashCode()) + names.hashCode();
        }
    }

    private final Map<Object, Template> templates = new ConcurrentHashMap<>();
    private final Map<Statement, Statement> statements = new ConcurrentHashMap<>();

    /** @param shape whatever decides the text, comparable and never changing */
    Template get(Object shape, Supplier<Template> writer) {
        Template known = templates.get(shape);
        if (known != null) {
            return known;
        }
        Template written = shared(writer.get());
        if (templates.size() >= PLANS_MAX) {
            templates.clear();
        }
        templates.put(shape, written);
        return written;
    }

    /** The same template, with the one statement object of its text: stores keep prepared statements by it. */
    Template shared(Template written) {
        Statement known = statements.get(written.statement());
        if (known != null) {
            return new Template(known, written.terms(), written.readBack().map(this::shared));
        }
        if (statements.size() >= PLANS_MAX) {
            statements.clear();
        }
        statements.put(written.statement(), written.statement());
        return new Template(written.statement(), written.terms(), written.readBack().map(this::shared));
    }
}
