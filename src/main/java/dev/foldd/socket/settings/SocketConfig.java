package dev.foldd.socket.settings;

import dev.foldd.config.Section;
import dev.foldd.identity.KeyException;
import dev.foldd.identity.PublicKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The door for applications on this machine, the section {@code socket}.
 *
 * @param path of the socket for all; absent where it stands in the data directory
 * @param mode the rights of every socket, as a number of {@code chmod}
 * @param auth whether requests without a signature are answered
 * @param own sockets of single applications
 */
public record SocketConfig(boolean enabled, Optional<Path> path, int mode, Optional<String> group, Auth auth, List<Own> own,
                           DoorBounds bounds) {

    /** {@code sun_path} of unix(7) holds 108 bytes with the zero at its end. */
    public static final int PATH_BYTES_MAX = 107;

    private static final Pattern MODE = Pattern.compile("0?[0-7]{3}");
    private static final int OCTAL = 8;
    private static final int OWNER_READS_AND_WRITES = 0600;
    private static final int EXECUTE = 0111;

    /** What proves a request's sender: a signature, or nothing at all. */
    public enum Auth { SIGNATURE, NONE }

    /**
     * A socket of one application.
     *
     * @param group whose members may connect; the one of all sockets where none is named
     * @param key the only one that is believed there
     * @param schemas the only ones that can be used there
     */
    public record Own(Path path, Optional<String> group, Optional<PublicKey> key, Optional<Set<String>> schemas) {
    }

    public SocketConfig {
        own = List.copyOf(own);
    }

    public static SocketConfig read(Section section) {
        boolean enabled = section.flag("enabled", true);
        Optional<Path> path = section.optionalText("path").flatMap(text -> path(section, text));
        Optional<String> group = section.optionalText("group");
        return new SocketConfig(enabled, path, mode(section), group, section.choice("auth", Auth.SIGNATURE),
                own(section, group), DoorBounds.read(section));
    }

    /** Where the socket for all stands. */
    public Path pathIn(Path dataDirectory) {
        return path.orElseGet(() -> dataDirectory.resolve("run").resolve("foldd.sock")).toAbsolutePath().normalize();
    }

    /** Why the system would take one of the paths for none, a sentence each. */
    public List<String> refusals(Path dataDirectory) {
        List<String> refusals = new ArrayList<>();
        if (enabled) {
            tooLong("socket.path", pathIn(dataDirectory), refusals);
            for (int i = 0; i < own.size(); i++) {
                tooLong("socket.sockets[" + i + "].path", own.get(i).path(), refusals);
            }
        }
        return refusals;
    }

    private static void tooLong(String key, Path path, List<String> refusals) {
        int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > PATH_BYTES_MAX) {
            refusals.add(key + ": '" + path + "' has " + length + " bytes, and the path of a Unix socket at most "
                    + PATH_BYTES_MAX + "; set a shorter one, or socket.enabled: false");
        }
    }

    private static Optional<Path> path(Section section, String text) {
        try {
            return Optional.of(Path.of(text).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            section.problem("path", "is no path");
            return Optional.empty();
        }
    }

    private static int mode(Section section) {
        String text = section.text("mode", "0660");
        if (MODE.matcher(text).matches()) {
            int mode = Integer.parseInt(text, OCTAL);
            if ((mode & OWNER_READS_AND_WRITES) == OWNER_READS_AND_WRITES && (mode & EXECUTE) == 0) {
                return mode;
            }
        }
        section.problem("mode", "must be rights such as \"0660\", in quotes, with which the daemon's user may read and write");
        return 0660;
    }

    private static List<Own> own(Section section, Optional<String> group) {
        List<Own> own = new ArrayList<>();
        Set<Path> paths = new HashSet<>();
        for (Section one : section.sections("sockets")) {
            Optional<Path> path = path(one, one.text("path"));
            Optional<String> ownGroup = one.optionalText("group").or(() -> group);
            Optional<PublicKey> key = one.optionalText("key").flatMap(text -> key(one, text));
            Optional<Set<String>> schemas = one.has("schemas")
                    ? Optional.of(new LinkedHashSet<>(one.texts("schemas", List.of()))) : Optional.empty();
            if (path.isPresent() && !paths.add(path.get())) {
                one.problem("path", "is the path of another socket");
            }
            path.ifPresent(where -> own.add(new Own(where, ownGroup, key, schemas)));
        }
        return own;
    }

    private static Optional<PublicKey> key(Section section, String text) {
        try {
            return Optional.of(PublicKey.parse(text));
        } catch (KeyException e) {
            section.problem("key", e.getMessage());
            return Optional.empty();
        }
    }
}
