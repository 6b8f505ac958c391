package dev.foldd.daemon.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.KnownKeys;
import dev.foldd.config.load.ConfigFile;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.config.load.LoadedConfig;
import dev.foldd.daemon.DaemonConfig;
import dev.foldd.daemon.Offline;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of {@code conf/} are what the daemon does without them, and are packed as they stand. */
class ConfFilesTest {

    private static final Path CONF = Path.of("conf");
    private static final Path SETTINGS = CONF.resolve("foldd.yaml");

    /** Lists of sections: what stands in them has names of its own. */
    private static final Set<String> LISTS_OF_SECTIONS = Set.of("security.jwt.keys", "security.jwt.issuers",
            "socket.sockets");

    private final ConfigLoader loader = new ConfigLoader(Map.of(), DaemonConfig::read);

    static List<Path> files() throws Exception {
        try (Stream<Path> paths = Files.walk(CONF)) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_file_is_packed_as_it_stands(Path file) throws Exception {
        String name = file.toString().replace('\\', '/');

        try (InputStream packed = PackedFiles.class.getClassLoader().getResourceAsStream(name)) {
            assertThat(packed).as(name + " in the jar").isNotNull();
            assertThat(new String(packed.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(Files.readString(file));
        }
    }

    @Test
    void the_list_of_packed_entities_is_the_directory() throws Exception {
        List<String> names = files().stream().filter(file -> file.startsWith(CONF.resolve("entities")))
                .map(file -> file.getFileName().toString()).toList();

        assertThat(PackedFiles.ENTITIES).isEqualTo(names);
    }

    @Test
    void entities_and_rules_are_in_order_and_the_tests_of_the_rules_pass() {
        DaemonConfig config = DaemonConfig.read(loader.defaults().section());

        Offline.Model model = Offline.model(config);

        assertThat(model.warnings()).isEmpty();
        assertThat(model.model().entities().names()).containsExactlyInAnyOrder("Note", "Page", "User");
    }

    @Test
    void the_settings_load_without_a_word() {
        LoadedConfig config = loader.load(Optional.of(SETTINGS), List.of());

        assertThat(config.problems()).isEmpty();
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void the_settings_are_the_defaults() throws Exception {
        DaemonConfig defaults = DaemonConfig.read(loader.defaults().section());

        DaemonConfig read = DaemonConfig.read(loader.load(Optional.of(SETTINGS), List.of()).section());

        assertThat(read).isEqualTo(defaults);
    }

    /** A key whose default follows another setting, or the machine, has no value: a copy of the file must not pin it. */
    @Test
    void every_value_that_stands_there_is_the_keys_own_default() throws Exception {
        Map<String, Object> written = written();

        for (KnownKeys.Key key : loader.defaults().known().list()) {
            Object value = written.get(key.path());
            if (value != null) {
                assertThat(value.toString()).as(key.path()).isEqualTo(String.valueOf(key.fallback()));
            }
        }
    }

    @Test
    void every_key_stands_there_and_every_key_there_is_one() throws Exception {
        Set<String> known = new TreeSet<>(LISTS_OF_SECTIONS);
        loader.defaults().known().list().forEach(key -> known.add(key.path()));

        assertThat(new TreeSet<>(written().keySet())).isEqualTo(known);
    }

    @Test
    void the_order_is_that_in_which_the_settings_are_printed() throws Exception {
        List<String> known = loader.defaults().known().list().stream().map(key -> section(key.path())).distinct().toList();

        assertThat(written().keySet().stream().map(ConfFilesTest::section).distinct().toList()).isEqualTo(known);
    }

    @Test
    void every_key_has_a_comment_above_it() throws Exception {
        List<String> lines = Files.readAllLines(SETTINGS);

        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#") && !line.startsWith("enabled:") && !isSection(lines, i)) {
                assertThat(lines.get(i - 1).strip()).as("above line " + (i + 1) + ", " + line).startsWith("#");
            }
        }
    }

    private static boolean isSection(List<String> lines, int index) {
        String next = lines.subList(index + 1, lines.size()).stream().filter(line -> !line.isBlank()
                && !line.strip().startsWith("#")).findFirst().orElse("");
        return indent(next) > indent(lines.get(index));
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static String section(String path) {
        int dot = path.indexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }

    private static Map<String, Object> written() throws Exception {
        Map<String, Object> leaves = new LinkedHashMap<>();
        collect("", ConfigFile.parse("foldd.yaml", Files.readString(SETTINGS)), leaves);
        return leaves;
    }

    private static void collect(String path, Map<?, ?> section, Map<String, Object> leaves) {
        section.forEach((key, value) -> {
            String place = path.isEmpty() ? String.valueOf(key) : path + "." + key;
            if (value instanceof Map<?, ?> below) {
                collect(place, below, leaves);
            } else {
                leaves.put(place, value);
            }
        });
    }
}
