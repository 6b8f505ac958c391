package dev.foldd.store.prisma;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.store.Step;
import dev.foldd.store.Step.Then;
import dev.foldd.store.Work;
import java.util.Optional;

/**
 * Which units of work happen all or not at all where each statement is a transaction of its own: those in which one statement
 * at most can have changed rows, with nothing behind it that could fail. Whatever steps before it found is told to the caller,
 * and decides nothing: the policy stands in the statement that changes. The others are refused before anything runs.
 */
final class SingleChange {

    private static final Fault KEY = new Fault.Unsupported(
            "an idempotency key needs a transaction, and the bridge has none; send the write without it");
    private static final Fault SEVERAL = new Fault.Unsupported(
            "this would take several statements in one transaction, and the bridge has none; send the rows one by one");

    private SingleChange() {
    }

    /** Why this unit cannot be carried out; empty when it can. */
    static Optional<Fault> refusalOf(Work work) {
        if (work.closing().isPresent()) {
            return Optional.of(KEY);
        }
        boolean changed = false;
        for (Step step : work.steps()) {
            boolean changes = !isReading(step);
            boolean undone = changes && step.then() == Then.NEED_NONE;
            boolean apart = step.parameters().size() > 1 && step.statement().many().isEmpty();
            if (changed || undone || apart || step.readBack().isPresent()) {
                return Optional.of(SEVERAL);
            }
            // One that ends the unit with its rows has changed none when the next step runs.
            changed = changes && step.then() != Then.DONE_IF_ROWS;
        }
        return Optional.empty();
    }

    /** @throws FaultException {@code Unsupported} */
    static void check(Work work) {
        refusalOf(work).ifPresent(refusal -> {
            throw new FaultException(refusal);
        });
    }

    /** Statements are our own, and those that only read begin with this word. */
    private static boolean isReading(Step step) {
        return step.statement().sql().startsWith("SELECT ");
    }
}
