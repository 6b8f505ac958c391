package dev.foldd.rpc.netty;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

/** Puts messages together from the frames of one connection. How long they may be has been looked at before. */
public final class MessageInbox {

    /** Told each message with its size in bytes. */
    public interface Reader {

        void text(String text, int size);

        void binary(int size);

        /** Of a message that is too long only this beginning has come. */
        void tooLong(String beginning, int size);
    }

    private static final int PROTOCOL_ERROR = 1002;
    private static final int NOT_UTF_8 = 1007;
    private static final char REPLACEMENT = '\uFFFD';

    private final Reader reader;
    private final MessageGate.Refusal refusal;
    private final Queue<Long> shortened = new ArrayDeque<>();
    private Buffer fragments;
    private boolean fragmentsAreText;
    private long number;

    public MessageInbox(Reader reader, MessageGate.Refusal refusal) {
        this.reader = reader;
        this.refusal = refusal;
    }

    /**
     * Of this message only the beginning comes, as it is too long.
     *
     * @param message its number; the first message is number 1, and none is before the last that was told
     */
    public void shorten(long message) {
        shortened.add(message);
    }

    /** Takes a frame of text, of bytes, or one that continues such a frame. */
    public void receive(WebSocketFrame frame) {
        if (frame.isContinuation()) {
            next(frame);
            return;
        }
        number++;
        if (frame.isFinal()) {
            whole(frame.binaryData(), frame.isText());
        } else {
            fragments = Buffer.buffer().appendBuffer(frame.binaryData());
            fragmentsAreText = frame.isText();
        }
    }

    private void next(WebSocketFrame frame) {
        if (fragments == null) {
            refusal.refuse(PROTOCOL_ERROR, "");
            return;
        }
        fragments.appendBuffer(frame.binaryData());
        if (frame.isFinal()) {
            Buffer bytes = fragments;
            fragments = null;
            whole(bytes, fragmentsAreText);
        }
    }

    private void whole(Buffer bytes, boolean isText) {
        if (!shortened.isEmpty() && shortened.peek() == number) {
            shortened.remove();
            int end = Math.min(bytes.length(), MessageAdmission.BEGINNING);
            reader.tooLong(isText ? bytes.getString(0, end) : "", bytes.length());
            return;
        }
        if (!isText) {
            reader.binary(bytes.length());
            return;
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes)) {
            refusal.refuse(NOT_UTF_8, "a text frame is UTF-8");
            return;
        }
        reader.text(text, bytes.length());
    }

    /** Decoding puts a sign of its own in the place of what is none; its sender may also have meant that sign. */
    private static boolean isUtf8(Buffer bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes()));
            return true;
        } catch (CharacterCodingException notText) {
            return false;
        }
    }
}
