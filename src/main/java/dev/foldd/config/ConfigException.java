package dev.foldd.config;

import java.util.List;

/** The configuration cannot be used; nothing has been started. */
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
