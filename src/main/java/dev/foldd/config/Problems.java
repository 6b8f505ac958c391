package dev.foldd.config;

import java.util.ArrayList;
import java.util.List;

/** Gathers everything that is wrong, so that it is all told at once. */
public final class Problems {

    private final List<String> found = new ArrayList<>();

    /** @param path where it is, as an operator would write it: {@code server.port} */
    public void add(String path, String sentence) {
        found.add(path + ": " + sentence);
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public List<String> list() {
        return List.copyOf(found);
    }

    /** @throws ConfigException with all of them, when there are any */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ConfigException(list());
        }
    }
}
