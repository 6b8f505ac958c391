package dev.foldd.rpc.netty;

import dev.foldd.limit.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Stands before the frame decoder and reads nothing but the heads of frames (RFC 6455, section 5.2), so that a message is
 * refused before its bytes are gathered: one that is longer than its sender may send, and one for which there is no room
 * beside the others that are on their way. Who waits for answers to messages of his own is not refused for want of room:
 * he is not read any further until he has them. Belongs to the connection's event loop.
 */
public final class MessageGate extends ChannelDuplexHandler {

    /** Told why, when a message is refused; from then on everything that comes in is dropped. */
    public interface Refusal {

        /** @param closeCode of RFC 6455, section 7.4 */
        void refuse(int closeCode, String reason);
    }

    /** So much of a connection's messages is not counted: it costs less than counting. */
    public static final int UNCOUNTED = 4096;

    private static final int PROTOCOL_ERROR = 1002;
    private static final int TOO_BIG = 1009;
    private static final int TRY_AGAIN_LATER = 1013;
    private static final int FINAL = 0x80;
    private static final int OPCODE = 0x0f;
    private static final int CONTINUATION = 0;
    private static final int CONTROL = 0x8;
    private static final int WHOLE = 100;
    private static final int HEAD_MIN = 2;

    private enum Verdict { PASSES, WAITS, REFUSED }

    private final IntSupplier messageMax;
    private final IntSupplier share;
    private final MemoryBudget budget;
    private final Refusal refusal;
    private final Consumer<Runnable> later;
    private int headRead;
    private int headLength;
    private int first;
    private int mask;
    private long payload;
    private long bytesToSkip;
    private long message;
    private boolean fragmented;
    private long begun;
    private long held;
    private long taken;
    private long unanswered;
    private ChannelHandlerContext context;
    private ByteBuf waiting;
    private int behindHead;
    private boolean autoRead;
    private boolean readWanted;
    private boolean refused;
    private boolean gone;

    /**
     * @param messageMax the longest message that may be sent now, in bytes
     * @param share the part of the budget, in percent, up to which this connection may take from it now
     * @param later runs something in a later turn of the connection's event loop
     */
    public MessageGate(MemoryBudget budget, IntSupplier messageMax, IntSupplier share, Refusal refusal,
                       Consumer<Runnable> later) {
        this.budget = budget;
        this.messageMax = messageMax;
        this.share = share;
        this.refusal = refusal;
        this.later = later;
    }

    /** Whether a message has begun and not ended. */
    public boolean isWithinMessage() {
        return headRead > 0 || bytesToSkip > 0 || fragmented;
    }

    /** How many messages have begun. */
    public long begun() {
        return begun;
    }

