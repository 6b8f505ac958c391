package dev.foldd.client.socket;

import dev.foldd.client.FolddClientException.InvalidResponse;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Parts a stream of bytes into lines, none longer than allowed. */
final class LineReader {

    private static final byte END = '\n';
    /** What a long reply has needed is given back beyond this. */
    private static final int KEPT_BYTES = 65_536;

    private final int bytesMax;
    private ByteArrayOutputStream begun = new ByteArrayOutputStream();

    LineReader(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /**
     * Takes what has come.
     *
     * @param chunk with an array behind it; read to its end
     * @return the lines that are whole now, without their ends
     * @throws InvalidResponse when one is too long
     */
    List<byte[]> take(ByteBuffer chunk) {
        List<byte[]> lines = new ArrayList<>();
        byte[] bytes = chunk.array();
        int from = chunk.arrayOffset() + chunk.position();
        int limit = chunk.arrayOffset() + chunk.limit();
        for (int at = from; at < limit; at++) {
            if (bytes[at] == END) {
                keep(bytes, from, at);
                lines.add(begun.toByteArray());
                begun = begun.size() > KEPT_BYTES ? new ByteArrayOutputStream() : emptied();
                from = at + 1;
            }
        }
        keep(bytes, from, limit);
        chunk.position(chunk.limit());
        return lines;
    }

    /** Whether part of a line has come. */
    boolean isInside() {
        return begun.size() > 0;
    }

    private ByteArrayOutputStream emptied() {
        begun.reset();
        return begun;
    }

    private void keep(byte[] bytes, int from, int to) {
        if (to - from > bytesMax - begun.size()) {
            throw new InvalidResponse("the daemon's reply is longer than " + bytesMax + " bytes", null);
        }
        begun.write(bytes, from, to - from);
    }
}
