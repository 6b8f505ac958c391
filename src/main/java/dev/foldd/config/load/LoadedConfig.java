package dev.foldd.config.load;

import dev.foldd.config.ConfigException;
import dev.foldd.config.KnownKeys;
import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import java.util.List;
import java.util.Map;

/** The configuration as it counts after file, environment and flags, and everything that is wrong with it. */
public final class LoadedConfig {

    private final Map<String, Object> tree;
    private final KnownKeys known;
    private final List<String> problems;
    private final List<String> warnings;

    LoadedConfig(Map<String, Object> tree, KnownKeys known, List<String> problems, List<String> warnings) {
        this.tree = tree;
        this.known = known;
        this.problems = List.copyOf(problems);
        this.warnings = List.copyOf(warnings);
    }

    /** The settings, secrets and all: to be read, not to be shown. */
    public Map<String, Object> tree() {
        return tree;
    }

    /** Every key that the features have asked for. */
    public KnownKeys known() {
        return known;
    }

    /** One sentence each, beginning with the path; the daemon starts only without any. */
    public List<String> problems() {
        return problems;
    }

    /** What an operator should know although it hinders nothing. */
    public List<String> warnings() {
        return warnings;
    }

    /** @throws ConfigException with every problem, when there are any */
    public void throwIfInvalid() {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    /**
     * The settings, to make records of.
     *
     * @throws ConfigException with every problem, when there are any
     */
    public Section section() {
        throwIfInvalid();
        return Section.root(tree, new Problems());
    }
}
