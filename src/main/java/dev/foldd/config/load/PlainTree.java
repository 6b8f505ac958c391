package dev.foldd.config.load;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Copies what a file reader gives into maps with text keys, lists, texts, numbers, booleans and null. YAML's anchors
 * can name one node many times or a node inside itself, so the copy is bounded in depth and in number.
 */
final class PlainTree {

    private static final int DEPTH_MAX = 32;
    private static final int NODES_MAX = 50_000;

    private int nodes;

    /** Empty when the tree is deeper or larger than any configuration is. */
    static Optional<Object> copy(Object tree) {
        try {
            return Optional.of(new PlainTree().copy(tree, 0));
        } catch (TooLarge e) {
            return Optional.empty();
        }
    }

    private Object copy(Object node, int depth) throws TooLarge {
        if (++nodes > NODES_MAX || depth > DEPTH_MAX) {
            throw new TooLarge();
        }
        if (node instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                copy.put(String.valueOf(entry.getKey()), copy(entry.getValue(), depth + 1));
            }
            return copy;
        }
        if (node instanceof Collection<?> items) {
            List<Object> copy = new ArrayList<>();
            for (Object item : items) {
                copy.add(copy(item, depth + 1));
            }
            return copy;
        }
        boolean plain = node == null || node instanceof String || node instanceof Number || node instanceof Boolean;
        return plain ? node : node.toString();
    }

    private static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("the tree is too large", null, false, false);
        }
    }
}
