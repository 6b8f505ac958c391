package dev.foldd.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigFileTest {

    static Stream<Arguments> sameInEveryFormat() {
        return Stream.of(
                argumentSet("YAML", "c.yaml", "server:\n  port: 1\n  names: [a, b]\n  tls: {enabled: true}\n"),
                argumentSet("YAML by another ending", "c.YML",
                        "server: {port: 1, names: [a, b], tls: {enabled: true}}"),
                argumentSet("TOML", "c.toml", "[server]\nport = 1\nnames = [\"a\", \"b\"]\ntls.enabled = true\n"),
                argumentSet("JSON", "c.json",
                        "{\"server\":{\"port\":1,\"names\":[\"a\",\"b\"],\"tls\":{\"enabled\":true}}}"));
    }

    @ParameterizedTest
    @MethodSource("sameInEveryFormat")
    void the_same_settings_come_from(String name, String text) throws Exception {
        Map<String, Object> tree = ConfigFile.parse(name, text);

        assertThat(Tree.get(tree, "server.port")).get().hasToString("1");
        assertThat(Tree.get(tree, "server.names")).contains(List.of("a", "b"));
        assertThat(Tree.get(tree, "server.tls.enabled")).contains(true);
    }

    @ParameterizedTest
    @MethodSource("empties")
    void an_empty_file_has_no_settings(String name, String text) throws Exception {
        assertThat(ConfigFile.parse(name, text)).isEmpty();
    }

    static Stream<Arguments> empties() {
        return Stream.of(argumentSet("YAML", "c.yaml", ""), argumentSet("a comment", "c.yaml", "# nothing\n"),
                argumentSet("TOML", "c.toml", ""), argumentSet("JSON", "c.json", " \n"));
    }

    @Test
    void yaml_words_are_what_they_look_like() throws Exception {
        Map<String, Object> tree = ConfigFile.parse("c.yaml",
                "k: [no, off, 0660, 12:30, 2026-01-02, 1_000, 0x1F, true, null, 1.5, -3, '7', ~]");

        assertThat(tree).isEqualTo(Map.of("k", Arrays.asList("no", "off", "0660", "12:30", "2026-01-02", "1_000",
                "0x1F", true, null, 1.5, -3, "7", null)));
    }

    @Test
    void yaml_anchors_may_be_used_with_measure() throws Exception {
        assertThat(ConfigFile.parse("c.yaml", "a: &x {p: 1}\nb: *x\nc:\n  <<: *x\n  q: 2\n"))
                .isEqualTo(Map.of("a", Map.of("p", 1), "b", Map.of("p", 1), "c", Map.of("p", 1, "q", 2)));
    }

    static Stream<Arguments> refusals() {
        String bomb = "a: &a [x,x,x,x,x,x,x,x]\n" + "b: &b [*a,*a,*a,*a,*a,*a,*a,*a]\n"
                + "c: &c [*b,*b,*b,*b,*b,*b,*b,*b]\n"
                + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c]\n" + "e: &e [*d,*d,*d,*d,*d,*d,*d,*d]\n"
                + "f: [*e,*e,*e,*e,*e,*e,*e,*e]\n";
        return Stream.of(
                argumentSet("a key twice", "c.yaml", "server:\n  secret1: x\n  secret1: y\n",
                        "key twice in one section, line 3"),
                argumentSet("a tab", "c.yaml", "a:\n\tsecret1: 1\n", "a tab where YAML wants spaces, line 2, column 1"),
                argumentSet("two keys on a line", "c.yaml", "a: secret1: x\n", "line 1, column 11"),
                argumentSet("crooked", "c.yaml", "a:\n    b: secret1\n  c: 2\n",
                        "not indented evenly, line 3, column 3"),
                argumentSet("an open quote", "c.yaml", "a: \"secret1\nb: 2\n", "is not valid YAML, line"),
                argumentSet("an anchor that is not there", "c.yaml", "a: *secret1\n",
                        "anchor that is not there, line 1"),
                argumentSet("a class", "c.yaml", "a: !!javax.script.ScriptEngineManager [secret1]\n",
                        "is not valid YAML, line 1"),
                argumentSet("itself inside", "c.yaml", "a: &a [*a]\n", "nested too deep, or has too many values"),
                argumentSet("a bomb", "c.yaml", bomb, "too many values"),
                argumentSet("many aliases", "c.yaml", "a: &a {p: 1}\nb: [" + "*a,".repeat(60) + "1]\n",
                        "too many aliases"),
                argumentSet("deep", "c.yaml", "[".repeat(40) + "]".repeat(40), "nested too deep"),
                argumentSet("a list", "c.yaml", "- a\n", "must hold sections and keys"),
                argumentSet("a word", "c.yaml", "secret1\n", "must hold sections and keys"),
                argumentSet("broken TOML", "c.toml", "a = 1\nsecret1\n", "is not valid TOML, line 2"),
                argumentSet("a TOML key twice", "c.toml", "secret1 = 1\nsecret1 = 2\n",
                        "key twice in one section, line"),
                argumentSet("broken JSON", "c.json", "{\"secret1\": }", "line 1, column"),
                argumentSet("a JSON key twice", "c.json", "{\"secret1\":1,\"secret1\":2}",
                        "twice in one object at line 1"),
                argumentSet("another ending", "c.ini", "a=1", "must end in .yaml, .yml, .toml or .json"),
                argumentSet("no ending", "config", "a: 1", "must end in .yaml, .yml, .toml or .json"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refuses_with_its_place_and_none_of_its_content(String name, String text, String sentence) {
        assertThatThrownBy(() -> ConfigFile.parse(name, text)).isInstanceOf(FormatException.class)
                .hasMessageContaining(sentence).hasMessageNotContaining("secret1");
    }

    @Test
    void a_file_that_cannot_be_read_is_a_problem_with_its_name(@TempDir Path directory) throws Exception {
        Problems problems = new Problems();
        Path large = Files.writeString(directory.resolve("large.yaml"), "#".repeat((1 << 20) + 1));
        Path binary = Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xC3, 0x28});

        assertThat(ConfigFile.read(directory.resolve("missing.yaml"), problems)).isEmpty();
        assertThat(ConfigFile.read(directory, problems)).isEmpty();
        assertThat(ConfigFile.read(large, problems)).isEmpty();
        assertThat(ConfigFile.read(binary, problems)).isEmpty();

        assertThat(problems.list()).containsExactly(directory.resolve("missing.yaml") + ": is not there",
                directory + ": is a directory, not a file", large + ": is larger than 1MiB",
                binary + ": is not text in UTF-8");
    }

    @Test
    void what_is_written_as_yaml_reads_back() throws Exception {
        Map<String, Object> tree = Map.of("a", Map.of("b", List.of("x: y", "no", "0660", "12", "ü")), "c", true, "d",
                1.5);

        assertThat(ConfigFile.parse("c.yaml", YamlText.write(tree))).isEqualTo(tree);
    }
}
