package dev.foldd.socket.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** UTF-8 as RFC 3629 has it: what is not is refused, never replaced, since bytes that are signed must stay what they are. */
final class StrictText {

    private static final char REPLACEMENT = '\uFFFD';

    private StrictText() {
    }

    /** The text, or nothing when the bytes are none. */
    static Optional<String> decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        // The quick way above replaces what is malformed by this character, which may of course stand there itself.
        return text.indexOf(REPLACEMENT) < 0 ? Optional.of(text) : decodeSlowly(bytes);
    }

    private static Optional<String> decodeSlowly(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }
}
