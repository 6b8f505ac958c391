package dev.foldd.audit.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads a segment line by line, without ever holding more than one line that the format allows. */
public final class LineReader implements Closeable {

    /** No line of the log is longer; of one that is, only this much is kept, so that its hash fits nothing. */
    public static final int LINE_MAX = 1024 * 1024;

    /**
     * One line.
     *
     * @param bytes without the line feed
     * @param end where it ends in the segment, behind its line feed
     * @param whole false for a last line that has no line feed
     */
    public record Line(byte[] bytes, long end, boolean whole) {
    }

    private final InputStream input;
    private final byte[] buffer = new byte[256 * 1024];
    private int position;
    private int limit;
    private long offset;

    public LineReader(InputStream input) {
        this.input = input;
    }

    /** The next line, null at the end. */
    public Line next() throws IOException {
        long start = offset;
        byte[] held = new byte[0];
        while (true) {
            if (position == limit && !fill()) {
                return offset == start ? null : new Line(held, offset, false);
            }
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            int room = Math.min(end - position, LINE_MAX - held.length);
            int before = held.length;
            held = Arrays.copyOf(held, before + room);
            System.arraycopy(buffer, position, held, before, room);
            boolean whole = end < limit;
            offset += end - position + (whole ? 1 : 0);
            position = whole ? end + 1 : end;
            if (whole) {
                return new Line(held, offset, true);
            }
        }
    }

    @Override
    public void close() throws IOException {
        input.close();
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, input.read(buffer));
        return limit > 0;
    }
}
