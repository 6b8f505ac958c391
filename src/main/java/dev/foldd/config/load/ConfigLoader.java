package dev.foldd.config.load;

import dev.foldd.config.KnownKeys;
import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** One configuration out of defaults, file, environment and flags; of two that say the same thing, the later counts. */
public final class ConfigLoader {

    /** A variable can choose a feature whose keys only then are known, which the next round sees. */
    private static final int ROUNDS_MAX = 4;
    private static final Pattern KEY = Pattern.compile("[^.]+(\\.[^.]+)*");

    private final Map<String, String> environment;
    private final ConfigReader reader;

    /** @param environment the variables of the process, by name */
    public ConfigLoader(Map<String, String> environment, ConfigReader reader) {
        this.environment = Map.copyOf(environment);
        this.reader = Objects.requireNonNull(reader);
    }

    /**
     * Reads everything and gathers what is wrong. A file that cannot be read is the only thing told about, since all
     * else would follow from it.
     *
     * @param flags {@code key=value} each; a value that is a JSON array or object counts as such
     */
    public LoadedConfig load(Optional<Path> file, List<String> flags) {
        Problems problems = new Problems();
        Map<String, Object> settings = file.flatMap(path -> ConfigFile.read(path, problems))
                .orElseGet(LinkedHashMap::new);
        if (!problems.isEmpty()) {
            return new LoadedConfig(settings, new KnownKeys(), problems.list(), List.of(), new Repair(settings));
        }
        settings = new Variables(environment, problems).fill(settings);
        Aliases.resolve(settings, problems);
        Environment variables = new Environment(environment);
        settings = Tree.merge(settings, variables.database(problems));
        Map<String, Object> fromFlags = fromFlags(flags, problems);
        return readInRounds(variables, settings, fromFlags, problems);
    }

    /** What counts when nobody says anything: no file, no variable, no flag. */
    public LoadedConfig defaults() {
        return readOnce(Map.of(), new Problems(), new Problems(), List.of());
    }

    /**
     * Which keys there are is known only after reading, and what is read depends on the variables that name these keys.
     */
    private LoadedConfig readInRounds(Environment variables, Map<String, Object> settings,
            Map<String, Object> fromFlags, Problems problems) {
        Set<String> paths = known(Tree.merge(settings, fromFlags));
        for (int round = 1; ; round++) {
            Problems ofVariables = new Problems();
            List<String> warnings = new ArrayList<>();
            Map<String, Object> named = variables.named(paths, ofVariables, warnings);
            Aliases.resolve(named, ofVariables);
            Map<String, Object> lower = Tree.merge(variables.ofOthers(paths), settings);
            Map<String, Object> tree = Tree.merge(Tree.merge(lower, named), fromFlags);
            Set<String> now = known(tree);
            if (now.equals(paths) || round == ROUNDS_MAX) {
                return readOnce(tree, problems, ofVariables, warnings);
            }
            paths = now;
        }
    }

    private LoadedConfig readOnce(Map<String, Object> tree, Problems problems, Problems ofVariables,
            List<String> warnings) {
        Problems ofReading = new Problems();
        Section root = Section.root(tree, ofReading);
        reader.read(root);
        List<KnownKeys.Misspelt> misspelt = root.refuseUnknown();
        Set<String> all = new LinkedHashSet<>(problems.list());
        all.addAll(ofVariables.list());
        all.addAll(ofReading.list());
        Repair repair = new Repair(tree);
        for (int round = 1; round < ROUNDS_MAX && repair.apply(misspelt); round++) {
            Problems hidden = new Problems();
            Section repaired = Section.root(repair.tree(), hidden);
            reader.read(repaired);
            misspelt = repaired.refuseUnknown();
            hidden.list().stream().map(repair::asWritten).forEach(all::add);
        }
        return new LoadedConfig(tree, root.known(), List.copyOf(all), warnings, repair);
    }

    private Set<String> known(Map<String, Object> tree) {
        Section root = Section.root(tree, new Problems());
        reader.read(root);
        Set<String> paths = new HashSet<>(Aliases.paths());
        root.known().list().stream().map(KnownKeys.Key::path).filter(path -> path.indexOf('[') < 0).forEach(paths::add);
        return paths;
    }

    private static Map<String, Object> fromFlags(List<String> flags, Problems problems) {
        Map<String, Object> layer = new LinkedHashMap<>();
        for (String flag : flags) {
            int equals = flag.indexOf('=');
            String key = flag.substring(0, Math.max(0, equals)).trim();
            if (!KEY.matcher(key).matches()) {
                problems.add("--set", "wants key=value, such as server.port=0");
            } else if (!Tree.put(layer, key, valueOf(flag.substring(equals + 1)))) {
                problems.add(key, "is set by --set as a value and as a section");
            }
        }
        Aliases.resolve(layer, problems);
        return layer;
    }

    /** An IPv6 address begins like an array and is none, so what does not parse is a text. */
    private static Object valueOf(String text) {
        if (!text.startsWith("[") && !text.startsWith("{")) {
            return text;
        }
        try {
            return Json.parse(text);
        } catch (JsonException e) {
            return text;
        }
    }
}