    /** A message has been answered: its bytes are free again. */
    public void release(long bytes) {
        held -= bytes;
        unanswered -= bytes;
        long counted = Math.max(0, held - UNCOUNTED);
        if (!gone && taken > counted) {
            budget.give(taken - counted);
            taken = counted;
        }
        if (waiting != null) {
            // Not at once: the decoder behind may be in the middle of what this is the answer to.
            later.accept(this::tryAgain);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext same, Object input) {
        if (!(input instanceof ByteBuf bytes)) {
            context.fireChannelRead(input);
        } else if (refused) {
            bytes.release();
        } else if (waiting != null) {
            waiting = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), waiting, bytes);
        } else {
            pass(bytes, bytes.readerIndex());
        }
    }

    /** Nothing is read while a frame waits for room. */
    @Override
    public void read(ChannelHandlerContext same) {
        if (waiting == null) {
            context.read();
        } else {
            readWanted = true;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext same) {
        gone = true;
        budget.give(taken);
        taken = 0;
        drop();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        drop();
    }

    private void drop() {
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
    }

    private void tryAgain() {
        if (waiting == null || refused || gone) {
            return;
        }
        ByteBuf bytes = waiting;
        Verdict verdict = admit();
        if (verdict == Verdict.WAITS) {
            return;
        }
        waiting = null;
        if (verdict == Verdict.REFUSED) {
            bytes.release();
        } else {
            pass(bytes, bytes.readerIndex() + behindHead);
            context.fireChannelReadComplete();
        }
        if (waiting == null) {
            readAgain();
        }
    }

    private void readAgain() {
        if (autoRead) {
            context.channel().config().setAutoRead(true);
        }
        if (readWanted) {
            readWanted = false;
            context.read();
        }
    }

    /** Hands bytes on up to the first frame that may not come in, or not yet; what came before it is answered as ever. */
    private void pass(ByteBuf bytes, int from) {
        int end = scan(bytes, from);
        if (end == bytes.writerIndex()) {
            context.fireChannelRead(bytes);
            return;
        }
        ByteBuf before = bytes.readRetainedSlice(end - bytes.readerIndex());
        if (refused) {
            bytes.release();
        } else {
            waiting = bytes;
        }
        if (before.isReadable()) {
            context.fireChannelRead(before);
        } else {
            before.release();
        }
        if (waiting != null) {
            // Whoever is behind may have stopped the reading himself, and may begin it again: see read().
            autoRead = context.channel().config().isAutoRead();
            context.channel().config().setAutoRead(false);
        }
    }

    /** Reads the heads from there on; returns where the frame begins that may not come in, or the end. */
    private int scan(ByteBuf bytes, int from) {
        int at = from;
        int end = bytes.writerIndex();
        int frame = from;
        while (at < end) {
            if (bytesToSkip > 0) {
                int skipped = (int) Math.min(bytesToSkip, end - at);
                bytesToSkip -= skipped;
                at += skipped;
                continue;
            }
            if (headRead == 0) {
                frame = at;
            }
            head(bytes.getUnsignedByte(at++));
            if (headRead == headLength && headRead >= HEAD_MIN && admit() != Verdict.PASSES) {
                behindHead = at - frame;
                return frame;
            }
        }
        return end;
    }

    private void head(int octet) {
        headRead++;
        if (headRead == 1) {
            first = octet;
            headLength = HEAD_MIN;
            payload = 0;
        } else if (headRead == HEAD_MIN) {
            int length = octet & 0x7f;
            mask = (octet & 0x80) == 0 ? 0 : 4;
            headLength = HEAD_MIN + (length == 126 ? 2 : length == 127 ? 8 : 0);
            payload = length < 126 ? length : 0;
        } else {
            // A length with the highest bit set is no length; it becomes a negative one.
            payload = payload << 8 | octet;
        }
    }

    private Verdict admit() {
        if (payload < 0) {
            return refuse(PROTOCOL_ERROR, "");
        }
        if ((first & CONTROL) == 0) {
            int max = messageMax.getAsInt();
            if (message + payload > max) {
                return refuse(TOO_BIG, "a message is at most " + max + " bytes"
                        + (share.getAsInt() < WHOLE ? " until somebody is proved" : ""));
            }
            long more = held + payload - UNCOUNTED - taken;
            if (more > 0 && !budget.takeWithin(more, budget.max() / WHOLE * share.getAsInt())) {
                return unanswered > 0 && share.getAsInt() == WHOLE ? Verdict.WAITS
                        : refuse(TRY_AGAIN_LATER, "too many large messages are on their way");
            }
            taken += Math.max(0, more);
            count();
        }
        headRead = 0;
        bytesToSkip = payload + mask;
        return Verdict.PASSES;
    }

    private void count() {
        if ((first & OPCODE) != CONTINUATION) {
            begun++;
        }
        held += payload;
        message += payload;
        fragmented = (first & FINAL) == 0;
        if (!fragmented) {
            unanswered += message;
            message = 0;
        }
    }

    private Verdict refuse(int closeCode, String reason) {
        refused = true;
        refusal.refuse(closeCode, reason);
        return Verdict.REFUSED;
    }
}
