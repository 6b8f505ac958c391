package dev.foldd.rpc.netty;

import dev.foldd.rpc.netty.MessageGate.Refusal;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;

/** Decides about each frame by its head: whether it comes in, and how much of it. Belongs to the connection's event loop. */
final class MessageAdmission {

    /** What becomes of a frame: of a shortened one the first {@link #passing} bytes come in, the others are dropped. */
    enum Verdict { PASSES, SHORTENED, WAITS, REFUSED }

    /** So much of a message that is too long is let through: enough for its id. */
    static final int BEGINNING = MessageGate.UNCOUNTED;

    /** How many times too long a message may be and still be answered. */
    private static final int PATIENCE = 4;

    /** Of RFC 6455, section 5.5. */
    private static final int CONTROL_MAX = 125;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int TOO_BIG = 1009;
    private static final int TRY_AGAIN_LATER = 1013;

    private final IntSupplier messageMax;
    private final HeldBytes held;
    private final Refusal refusal;
    private final LongConsumer shortened;
    private long begun;
    private boolean fragmented;
    private long bytes;
    private long bytesDropped;
    private long passing;

    /**
     * @param messageMax the longest message that may be sent now, in bytes
     * @param shortened told the number of a message of which only the beginning comes; the first message is number 1
     */
    MessageAdmission(IntSupplier messageMax, HeldBytes held, Refusal refusal, LongConsumer shortened) {
        this.messageMax = messageMax;
        this.held = held;
        this.refusal = refusal;
        this.shortened = shortened;
    }

    /** How many messages have begun. */
    long begun() {
        return begun;
    }

    /** Whether more frames belong to the last message. */
    boolean isFragmented() {
        return fragmented;
    }

    /** How many bytes of the payload of the frame that was let in last come in. */
    long passing() {
        return passing;
    }

    Verdict admit(FrameHead head) {
        long payload = head.payload();
        if (payload < 0) {
            return refuse(PROTOCOL_ERROR, "");
        }
        if (head.isControl()) {
            passing = payload;
            return payload > CONTROL_MAX ? refuse(PROTOCOL_ERROR, "") : Verdict.PASSES;
        }
        if (head.isContinuation() != fragmented) {
            return refuse(PROTOCOL_ERROR, "");
        }
        if (payload > messageMax.getAsInt() - bytes - bytesDropped) {
            return admitBeginning(head);
        }
        if (!held.take(payload)) {
            return held.waitsForAnswers() && held.mayTakeAll() ? Verdict.WAITS
                    : refuse(TRY_AGAIN_LATER, "too many large messages are on their way");
        }
        letIn(head, payload);
        return Verdict.PASSES;
    }

    /** The frame makes its message too long. What came of it before is kept, and of its first frame the beginning. */
    private Verdict admitBeginning(FrameHead head) {
        long max = messageMax.getAsInt();
        boolean proved = held.mayTakeAll();
        if (!proved || head.payload() > PATIENCE * max - bytes - bytesDropped) {
            return refuse(TOO_BIG, "a message is at most " + max + " bytes" + (proved ? "" : " until somebody is proved"));
        }
        boolean first = !fragmented;
        if (bytesDropped == 0) {
            shortened.accept(first ? begun + 1 : begun);
        }
        long beginning = first ? Math.min(BEGINNING, head.payload()) : 0;
        held.add(beginning);
        letIn(head, beginning);
        return Verdict.SHORTENED;
    }

    private void letIn(FrameHead head, long coming) {
        if (!head.isContinuation()) {
            begun++;
        }
        passing = coming;
        bytes += coming;
        bytesDropped += head.payload() - coming;
        fragmented = !head.isFinal();
        if (!fragmented) {
            held.completed(bytes);
            bytes = 0;
            bytesDropped = 0;
        }
    }

    private Verdict refuse(int closeCode, String reason) {
        refusal.refuse(closeCode, reason);
        return Verdict.REFUSED;
    }
}
