package dev.foldd.daemon.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The files of {@code conf/} as they are packed into the jar: the defaults of a daemon that is run from any directory. */
final class PackedFiles {

    /** Every entity file that is packed; a test compares the list with the directory. */
    static final List<String> ENTITIES = List.of("note.yaml", "page.yaml", "user.yaml");

    private PackedFiles() {
    }

    /** @param name as below the project's root: {@code conf/acl_rules.yaml} */
    static String text(String name) {
        try (InputStream stream = PackedFiles.class.getClassLoader().getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is not packed");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
