package dev.foldd.config;

import java.util.List;

/** The configuration, or a file that it names, cannot be used. Nothing has been started, or changed by a reload. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems), null, false, false);
        this.problems = List.copyOf(problems);
    }

    /** One sentence each, beginning with the path of the setting. */
    public List<String> problems() {
        return problems;
    }
}
