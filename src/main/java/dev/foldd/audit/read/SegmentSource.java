package dev.foldd.audit.read;

import dev.foldd.audit.format.LineReader;
import java.io.IOException;

/** One segment to be read; where its bytes come from is not the verifier's business. */
public interface SegmentSource {

    /** As its file name says. */
    long number();

    /** How a finding names it. */
    String name();

    /** Opens it at its beginning; called once. */
    LineReader open() throws IOException;
}
