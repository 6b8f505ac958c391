package dev.foldd.rpc.netty;

import dev.foldd.limit.MemoryBudget;
import java.util.function.IntSupplier;

/** The bytes of one connection's messages that have come in and are not answered. Belongs to its event loop. */
final class HeldBytes {

    private static final int WHOLE = 100;

    private final MemoryBudget budget;
    private final IntSupplier share;
    private long held;
    private long taken;
    private long unanswered;
    private boolean gone;

    /** @param share the part of the budget, in percent, up to which this connection may take from it now */
    HeldBytes(MemoryBudget budget, IntSupplier share) {
        this.budget = budget;
        this.share = share;
    }

    /** Whether this connection may take from all there is, as one may on which somebody has been proved. */
    boolean mayTakeAll() {
        return share.getAsInt() == WHOLE;
    }

    /** Takes room for a frame; false when there is none. */
    boolean take(long bytes) {
        long more = held + bytes - MessageGate.UNCOUNTED - taken;
        if (more > 0 && !budget.takeWithin(more, budget.max() / WHOLE * share.getAsInt())) {
            return false;
        }
        taken += Math.max(0, more);
        held += bytes;
        return true;
    }

    /** Of so little that it is not counted by itself. */
    void add(long few) {
        held += few;
    }

    /** All of a message is there; it will be answered. */
    void completed(long bytes) {
        unanswered += bytes;
    }

    boolean waitsForAnswers() {
        return unanswered > 0;
    }

    /** A message has been answered: its bytes are free again. */
    void release(long bytes) {
        held -= bytes;
        unanswered -= bytes;
        long counted = Math.max(0, held - MessageGate.UNCOUNTED);
        if (!gone && taken > counted) {
            budget.give(taken - counted);
            taken = counted;
        }
    }

    /** The connection has ended. */
    void leave() {
        gone = true;
        budget.give(taken);
        taken = 0;
    }

    boolean isGone() {
        return gone;
    }
}
