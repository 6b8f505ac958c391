package dev.foldd.daemon.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Tells whether any of some files has changed since it was last told. Links are followed, as Kubernetes replaces the
 * files of a mounted volume by turning a link. Belongs to one thread at a time.
 */
public final class WatchedFiles {

    private final Supplier<Collection<Path>> files;
    private Map<Path, State> told;
    private Map<Path, State> seen;

    /** What of a file changes when its content does; a file that is not there has none. */
    private record State(FileTime modified, long size, Object key) {
        private static final State NONE = new State(FileTime.fromMillis(0), -1, "");

        static State of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new State(attributes.lastModifiedTime(), attributes.size(),
                        Objects.requireNonNullElse(attributes.fileKey(), ""));
            } catch (IOException notThere) {
                return NONE;
            }
        }
    }

    /** @param files asked at every look, since there may be more of them than there were */
    public WatchedFiles(Supplier<Collection<Path>> files) {
        this.files = files;
        this.told = look();
        this.seen = told;
    }

    /**
     * Looks again. A change is told once, and not before two looks have found the same: a file that is still being
     * written would be read in part.
     */
    public boolean changed() {
        Map<Path, State> now = look();
        boolean settled = now.equals(seen);
        seen = now;
        if (!settled || now.equals(told)) {
            return false;
        }
        told = now;
        return true;
    }

    private Map<Path, State> look() {
        Map<Path, State> states = new HashMap<>();
        files.get().forEach(file -> states.put(file, State.of(file)));
        return states;
    }
}
