package dev.foldd.testing;

import dev.foldd.config.load.FormatException;
import dev.foldd.config.load.YamlText;
import java.util.LinkedHashMap;
import java.util.Map;

/** Trees such as the daemon reads from files, written as YAML where a test needs one. */
public final class Yamls {

    private Yamls() {
    }

    /** The top of the tree; empty when the text is. */
    public static Map<String, Object> tree(String yaml) {
        Map<String, Object> tree = new LinkedHashMap<>();
        try {
            if (YamlText.read(yaml) instanceof Map<?, ?> map) {
                map.forEach((key, value) -> tree.put(String.valueOf(key), value));
            }
        } catch (FormatException e) {
            throw new AssertionError("the YAML of the test " + e.getMessage(), e);
        }
        return tree;
    }
}
