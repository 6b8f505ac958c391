package dev.foldd.data.sql;

import dev.foldd.contract.Principal;
import dev.foldd.data.filter.Claims;
import dev.foldd.data.filter.Term;
import dev.foldd.store.Statement;
import java.util.ArrayList;
import java.util.List;

/** A statement whose values are known in kind: it serves every caller of one kind, each with his own values. */
public record Template(Statement statement, List<Term> terms) {

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
