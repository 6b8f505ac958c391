package dev.foldd.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.foldd.Main;
import dev.foldd.config.KnownKeys;
import dev.foldd.config.load.ConfigLoader;
import dev.foldd.daemon.DaemonConfig;
import dev.foldd.json.Json;
import dev.foldd.ops.Lifecycle;
import dev.foldd.ops.Vitals;
import dev.foldd.ops.meter.Meters;
import dev.foldd.ops.meter.Runtimes;
import dev.foldd.rpc.RpcDoor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What the README says there is, is there: commands, files, settings, methods, meters, rooms. */
class ReadmeTest {

    private static final Path README = Path.of("README.md");
    private static final Path ROOMS = Path.of("src/main/java/dev/foldd");
    private static final Pattern COMMAND = Pattern.compile("bin/foldd ([^`#|)\\n]*)");
    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)]+)\\)");
    private static final Pattern SETTING = Pattern.compile("(?:`|--set )([a-z_]+(?:\\.[a-z0-9_]+)+)\\b");
    private static final Pattern METER = Pattern.compile("`((?:dbal|foldd)_[a-z_]+)`");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    /** Names that look like settings and are methods or addresses of sections other than a setting's. */
    private static final Set<String> SECTIONS =
            Set.of("server", "http", "admin", "database", "security", "performance", "reload", "logging");

    @Command(name = "foldd")
    static final class Root {
    }

    static Stream<String> commands() throws Exception {
        return COMMAND.matcher(text()).results().map(found -> found.group(1).strip()).distinct();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_command_can_be_typed_as_it_stands(String line) {
        List<String> words = words(line.replace("$URL", "ws://127.0.0.1:50051/?token=t").replace("$TOKEN", "t"));
        CommandLine root = new CommandLine(new Root());
        Main.commands(loader(), (config, again, fromFile, only, json) -> 0).forEach((name, command) -> {
            if (name.equals(words.get(0))) {
                root.addSubcommand(name, command.get());
            }
        });

        assertThat(root.getSubcommands()).as(words.get(0) + " is a command").isNotEmpty();
        assertThatCode(() -> root.parseArgs(words.toArray(String[]::new))).as(line).doesNotThrowAnyException();
    }

    @Test
    void there_are_commands_in_it() throws Exception {
        assertThat(commands()).hasSizeGreaterThan(15).contains("run", "audit verify", "config schema");
    }

    @Test
    void every_link_leads_to_a_file() throws Exception {
        List<String> links = found(LINK, text());

        assertThat(links).isNotEmpty();
        for (String link : links) {
            if (URI.create(link).getScheme() == null) {
                assertThat(Path.of(link.replaceAll("#.*", ""))).as(link).exists();
            }
        }
    }

    @Test
    void the_command_that_tests_is_the_one_that_every_change_must_pass() throws Exception {
        String section = section("## Tests");

        String command = section.substring(section.indexOf("```sh\n") + 6, section.indexOf("\n```\n"));

        assertThat(Files.readAllLines(Path.of(".ci/run"))).contains(command);
    }

    @Test
    void every_setting_that_it_names_is_one() throws Exception {
        Set<String> known = new LinkedHashSet<>();
        for (KnownKeys.Key key : loader().defaults().known().list()) {
            for (int dot = key.path().indexOf('.'); dot > 0; dot = key.path().indexOf('.', dot + 1)) {
                known.add(key.path().substring(0, dot));
            }
            known.add(key.path());
        }

        List<String> named = found(SETTING, text()).stream()
                .filter(name -> SECTIONS.contains(name.substring(0, name.indexOf('.'))))
                .filter(name -> !RpcDoor.methods().contains(name)).toList();

        assertThat(named).hasSizeGreaterThan(15);
        assertThat(known).containsAll(named);
    }

    @Test
    void its_table_of_methods_is_complete() throws Exception {
        assertThat(firstCells("## Methods")).containsAll(RpcDoor.methods());
        assertThat(firstCells("## Methods").stream().filter(cell -> !cell.matches("\\d+|code|method|-+"))
                .toList()).containsExactlyInAnyOrderElementsOf(RpcDoor.methods());
    }

    @Test
    void its_table_of_meters_is_complete() throws Exception {
        Vitals vitals = new Vitals();
        String page = new Meters("1", Set.of("read"), vitals, new Lifecycle(), new Runtimes(), () -> 0, () -> 0).page();
        Set<String> families = new TreeSet<>(found(Pattern.compile("# TYPE ((?:dbal|foldd)_\\S+)"), page));

        assertThat(new TreeSet<>(found(METER, text()))).isEqualTo(families);
    }

    @Test
    void its_code_map_has_every_room() throws Exception {
        List<String> headings = found(Pattern.compile("(?m)^### ([a-z]+)$"), section("## Code map"));
        List<String> rooms;
        try (Stream<Path> paths = Files.list(ROOMS)) {
            rooms = paths.filter(Files::isDirectory).map(path -> path.getFileName().toString()).toList();
        }

        assertThat(headings).containsExactlyInAnyOrderElementsOf(rooms);
    }

    @Test
    void its_messages_are_json() throws Exception {
        List<String> lines = new ArrayList<>();
        for (String block : found(Pattern.compile("(?s)```json\\n(.*?)\\n```"), text())) {
            lines.addAll(block.startsWith("{\n") ? List.of(block) : block.lines().toList());
        }

        assertThat(lines).hasSizeGreaterThan(6);
        for (String line : lines) {
            assertThatCode(() -> assertThat(Json.parse(line)).isInstanceOf(Map.class)).as(line).doesNotThrowAnyException();
        }
    }

    private static ConfigLoader loader() {
        return new ConfigLoader(Map.of(), DaemonConfig::read);
    }

    /** As a shell parts them: quotes keep together, and are taken off. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (MatchResult word : WORD.matcher(line).results().toList()) {
            words.add(Stream.of(word.group(1), word.group(2), word.group(3)).filter(one -> one != null).findFirst().orElse(""));
        }
        return words;
    }

    private static List<String> firstCells(String heading) throws Exception {
        return found(Pattern.compile("(?m)^\\| `?([^`|]+?)`? \\|"), section(heading));
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }

    private static String section(String heading) throws Exception {
        String text = text();
        int begin = text.indexOf("\n" + heading + "\n");
        assertThat(begin).as(heading).isNotNegative();
        int end = text.indexOf("\n## ", begin + heading.length());
        return text.substring(begin, end < 0 ? text.length() : end);
    }

    private static String text() throws Exception {
        return Files.readString(README);
    }
}
