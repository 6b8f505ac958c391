package dev.foldd.data.acl;

import dev.foldd.data.filter.Condition;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One rule for one entity: whoever stands at least as high as a role may do these operations on the rows that satisfy a
 * condition, with some of their fields.
 *
 * @param id names the rule in audit records and explanations
 * @param rank the lowest rank that it speaks to
 * @param rows which rows; always true when the rule has no filter
 * @param readable fields that may be read, empty for all that are not sensitive
 * @param writable fields that may be written, empty for all
 * @param claims names of the claims that {@code rows} compares with; without one of them the rule does not apply
 */
public record Rule(String id, int rank, Set<Operation> operations, Condition rows, Optional<Set<String>> readable,
                   Optional<Set<String>> writable, Set<String> claims) {
    public Rule {
        operations = Set.copyOf(operations);
        readable = readable.map(Set::copyOf);
        writable = writable.map(Set::copyOf);
        claims = Set.copyOf(claims);
    }

    /** Whether it lets anything be created, changed or deleted. */
    boolean writes() {
        return !Operation.READ.covered().containsAll(operations);
    }

    /** The same rule where rows can only be read. */
    Rule readingOnly() {
        return new Rule(id, rank, operations.stream().filter(Operation.READ.covered()::contains).collect(Collectors.toSet()),
                rows, readable, writable, claims);
    }
}
