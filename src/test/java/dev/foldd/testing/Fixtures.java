package dev.foldd.testing;

import java.nio.file.Path;

/** The entities and rules of the journeys. */
public final class Fixtures {

    private static final Path ROOT = Path.of("src", "test", "resources", "dev", "foldd", "journey").toAbsolutePath();

    private Fixtures() {
    }

    public static Path entities() {
        return ROOT.resolve("entities");
    }

    /** A file about the entity that has a field of every type, and others for what goes wrong. */
    public static Path values(String file) {
        return ROOT.resolve("values").resolve(file);
    }

    public static Path rules() {
        return ROOT.resolve("acl_rules.yaml");
    }
}
