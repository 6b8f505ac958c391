package dev.foldd.rpc.netty;

import dev.foldd.limit.MemoryBudget;
import dev.foldd.rpc.netty.MessageAdmission.Verdict;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;

/**
 * Stands before the frame decoder and reads nothing but the heads of frames (RFC 6455, section 5.2), so that a message is
 * refused before its bytes are gathered: one that is longer than its sender may send, and one for which there is no room
 * beside the others that are on their way. Who waits for answers to messages of his own is not refused for want of room:
 * he is not read any further until he has them. And of a message that is not much too long, of somebody who has been proved,
 * the beginning is let through, so that it can be answered. Belongs to the connection's event loop.
 */
public final class MessageGate extends ChannelDuplexHandler {

    /** Told why, when a message is refused; from then on everything that comes in is dropped. */
    public interface Refusal {

        /** @param closeCode of RFC 6455, section 7.4 */
        void refuse(int closeCode, String reason);
    }

    /** So much of a connection's messages is not counted: it costs less than counting. */
    public static final int UNCOUNTED = 4096;

    private final HeldBytes held;
    private final MessageAdmission admission;
    private final Consumer<Runnable> later;
    private final FrameHead head = new FrameHead();
    private final Reading reading = new Reading();
    private long bytesToSkip;
    private long bytesToDrop;
    private ChannelHandlerContext context;
    private ByteBuf waiting;
    private ByteBuf partOfHead;
    private int behindHead;
    private boolean refused;

    /**
     * @param messageMax the longest message that may be sent now, in bytes
     * @param share the part of the budget, in percent, up to which this connection may take from it now
     * @param shortened told the number of a message of which only the beginning comes; the first message is number 1
     * @param later runs something in a later turn of the connection's event loop
     */
    public MessageGate(MemoryBudget budget, IntSupplier messageMax, IntSupplier share, Refusal refusal,
                       LongConsumer shortened, Consumer<Runnable> later) {
        this.held = new HeldBytes(budget, share);
        this.admission = new MessageAdmission(messageMax, held, refusal, shortened);
        this.later = later;
    }

    /** Whether a message has begun and not ended. */
    public boolean isWithinMessage() {
        return partOfHead != null || bytesToSkip > 0 || bytesToDrop > 0 || admission.isFragmented();
    }

    /** How many messages have begun. */
    public long begun() {
        return admission.begun();
    }

    /** A message has been answered: its bytes are free again. */
    public void release(long bytes) {
        held.release(bytes);
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
        } else if (partOfHead != null) {
            ByteBuf whole = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), partOfHead, bytes);
            partOfHead = null;
            pass(whole, whole.readerIndex());
        } else {
            pass(bytes, bytes.readerIndex());
        }
    }

    /** Nothing is read while a frame waits for room. */
    @Override
    public void read(ChannelHandlerContext same) {
        reading.want(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext same) {
        held.leave();
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
        if (partOfHead != null) {
            partOfHead.release();
            partOfHead = null;
        }
    }

    private void tryAgain() {
        if (waiting == null || refused || held.isGone()) {
            return;
        }
        Verdict verdict = admit();
        if (verdict == Verdict.WAITS) {
            return;
        }
        ByteBuf bytes = waiting;
        waiting = null;
        if (verdict == Verdict.REFUSED) {
            bytes.release();
        } else {
            pass(bytes, verdict == Verdict.SHORTENED ? shorten(bytes) : bytes.readerIndex() + behindHead);
            context.fireChannelReadComplete();
        }
        if (waiting == null) {
            reading.goOn(context);
        }
    }

    /**
     * Hands bytes on up to the first frame that may not come in, or not yet; what came before it is answered as ever.
     *
     * @param from what stands before it has been looked at
     */
    private void pass(ByteBuf bytes, int from) {
        int at = from;
        while (at < bytes.writerIndex()) {
            if (bytesToSkip > 0) {
                int skipped = (int) Math.min(bytesToSkip, bytes.writerIndex() - at);
                bytesToSkip -= skipped;
                at += skipped;
            } else if (bytesToDrop > 0) {
                fire(before(bytes, at));
                int dropping = (int) Math.min(bytesToDrop, bytes.readableBytes());
                bytes.skipBytes(dropping);
                bytesToDrop -= dropping;
                at = bytes.readerIndex();
            } else {
                at = passHead(bytes, at);
                if (at < 0) {
                    return;
                }
            }
        }
        fire(bytes);
    }

    /** Reads a head; returns where to go on, or -1 when the bytes have been dealt with. */
    private int passHead(ByteBuf bytes, int frame) {
        int at = frame;
        boolean whole = false;
        while (!whole && at < bytes.writerIndex()) {
            whole = head.take(bytes.getUnsignedByte(at++));
        }
        if (!whole) {
            head.end();
            ByteBuf before = before(bytes, frame);
            partOfHead = bytes;
            fire(before);
            return -1;
        }
        behindHead = at - frame;
        Verdict verdict = admit();
        if (verdict == Verdict.PASSES) {
            return at;
        }
        ByteBuf before = before(bytes, frame);
        if (verdict == Verdict.SHORTENED) {
            fire(before);
            return shorten(bytes);
        }
        if (verdict == Verdict.REFUSED) {
            bytes.release();
            fire(before);
            return -1;
        }
        waiting = bytes;
        fire(before);
        reading.stop(context);
        return -1;
    }

    /** Puts another head in the place of the one that the bytes begin with; returns where to go on. */
    private int shorten(ByteBuf bytes) {
        fire(head.shortened((int) admission.passing(), context.alloc()));
        bytes.skipBytes(behindHead);
        return bytes.readerIndex();
    }

    private static ByteBuf before(ByteBuf bytes, int end) {
        return bytes.readRetainedSlice(end - bytes.readerIndex());
    }

    private void fire(ByteBuf bytes) {
        if (bytes.isReadable()) {
            context.fireChannelRead(bytes);
        } else {
            bytes.release();
        }
    }

    private Verdict admit() {
        head.end();
        Verdict verdict = admission.admit(head);
        if (verdict == Verdict.PASSES || verdict == Verdict.SHORTENED) {
            bytesToSkip = admission.passing() + head.mask();
            bytesToDrop = head.payload() - admission.passing();
        }
        refused = verdict == Verdict.REFUSED;
        return verdict;
    }
}
