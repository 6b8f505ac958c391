package dev.foldd.contract.audit;

import dev.foldd.fault.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One line of the audit log, before it has a time, a number and a place in the chain.
 *
 * @param subject who asked, empty when nobody was proved
 * @param entity the entity it was about, empty when none
 * @param id the key of the row, empty when there was none or many
 * @param values what was written or asked for, to be stored as keyed hashes only; null when nothing
 * @param rules the ids of the rules that decided
 * @param rows how many rows it touched or returned
 * @param error why it was refused or failed, empty when it succeeded
 */
public record AuditEntry(String requestId, String door, String remote, String subject, List<String> roles,
                         Optional<String> tenant, String operation, String entity, String id, Object values,
                         Outcome outcome, List<String> rules, long rows, Duration duration, Optional<Fault.Code> error) {

    /** How it ended: {@code INTENDED} stands before the outcome in strict mode. */
    public enum Outcome {
        INTENDED, SUCCEEDED, REFUSED, FAILED;

        /** Of what went wrong: a refusal is a decision about the request, whenever it is made; a failure is none. */
        public static Outcome of(Fault.Code code) {
            return switch (code) {
                case INVALID, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT, TOO_LARGE, RATE_LIMITED, TOO_FAR,
                        UNSUPPORTED -> REFUSED;
                case INTERNAL, TIMEOUT, UNAVAILABLE, STORAGE_FULL -> FAILED;
            };
        }
    }

    public AuditEntry {
        Objects.requireNonNull(requestId);
        Objects.requireNonNull(operation);
        Objects.requireNonNull(outcome);
        roles = List.copyOf(roles);
        rules = List.copyOf(rules);
    }

    /** A refusal at a door, before it was known who asks. */
    public static AuditEntry refusedAtDoor(String requestId, String door, String remote, String operation, Fault fault) {
        return new AuditEntry(requestId, door, remote, "", List.of(), Optional.empty(), operation, "", "", null,
                Outcome.of(fault.code()), List.of(), 0, Duration.ZERO, Optional.of(fault.code()));
    }
}
