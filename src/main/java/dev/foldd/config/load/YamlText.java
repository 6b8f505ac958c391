package dev.foldd.config.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.DuplicateKeyException;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML, read without surprises: plain data only, no key twice, few anchors, and the plain words of YAML 1.2's core
 * schema, so that {@code no} and {@code 12:30} are texts and {@code 0660} keeps its zero.
 */
public final class YamlText {

    private static final int DEPTH_MAX = 32;
    private static final int ALIASES_MAX = 50;
    private static final int CHARACTERS_MAX = 1 << 20;

    private YamlText() {
    }

    /**
     * The one document of a text: maps, lists, texts, numbers, booleans and null.
     *
     * @throws FormatException where and what, with nothing of the text in it
     */
    public static Object read(String text) throws FormatException {
        return reading(() -> reader(ALIASES_MAX, CHARACTERS_MAX).load(text));
    }

    /**
     * The documents of a text, parted by {@code ---}; empty ones count for nothing.
     *
     * @param documentsMax after one more than these nothing is read, so that whoever counts can tell
     * @throws FormatException as {@link #read}
     */
    public static List<Object> readAll(String text, int documentsMax, int aliasesMax, int charactersMax)
            throws FormatException {
        return reading(() -> {
            List<Object> documents = new ArrayList<>();
            for (Object document : reader(aliasesMax, charactersMax).loadAll(text)) {
                if (document != null) {
                    documents.add(document);
                }
                if (documents.size() > documentsMax) {
                    break;
                }
            }
            return documents;
        });
    }

    private static Yaml reader(int aliasesMax, int charactersMax) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
        options.setMaxAliasesForCollections(aliasesMax);
        options.setNestingDepthLimit(DEPTH_MAX);
        options.setCodePointLimit(charactersMax);
        DumperOptions unused = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(unused), unused, options, new CoreSchema());
    }

    private static <T> T reading(Supplier<T> reader) throws FormatException {
        try {
            return reader.get();
        } catch (MarkedYAMLException e) {
            throw new FormatException(sentence(e) + place(e));
        } catch (YAMLException e) {
            throw new FormatException("is nested too deep, is too long, or has too many aliases");
        }
    }

    /** Block style, two spaces, one key a line, and no anchors. */
    public static String write(Map<String, Object> tree) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        options.setWidth(Integer.MAX_VALUE);
        options.setSplitLines(false);
        options.setAllowUnicode(true);
        options.setDereferenceAliases(true);
        return new Yaml(options).dump(tree);
    }

    /** SnakeYAML's own sentences quote the text, so only what kind of mistake it is goes through. */
    private static String sentence(MarkedYAMLException e) {
        String said = String.valueOf(e.getProblem());
        if (e instanceof DuplicateKeyException) {
            return "has a key twice in one section";
        }
        if (said.contains("TAB")) {
            return "has a tab where YAML wants spaces";
        }
        if (said.startsWith("mapping values are not allowed")) {
            return "has a key where none can be (is the line indented right, is a ':' in a text without quotes?)";
        }
        if (said.contains("undefined alias")) {
            return "names an anchor that is not there";
        }
        return said.contains("block end") ? "is not indented evenly" : "is not valid YAML";
    }

    private static String place(MarkedYAMLException e) {
        return e.getProblemMark() == null ? ""
                : ", line " + (e.getProblemMark().getLine() + 1) + ", column " + (e.getProblemMark().getColumn() + 1);
    }

    /** https://yaml.org/spec/1.2.2/#1032-tag-resolution, without octal and hexadecimal numbers. */
    private static final class CoreSchema extends Resolver {

        private static final Pattern WHOLE = Pattern.compile("[-+]?(?:0|[1-9][0-9]*)");
        private static final Pattern DECIMAL =
                Pattern.compile("[-+]?(?:[0-9]+\\.[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, Pattern.compile("true|True|TRUE|false|False|FALSE"), "tTfF");
            addImplicitResolver(Tag.INT, WHOLE, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, DECIMAL, "-+0123456789.");
            addImplicitResolver(Tag.MERGE, Pattern.compile("<<"), "<");
            addImplicitResolver(Tag.NULL, Pattern.compile("~|null|Null|NULL| "), "~nN\0");
            addImplicitResolver(Tag.NULL, Pattern.compile("^$"), null);
        }
    }
}
