package dev.foldd.config.load;

import dev.foldd.config.ConfigException;
import dev.foldd.config.KnownKeys;
import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The configuration as it counts after file, environment and flags, and everything that is wrong with it. */
public final class LoadedConfig {

    private final Map<String, Object> tree;
    private final KnownKeys known;
    private final List<String> problems;
    private final List<String> warnings;
    private final Repair repair;

    LoadedConfig(Map<String, Object> tree, KnownKeys known, List<String> problems, List<String> warnings, Repair repair) {
        this.tree = tree;
        this.known = known;
        this.problems = List.copyOf(problems);
        this.warnings = List.copyOf(warnings);
        this.repair = repair;
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

    /**
     * Every problem, with those that only a look at the files finds which the settings name.
     *
     * @param look is given the settings whatever is wrong with them: what has no use has its default there, and what is
     *     misspelt stands where it was probably meant to
     */
    public List<String> problemsWith(Function<Section, List<String>> look) {
        Set<String> all = new LinkedHashSet<>(problems);
        look.apply(Section.root(repair.tree(), new Problems())).stream().map(repair::asWritten).forEach(all::add);
        return List.copyOf(all);
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
