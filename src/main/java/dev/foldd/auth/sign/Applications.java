package dev.foldd.auth.sign;

import dev.foldd.config.ConfigException;
import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.config.load.FormatException;
import dev.foldd.config.load.YamlText;
import dev.foldd.contract.Principal;
import dev.foldd.identity.KeyException;
import dev.foldd.identity.PublicKey;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whose keys are known here: the node's own, those of its admins, and the enrolled applications'. A snapshot, swapped as a
 * whole by a reload; a key that is gone from it proves nobody any more, on open connections either.
 */
public final class Applications {

    private static final String KEY_ENDING = ".pub";
    private static final String MORE_ENDING = ".yaml";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final long FILE_BYTES_MAX = 64 * 1024;
    private static final int DISTANCE_MAX = 1_000_000;

    private final Path directory;
    private final Set<String> admins;
    private volatile Map<String, Application> byKey = Map.of();

    /**
     * @param directory {@code apps} of the data directory; it may be missing
     * @param adminKeys as base64; those at distance 0 beside the node's own
     */
    public Applications(Path directory, PublicKey node, Collection<String> adminKeys) {
        this.directory = directory;
        Set<String> keys = new LinkedHashSet<>(adminKeys);
        keys.add(node.text());
        this.admins = Set.copyOf(keys);
    }

    /** Whether an application may be called so: its files are. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Who the owner of a valid key is here; unresolved when nobody knows it. */
    public Principal principal(PublicKey key) {
        if (admins.contains(key.text())) {
            return Application.admin(key);
        }
        Application application = byKey.get(key.text());
        return application == null ? Application.unknown(key) : application.principal();
    }

    /** The enrolled application of a name. */
    public Optional<Application> named(String name) {
        return byKey.values().stream().filter(application -> application.name().equals(name)).findFirst();
    }

    /**
     * Reads the files again. Waits for the disk.
     *
     * @throws ConfigException with everything that is wrong; then nothing has changed
     */
    public void reload() {
        Problems problems = new Problems();
        Map<String, Application> read = new HashMap<>();
        for (Path file : keyFiles()) {
            read(file, problems).ifPresent(application -> {
                Application other = read.putIfAbsent(application.key().text(), application);
                if (other != null) {
                    problems.add("apps/" + file.getFileName(), "holds the same key as " + other.name() + KEY_ENDING);
                }
            });
        }
        problems.throwIfAny();
        byKey = Map.copyOf(read);
    }

    /** What a change of this may come from: the directory, and every file in it. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(directory));
        for (Path key : keyFiles()) {
            String name = String.valueOf(key.getFileName());
            files.add(key);
            files.add(key.resolveSibling(name.substring(0, name.length() - KEY_ENDING.length()) + MORE_ENDING));
        }
        return files;
    }

    private List<Path> keyFiles() {
        List<Path> files = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return files;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*" + KEY_ENDING)) {
            entries.forEach(files::add);
        } catch (IOException e) {
            throw new ConfigException(List.of("apps: the directory cannot be read"));
        }
        files.sort(null);
        return files;
    }

    private static Optional<Application> read(Path file, Problems problems) {
        String fileName = String.valueOf(file.getFileName());
        String name = fileName.substring(0, fileName.length() - KEY_ENDING.length());
        String path = "apps/" + fileName;
        if (!isName(name)) {
            problems.add(path, "is no name for an application: letters, digits, '.', '_' and '-', at most 64");
            return Optional.empty();
        }
        try {
            PublicKey key = PublicKey.parse(text(file));
            Path more = file.resolveSibling(name + MORE_ENDING);
            Map<String, Object> tree = Files.exists(more) ? tree(text(more)) : Map.of();
            return Optional.of(application(name, key, tree, "apps/" + name + MORE_ENDING, problems));
        } catch (KeyException e) {
            problems.add(path, e.getMessage());
        } catch (FormatException e) {
            problems.add("apps/" + name + MORE_ENDING, e.getMessage());
        } catch (IOException e) {
            problems.add(path, "cannot be read, or is larger than " + FILE_BYTES_MAX + " bytes");
        }
        return Optional.empty();
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new IOException("too large");
        }
        return Files.readString(file);
    }

    private static Map<String, Object> tree(String yaml) throws FormatException {
        Object tree = YamlText.read(yaml);
        if (tree == null) {
            return Map.of();
        }
        if (!(tree instanceof Map<?, ?> map)) {
            throw new FormatException("must hold distance, role, tenant and schemas");
        }
        Map<String, Object> named = new HashMap<>();
        map.forEach((key, value) -> named.put(String.valueOf(key), value));
        return named;
    }

    private static Application application(String name, PublicKey key, Map<String, Object> tree, String path,
                                           Problems problems) {
        Problems found = new Problems();
        Section section = Section.root(tree, found);
        int distance = section.integer("distance", Application.DEFAULT_DISTANCE, 1, DISTANCE_MAX);
        String role = section.text("role", Application.DEFAULT_ROLE);
        Optional<String> tenant = section.optionalText("tenant");
        Optional<Set<String>> schemas = section.has("schemas")
                ? Optional.of(new LinkedHashSet<>(section.texts("schemas", List.of()))) : Optional.empty();
        section.refuseUnknown();
        found.list().forEach(problem -> problems.add(path, problem));
        return new Application(name, key, distance, role, tenant, schemas);
    }
}
