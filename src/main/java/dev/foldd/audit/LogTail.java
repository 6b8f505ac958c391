package dev.foldd.audit;

import dev.foldd.audit.format.AuditFormat;
import dev.foldd.audit.format.Chain;
import dev.foldd.audit.format.Checkpoint;
import dev.foldd.audit.format.HashTree;
import dev.foldd.audit.format.LineReader;
import dev.foldd.audit.format.LoggedLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The end of an existing log, found by reading its last segment alone: where the chain goes on, and what is not in
 * order. The lines are not parsed but for the head: number and hash stand at fixed places, and a start must be quick.
 *
 * @param head the segment's first line
 * @param seq the number of the last whole line
 * @param hash the hash over it
 * @param length bytes of whole lines; what stands behind them is torn
 * @param torn bytes behind the last whole line
 * @param tree that of the whole lines behind the segment's last checkpoint
 * @param damage what is not as this node left it, one sentence each
 */
record LogTail(long segment, byte[] head, LoggedLine headLine, long startedMillis, long seq, String hash, long length,
               long torn, HashTree tree, List<String> damage) {

    private static final byte[] BEFORE_SEQ = "{\"seq\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHECKPOINT = "\",\"kind\":\"checkpoint\",".getBytes(StandardCharsets.US_ASCII);
    private static final int TIME_SIZE = ",\"time\":\"2026-11-20T23:58:01.123Z".length();
    private static final byte[] BEFORE_PREV = ",\"prev\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int PREV_SIZE = BEFORE_PREV.length + Chain.HASH_LENGTH + "\"}".length();

    /** Reads a segment; empty when not even its head is whole. */
    static Optional<LogTail> read(long number, Path file, Optional<Checkpoint> newest) throws IOException {
        try (LineReader reader = new LineReader(Files.newInputStream(file))) {
            LineReader.Line first = reader.next();
            Optional<LoggedLine> head = first == null || !first.whole() ? Optional.empty()
                    : LoggedLine.parse(first.bytes());
            if (head.isEmpty() || !head.get().isHead()) {
                return Optional.empty();
            }
            if (head.get().number("format") != AuditFormat.VERSION) {
                throw new AuditException(file + " is written in format " + head.get().members().get("format")
                        + ", which this version of foldd does not know");
            }
            return Optional.of(follow(number, reader, first, head.get(), newest));
        }
    }

    String log() {
        return headLine.text("log");
    }

    private static LogTail follow(long number, LineReader reader, LineReader.Line first, LoggedLine head,
                                  Optional<Checkpoint> newest) throws IOException {
        List<String> damage = new ArrayList<>();
        HashTree tree = new HashTree();
        tree.add(HexFormat.of().parseHex(head.hash()));
        long seq = head.seq();
        String hash = head.hash();
        long length = first.end();
        long torn = 0;
        boolean confirmed = newest.isEmpty() || newest.get().at() < seq;
        for (LineReader.Line line = reader.next(); line != null; line = reader.next()) {
            if (!line.whole()) {
                torn = line.end() - length;
                break;
            }
            // Only before a whole line: a checkpoint is published when its own record, behind that one, is on disk.
            confirmed |= newest.isPresent() && newest.get().at() == seq && newest.get().hash().equals(hash);
            seq++;
            if (damage.isEmpty() && !follows(line.bytes(), seq, hash)) {
                damage.add("record " + seq + " does not follow the one before it");
            }
            byte[] digest = Chain.digestOf(line.bytes());
            if (isCheckpoint(line.bytes(), seq)) {
                tree = new HashTree();
            } else {
                tree.add(digest);
            }
            hash = Chain.text(digest);
            length = line.end();
        }
        if (!confirmed) {
            damage.add(newest.get().at() >= seq
                    ? "the newest checkpoint knows record " + (newest.get().at() + 1) + ", but the log ends at " + seq
                    : "the newest checkpoint names another hash for record " + newest.get().at());
        }
        return new LogTail(number, first.bytes(), head, millis(head), seq, hash, length, torn, tree, damage);
    }

    private static boolean follows(byte[] line, long seq, String hash) {
        byte[] number = Long.toString(seq).getBytes(StandardCharsets.US_ASCII);
        int prev = line.length - PREV_SIZE;
        return prev > BEFORE_SEQ.length + number.length
                && has(line, 0, BEFORE_SEQ) && has(line, BEFORE_SEQ.length, number)
                && line[BEFORE_SEQ.length + number.length] == ','
                && has(line, prev, BEFORE_PREV)
                && has(line, prev + BEFORE_PREV.length, hash.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean isCheckpoint(byte[] line, long seq) {
        int at = BEFORE_SEQ.length + Long.toString(seq).length() + TIME_SIZE;
        return line.length >= at + CHECKPOINT.length && has(line, at, CHECKPOINT);
    }

    private static boolean has(byte[] line, int at, byte[] part) {
        for (int i = 0; i < part.length; i++) {
            if (line[at + i] != part[i]) {
                return false;
            }
        }
        return true;
    }

    /** A head whose time cannot be read counts as old, so that a new segment begins. */
    private static long millis(LoggedLine head) {
        try {
            return Instant.parse(head.text("time")).toEpochMilli();
        } catch (DateTimeParseException e) {
            return 0;
        }
    }
}
