package dev.foldd.data.sql;

import dev.foldd.contract.Principal;
import dev.foldd.data.filter.Claims;
import dev.foldd.data.filter.Term;
import dev.foldd.fault.Fault;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A statement whose values are known in kind: it serves every caller of one kind, each with his own values.
 *
 * @param readBack reads what the statement changed, where the database does not tell it by itself
 */
public record Template(Statement statement, List<Term> terms, Optional<Template> readBack) {

    /**
     * The values of the placeholders.
     *
     * @param arguments what {@link Term.Argument} numbers
     */
    public List<Object> bind(Principal principal, List<Object> arguments) {
        List<Object> values = new ArrayList<>(terms.size());
        for (Term term : terms) {
            values.add(value(term, principal, arguments));
        }
        return values;
    }

    /** A step that may find no rows. */
    public Step run(Principal principal, List<Object> arguments) {
        return reading(Step.run(statement, bind(principal, arguments)), principal, arguments);
    }

    /** A step that ends its unit of work when it finds rows. */
    public Step doneIfRows(Principal principal, List<Object> arguments) {
        return reading(Step.doneIfRows(statement, bind(principal, arguments)), principal, arguments);
    }

    /** A step that must find rows. */
    public Step needRows(Principal principal, List<Object> arguments, Fault otherwise) {
        return reading(Step.needRows(statement, bind(principal, arguments), otherwise), principal, arguments);
    }

    /** A step that must find no rows. */
    public Step needNone(Principal principal, List<Object> arguments, Fault otherwise) {
        return Step.needNone(statement, bind(principal, arguments), otherwise);
    }

    /** A step whose rows decide whether its unit of work goes on. */
    public Step judged(Principal principal, List<Object> arguments, Function<Rows, Optional<Fault>> judge) {
        return Step.judged(statement, bind(principal, arguments), judge);
    }

    Template readBackBy(Template reading) {
        return new Template(statement, terms, Optional.of(reading));
    }

    private Step reading(Step step, Principal principal, List<Object> arguments) {
        return readBack.map(reading -> step.readingBack(reading.statement, reading.bind(principal, arguments))).orElse(step);
    }

    private static Object value(Term term, Principal principal, List<Object> arguments) {
        if (term instanceof Term.Argument argument) {
            return arguments.get(argument.index());
        }
        if (term instanceof Term.Value value) {
            return value.value();
        }
        if (term instanceof Term.Claim claim) {
            return Claims.valueOf(principal, claim);
        }
        throw new IllegalStateException("a column is no value");
    }
}
