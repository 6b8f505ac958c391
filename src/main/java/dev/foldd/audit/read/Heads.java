package dev.foldd.audit.read;

import dev.foldd.audit.format.Chain;
import dev.foldd.audit.format.LoggedLine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The heads of all segments ever begun: a chain of their own that outlives the segments. */
final class Heads {

    private final List<String> lines;
    private final Map<Long, String> bySegment = new TreeMap<>();
    private final Optional<Breach> breach;

    /** @param file how a finding names it */
    Heads(String file, List<String> lines) {
        this.lines = lines;
        this.breach = read(file);
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** What is wrong with the file itself, told only when the log gives no nearer reason. */
    Optional<Breach> breach() {
        return breach;
    }

    boolean has(long segment) {
        return bySegment.containsKey(segment);
    }

    /** True when the file has this line for that segment, or knows nothing of it. */
    boolean agrees(long segment, byte[] head) {
        String known = bySegment.get(segment);
        return known == null || known.equals(new String(head, StandardCharsets.ISO_8859_1));
    }

    /** The hash over a segment's head, empty when the file does not have it. */
    Optional<String> hash(long segment) {
        return Optional.ofNullable(bySegment.get(segment)).map(Heads::hashOf);
    }

    private Optional<Breach> read(String file) {
        String previous = "0".repeat(Chain.HASH_LENGTH);
        long number = 0;
        for (String text : lines) {
            number++;
            Optional<LoggedLine> head = LoggedLine.parse(text.getBytes(StandardCharsets.ISO_8859_1));
            if (head.isEmpty() || !head.get().isHead()) {
                return Optional.of(new Breach(Breach.Kind.EDITED, file, number, 0, "is no head"));
            }
            if (head.get().number("segment") != number) {
                return Optional.of(new Breach(Breach.Kind.DELETED, file, number, head.get().seq(),
                        "is the head of segment " + head.get().number("segment") + " where that of " + number
                                + " belongs"));
            }
            if (!head.get().text("previousHead").equals(previous)) {
                return Optional.of(new Breach(Breach.Kind.EDITED, file, Math.max(1, number - 1), head.get().seq(),
                        "does not have the hash that the head after it names"));
            }
            bySegment.put(number, text);
            previous = hashOf(text);
        }
        return Optional.empty();
    }

    private static String hashOf(String line) {
        return Chain.hashOf(line.getBytes(StandardCharsets.ISO_8859_1));
    }
}
