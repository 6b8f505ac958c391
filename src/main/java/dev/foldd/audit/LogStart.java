package dev.foldd.audit;

import dev.foldd.audit.format.Chain;
import dev.foldd.audit.format.Checkpoint;
import dev.foldd.audit.format.LoggedLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What stands on disk when a log is opened, put in order: bytes that a crash tore off are moved aside, a head that a
 * crash kept out of the file of heads is added.
 *
 * @param tail where to go on, empty when the log is new
 * @param torn bytes moved aside
 * @param damage what is not as this node left it, one sentence each
 * @param segment the highest number that a segment of this log ever had; 0 when it is new
 */
record LogStart(Optional<LogTail> tail, long torn, List<String> damage, long segment) {

    /** Head, checkpoint and notes of a new log: a crash may come before the checkpoint is published, nothing else may. */
    private static final int OPENING = 4;

    static LogStart find(LogFiles files) throws IOException {
        Optional<Checkpoint> newest = files.checkpointText().flatMap(Checkpoint::parse);
        TreeMap<Long, Path> segments = files.segments();
        Optional<LogTail> tail = Optional.empty();
        long torn = 0;
        while (tail.isEmpty() && !segments.isEmpty()) {
            Map.Entry<Long, Path> last = segments.pollLastEntry();
            tail = LogTail.read(last.getKey(), last.getValue(), newest);
            // Without a head it is a crash between making the file and writing to it: nothing in it was acknowledged.
            long whole = tail.map(LogTail::length).orElse(0L);
            long size = Files.size(last.getValue());
            if (size > whole) {
                torn += size - whole;
                files.moveAside(last.getValue(), whole);
            }
            if (tail.isEmpty()) {
                Files.delete(last.getValue());
            }
        }
        return tail.isPresent() ? with(tail.get(), files, torn, newest.isPresent()) : fresh(files, torn);
    }

    private static LogStart fresh(LogFiles files, long torn) throws IOException {
        if (!files.headLines().isEmpty()) {
            throw new AuditException("the audit log " + files.path()
                    + " has heads but not one segment: its records have been"
                    + " removed; move " + files.heads() + " away to begin a new log");
        }
        return new LogStart(Optional.empty(), torn, List.of(), 0);
    }

    private static LogStart with(LogTail tail, LogFiles files, long torn, boolean anchored) throws IOException {
        List<String> damage = new ArrayList<>(tail.damage());
        if (!anchored && tail.seq() > OPENING) {
            damage.add("the newest checkpoint, which stands beside the log, is missing or unreadable");
        }
        List<String> heads = files.headLines();
        String own = new String(tail.head(), StandardCharsets.ISO_8859_1);
        String last = heads.isEmpty() ? "" : heads.get(heads.size() - 1);
        long segment = tail.segment();
        if (!own.equals(last)) {
            byte[] bytes = last.getBytes(StandardCharsets.ISO_8859_1);
            boolean precedes = heads.isEmpty() ? tail.segment() == 1
                    : Chain.hashOf(bytes).equals(tail.headLine().text("previousHead"));
            if (precedes) {
                files.appendHead(tail.head());
            } else {
                long known = LoggedLine.parse(bytes).map(head -> head.number("segment")).orElse(-1L);
                damage.add("the file of heads ends with segment " + known + ", the log with segment " + tail.segment());
                segment = Math.max(segment, known);
            }
        }
        return new LogStart(Optional.of(tail), torn, damage, segment);
    }
}
