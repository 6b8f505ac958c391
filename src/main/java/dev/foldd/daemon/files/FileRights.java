package dev.foldd.daemon.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who besides one user, and root, may read a file or change it. Its group may read it, as packages and volumes of secrets have
 * it; write it may nobody else, which goes for every directory above it too: whoever may write one of them can put another
 * file in its place.
 */
public final class FileRights {

    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_READ = 0004;
    private static final int OTHERS_WRITE = 0002;
    private static final int OTHERS_PASS = 0001;
    /** In such a directory files can be replaced by their owners alone. */
    private static final int STICKY = 01000;
    private static final int RIGHTS = 07777;
    private static final long ROOT = 0;

    private final long user;

    /** @param user whose files they are to be, by number */
    public FileRights(long user) {
        this.user = user;
    }

    private record Entry(Path path, int mode, long owner) {

        boolean has(int right) {
            return (mode & right) != 0;
        }

        String rights() {
            return Integer.toOctalString(mode & RIGHTS);
        }
    }

    /** Why others may change the file, a sentence each; none for a file that is not there. */
    public List<String> changeable(Path file) {
        List<String> reasons = new ArrayList<>();
        entry(file).ifPresent(entry -> {
            if (entry.has(GROUP_WRITES | OTHERS_WRITE)) {
                reasons.add(file + " may be written by others (its rights are " + entry.rights() + "): chmod go-w");
            }
            if (isForeign(entry)) {
                reasons.add(file + " belongs to the user " + entry.owner + ", who may change it");
            }
            directoriesAbove(file).stream().filter(this::isOpen).forEach(above -> reasons.add(file
                    + " can be replaced, since others may write " + above.path + " (its rights are " + above.rights()
                    + ", its owner is " + above.owner + ")"));
        });
        return reasons;
    }

    /** The same, and why others may read it. */
    public List<String> exposed(Path file) {
        List<String> reasons = changeable(file);
        entry(file).filter(entry -> entry.has(OTHERS_READ) && isReached(file)).ifPresent(entry -> reasons.add(0,
                file + " may be read by others (its rights are " + entry.rights() + "): chmod o-r"));
        return reasons;
    }

    private boolean isForeign(Entry entry) {
        return entry.owner != user && entry.owner != ROOT;
    }

    private boolean isOpen(Entry directory) {
        return isForeign(directory) || directory.has(GROUP_WRITES | OTHERS_WRITE) && !directory.has(STICKY);
    }

    /** What others cannot get at they cannot read, whatever its own rights are. */
    private static boolean isReached(Path file) {
        return directoriesAbove(file).stream().allMatch(directory -> directory.has(OTHERS_PASS));
    }

    /** Both those of the name and those of what it leads to. */
    private static List<Entry> directoriesAbove(Path file) {
        Set<Path> directories = new LinkedHashSet<>();
        for (Path start : List.of(file.toAbsolutePath().normalize(), real(file))) {
            for (Path above = start.getParent(); above != null; above = above.getParent()) {
                directories.add(real(above));
            }
        }
        return directories.stream().flatMap(directory -> entry(directory).stream()).toList();
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException notThere) {
            return file.toAbsolutePath().normalize();
        }
    }

    private static Optional<Entry> entry(Path file) {
        try {
            Map<String, Object> attributes = Files.readAttributes(file, "unix:mode,uid");
            return Optional.of(new Entry(file, (Integer) attributes.get("mode"), ((Number) attributes.get("uid")).longValue()));
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }
}
