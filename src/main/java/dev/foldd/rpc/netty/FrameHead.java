package dev.foldd.rpc.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** The head of a frame up to its mask, octet by octet (RFC 6455, section 5.2). */
final class FrameHead {

    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int OPCODE = 0x0f;
    private static final int CONTINUATION = 0;
    private static final int CONTROL = 0x8;
    private static final int LENGTH = 0x7f;
    private static final int TWO_OCTETS = 126;
    private static final int EIGHT_OCTETS = 127;
    private static final int SIZE_MIN = 2;
    private static final int MASK_SIZE = 4;

    private int read;
    private int size;
    private int first;
    private int mask;
    private long payload;

    /** Whether a head has begun and not ended. */
    boolean hasBegun() {
        return read > 0;
    }

    /** Takes the next octet; returns whether the head ends with it. The octet behind that begins another one. */
    boolean take(int octet) {
        read++;
        if (read == 1) {
            first = octet;
            size = SIZE_MIN;
            payload = 0;
        } else if (read == SIZE_MIN) {
            int length = octet & LENGTH;
            mask = (octet & MASKED) == 0 ? 0 : MASK_SIZE;
            size = SIZE_MIN + (length == TWO_OCTETS ? 2 : length == EIGHT_OCTETS ? 8 : 0);
            payload = length < TWO_OCTETS ? length : 0;
        } else {
            // A length with the highest bit set is no length; it becomes a negative one.
            payload = payload << 8 | octet;
        }
        return read == size && read >= SIZE_MIN;
    }

    /** Makes ready for the next head. */
    void end() {
        read = 0;
    }

    /** In bytes; negative when it cannot be one. */
    long payload() {
        return payload;
    }

    /** In bytes; it follows the head. */
    int mask() {
        return mask;
    }

    boolean isControl() {
        return (first & CONTROL) != 0;
    }

    boolean isContinuation() {
        return (first & OPCODE) == CONTINUATION;
    }

    boolean isFinal() {
        return (first & FINAL) != 0;
    }

    /** This head for a payload of that many bytes, at most 65,535. */
    ByteBuf shortened(int bytes, ByteBufAllocator buffers) {
        int masked = mask == 0 ? 0 : MASKED;
        ByteBuf head = buffers.buffer(SIZE_MIN + 2).writeByte(first);
        return bytes < TWO_OCTETS ? head.writeByte(masked | bytes) : head.writeByte(masked | TWO_OCTETS).writeShort(bytes);
    }
}
