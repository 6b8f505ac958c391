package dev.foldd.audit;

import dev.foldd.identity.PrivateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of one log, by name. With the path {@code audit.log}: segments {@code audit.log.00000001} and so on, the
 * heads of all segments ever begun in {@code audit.log.heads.jsonl}, the newest checkpoint in
 * {@code audit.log.checkpoint}, and {@code audit.log} itself as a symbolic link to the segment being written.
 */
public final class LogFiles {

    private static final Pattern NUMBER = Pattern.compile("\\d{8,18}");
    private static final Set<StandardOpenOption> READ_WRITE =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    private static final int ZEROS = 64 * 1024;

    private final Path path;
    private final Path directory;

    /** @param path the log's path as configured; nothing needs to be there */
    public LogFiles(Path path) {
        this.path = path.toAbsolutePath().normalize();
        this.directory = this.path.getParent();
    }

    /** The log of a directory, when it holds the segments or the heads of exactly one. */
    public static Optional<LogFiles> inDirectory(Path directory) throws IOException {
        Pattern member = Pattern.compile("(.+)\\.(\\d{8,18}|heads\\.jsonl)");
        try (Stream<Path> names = Files.list(directory)) {
            List<String> logs = names.map(name -> member.matcher(name.getFileName().toString()))
                    .filter(Matcher::matches).map(match -> match.group(1)).distinct().toList();
            return logs.size() == 1 ? Optional.of(new LogFiles(directory.resolve(logs.get(0)))) : Optional.empty();
        }
    }

    public Path path() {
        return path;
    }

    public Path segment(long number) {
        return beside(String.format(Locale.ROOT, ".%08d", number));
    }

    public Path heads() {
        return beside(".heads.jsonl");
    }

    public Path checkpoint() {
        return beside(".checkpoint");
    }

    /** Every segment that is there, by its number, the oldest first. */
    public TreeMap<Long, Path> segments() throws IOException {
        TreeMap<Long, Path> segments = new TreeMap<>();
        String prefix = path.getFileName() + ".";
        if (Files.isDirectory(directory)) {
            try (Stream<Path> names = Files.list(directory)) {
                names.forEach(file -> {
                    String name = file.getFileName().toString();
                    if (name.startsWith(prefix) && NUMBER.matcher(name.substring(prefix.length())).matches()) {
                        segments.put(Long.parseLong(name.substring(prefix.length())), file);
                    }
                });
            }
        }
        return segments;
    }

    /** The lines of the file of heads that are whole. */
    public List<String> headLines() throws IOException {
        if (!Files.exists(heads())) {
            return List.of();
        }
        String text = Files.readString(heads(), StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf('\n');
        return end < 0 ? List.of() : text.substring(0, end).lines().toList();
    }

    /** The text of the newest checkpoint, empty when there is none. */
    public Optional<String> checkpointText() throws IOException {
        return Files.exists(checkpoint()) ? Optional.of(Files.readString(checkpoint())) : Optional.empty();
    }

    /**
     * Takes the log for this process until the lock is released.
     *
     * @throws AuditException when another has it
     */
    FileLock lock() throws IOException {
        PrivateFile.createDirectories(directory);
        FileChannel channel = PrivateFile.open(beside(".lock"), READ_WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException sameProcess) {
            // The sentence is the same: two writers would break the chain.
        }
        channel.close();
        throw new AuditException("the audit log " + path
                + " is being written by another foldd: stop it, or choose another"
                + " security.audit_log_path");
    }

    /** Adds the head of a new segment, behind the last whole line. */
    void appendHead(byte[] head) throws IOException {
        try (FileChannel channel = PrivateFile.open(heads(), READ_WRITE)) {
            long end = 0;
            for (String line : headLines()) {
                end += line.length() + 1;
            }
            channel.truncate(end).position(end);
            ByteBuffer line = ByteBuffer.allocate(head.length + 1).put(head).put((byte) '\n').flip();
            while (line.hasRemaining()) {
                channel.write(line);
            }
            channel.force(true);
        }
    }

    /** Replaces the newest checkpoint. */
    void publish(String checkpoint) throws IOException {
        Path fresh = beside(".checkpoint.new");
        try (FileChannel channel = PrivateFile.open(fresh, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING))) {
            ByteBuffer text = StandardCharsets.UTF_8.encode(checkpoint);
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        Files.move(fresh, checkpoint(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Lets the log's own name lead to a segment; false when another kind of file has that name. */
    boolean link(long number) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(path)) {
            return false;
        }
        Path fresh = beside(".link");
        Files.deleteIfExists(fresh);
        Files.createSymbolicLink(fresh, segment(number).getFileName());
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    /** Moves what stands behind a place of a segment to the end of a file of its own. */
    void moveAside(Path segment, long from) throws IOException {
        try (FileChannel source = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel target = PrivateFile.open(segment.resolveSibling(segment.getFileName() + ".torn"),
                        READ_WRITE)) {
            target.position(target.size());
            for (long at = from; at < source.size();) {
                at += source.transferTo(at, source.size() - at, target);
            }
            target.force(true);
            source.truncate(from);
            source.force(true);
        }
    }

    /** Fills the reserve, so that so many bytes are certain to be had by giving it up; fails when there is no room. */
    void fillReserve(long size) throws IOException {
        Path file = beside(".reserve");
        if (Files.exists(file) && Files.size(file) == size) {
            return;
        }
        try (FileChannel channel = PrivateFile.open(file, READ_WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(ZEROS);
            for (long left = size; left > 0;) {
                left -= channel.write(zeros.clear().limit((int) Math.min(left, ZEROS)));
            }
            channel.force(true);
        } catch (IOException e) {
            releaseReserve();
            throw e;
        }
    }

    /** Gives the reserve up; false when there was none. */
    boolean releaseReserve() throws IOException {
        return Files.deleteIfExists(beside(".reserve"));
    }

    /** The oldest segments that have served their time, never the newest of all. */
    List<Long> expired(AuditConfig config, long nowMillis) throws IOException {
        TreeMap<Long, Path> segments = segments();
        List<Long> expired = new ArrayList<>();
        for (Long number : segments.headMap(segments.isEmpty() ? 0L : segments.lastKey()).keySet()) {
            long written = Files.getLastModifiedTime(segments.get(number)).toMillis();
            boolean tooMany = segments.size() - expired.size() >= config.retentionSegments();
            if (!tooMany && nowMillis - written <= config.retentionAge().toMillis()) {
                break;
            }
            expired.add(number);
        }
        return expired;
    }

    /** Deletes segments; returns a sentence for each that stays. */
    List<String> delete(List<Long> segments) {
        List<String> failures = new ArrayList<>();
        for (long number : segments) {
            try {
                Files.deleteIfExists(segment(number));
            } catch (IOException e) {
                failures.add("cannot delete " + segment(number) + ", which has served its time: " + e);
            }
        }
        return failures;
    }

    private Path beside(String ending) {
        return directory.resolve(path.getFileName() + ending);
    }
}
