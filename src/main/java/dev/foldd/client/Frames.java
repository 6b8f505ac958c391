package dev.foldd.client;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** WebSocket frames as bytes (RFC 6455, section 5.2). */
public final class Frames {

    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    private static final int FINAL = 0x80;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int HEADER_MAX = 14;
    private static final int CONTROL_PAYLOAD_MAX = 125;

    /** A frame that has come in. */
    record Frame(boolean last, int opcode, byte[] payload) {
        boolean isControl() {
            return opcode >= CLOSE;
        }
    }

    private Frames() {
    }

    /**
     * One whole message as a client sends it.
     *
     * @param mask the four bytes that the payload is hidden with, as RFC 6455 asks of clients; 0 leaves it as it is
     */
    public static byte[] encode(int opcode, byte[] payload, int mask) {
        ByteBuffer frame = ByteBuffer.allocate(HEADER_MAX + payload.length);
        frame.put((byte) (FINAL | opcode));
        if (payload.length < LENGTH_16) {
            frame.put((byte) (MASKED | payload.length));
        } else if (payload.length <= 0xFFFF) {
            frame.put((byte) (MASKED | LENGTH_16)).putShort((short) payload.length);
        } else {
            frame.put((byte) (MASKED | LENGTH_64)).putLong(payload.length);
        }
        frame.putInt(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask >>> (24 - 8 * (i & 3))));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    /**
     * Reads one frame of a server.
     *
     * @throws ClientException when it is longer than {@code payloadMax} bytes or against the protocol
     */
    static Frame read(DataInputStream in, int payloadMax) throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        int opcode = first & 0xF;
        boolean last = (first & FINAL) != 0;
        if ((first & RESERVED) != 0 || (second & MASKED) != 0) {
            throw new ClientException("the server sent a frame that is not allowed");
        }
        long length = second & 0x7F;
        if (opcode >= CLOSE && (length > CONTROL_PAYLOAD_MAX || !last)) {
            throw new ClientException("the server sent a control frame that is not allowed");
        }
        if (length == LENGTH_16) {
            length = in.readUnsignedShort();
        } else if (length == LENGTH_64) {
            length = in.readLong();
        }
        if (length < 0 || length > payloadMax) {
            throw new ClientException("the server's message is longer than " + payloadMax + " bytes");
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return new Frame(last, opcode, payload);
    }
}
