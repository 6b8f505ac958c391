package dev.foldd.rpc.netty;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Puts messages together from the frames of one connection. How long they may be has been looked at before. */
public final class MessageInbox {

    /** Told each message with its size in bytes. */
    public interface Reader {

        void text(String text, int size);

        void binary(int size);
    }

    private static final int PROTOCOL_ERROR = 1002;
    private static final int NOT_UTF_8 = 1007;
    private static final char REPLACEMENT = '\uFFFD';

    private final Reader reader;
    private final MessageGate.Refusal refusal;
    private Buffer fragments;
    private boolean fragmentsAreText;

    public MessageInbox(Reader reader, MessageGate.Refusal refusal) {
        this.reader = reader;
        this.refusal = refusal;
    }

    /** Takes a frame of text, of bytes, or one that continues such a frame. */
    public void receive(WebSocketFrame frame) {
        if (frame.isContinuation()) {
            next(frame);
        } else if (frame.isFinal()) {
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
