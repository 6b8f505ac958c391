package dev.foldd.audit.read;

import dev.foldd.audit.LogFiles;
import dev.foldd.audit.format.LineReader;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Reads the newest lines of a log that may be written meanwhile, and then those that come. For one thread. */
public final class LogFollower {

    private final LogFiles files;
    private final Predicate<String> wanted;
    private long segment;
    private long position;

    public LogFollower(LogFiles files) {
        this(files, line -> true);
    }

    /** @param wanted which lines are to be seen */
    public LogFollower(LogFiles files, Predicate<String> wanted) {
        this.files = files;
        this.wanted = wanted;
    }

    /** The last whole lines, the oldest first; what comes after them is for {@link #more}. */
    public List<String> last(int count) throws IOException {
        Deque<String> newest = new ArrayDeque<>();
        TreeMap<Long, Path> segments = files.segments();
        boolean first = true;
        for (Map.Entry<Long, Path> entry : segments.descendingMap().entrySet()) {
            Deque<String> lines = new ArrayDeque<>();
            int room = count - newest.size();
            long end = read(entry.getValue(), 0, lines, room);
            if (first) {
                segment = entry.getKey();
                position = end;
                first = false;
            }
            lines.descendingIterator().forEachRemaining(newest::addFirst);
            if (newest.size() >= count) {
                break;
            }
        }
        return List.copyOf(newest);
    }

    /**
     * The whole lines that were written since the last call, at most those of the segment being read and the next ones.
     */
    public List<String> more() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<Long, Path> entry : files.segments().tailMap(segment).entrySet()) {
            if (entry.getKey() != segment) {
                segment = entry.getKey();
                position = 0;
            }
            Deque<String> found = new ArrayDeque<>();
            position = read(entry.getValue(), position, found, Integer.MAX_VALUE);
            lines.addAll(found);
        }
        return lines;
    }

    /** Returns where the last whole line ends. */
    private long read(Path file, long from, Deque<String> into, int atMost) throws IOException {
        long end = from;
        try (FileChannel channel = FileChannel.open(file)) {
            LineReader reader = new LineReader(Channels.newInputStream(channel.position(from)));
            for (LineReader.Line line = reader.next(); line != null && line.whole(); line = reader.next()) {
                end = from + line.end();
                String text = new String(line.bytes(), StandardCharsets.UTF_8);
                if (wanted.test(text)) {
                    into.addLast(text);
                }
                if (into.size() > atMost) {
                    into.removeFirst();
                }
            }
        }
        return end;
    }
}
