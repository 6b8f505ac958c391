package dev.foldd.audit.read;

import dev.foldd.audit.format.LineReader;
import dev.foldd.audit.format.LoggedLine;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;

/** Goes through all lines of all segments, once. */
final class Walk implements Closeable {

    /**
     * One line at its place.
     *
     * @param last true in the last segment
     * @param line empty when these bytes are no line of a log
     */
    record Place(SegmentSource segment, boolean last, long lineNumber, byte[] bytes, boolean whole,
            Optional<LoggedLine> line) {

        boolean startsSegment() {
            return lineNumber == 1;
        }

        /** A breach here. */
        Breach breach(Breach.Kind kind, String sentence) {
            return new Breach(kind, segment.name(), lineNumber, line.map(LoggedLine::seq).orElse(0L), sentence);
        }
    }

    private final Iterator<? extends SegmentSource> segments;
    private SegmentSource segment;
    private LineReader reader;
    private long lineNumber;
    private long segmentCount;

    Walk(Iterator<? extends SegmentSource> segments) {
        this.segments = segments;
    }

    /** The next line, null after the last one. */
    Place next() throws IOException {
        while (true) {
            if (reader == null) {
                if (!segments.hasNext()) {
                    return null;
                }
                segment = segments.next();
                reader = segment.open();
                lineNumber = 0;
                segmentCount++;
            }
            LineReader.Line line = reader.next();
            if (line != null) {
                lineNumber++;
                return new Place(segment, !segments.hasNext(), lineNumber, line.bytes(), line.whole(),
                        line.whole() ? LoggedLine.parse(line.bytes()) : Optional.empty());
            }
            close();
        }
    }

    /** Segments opened so far. */
    long segmentCount() {
        return segmentCount;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
