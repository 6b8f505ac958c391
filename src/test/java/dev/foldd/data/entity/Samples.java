package dev.foldd.data.entity;

import dev.foldd.data.entity.file.EntityFileLimits;
import dev.foldd.data.entity.file.EntityFiles;
import dev.foldd.data.entity.file.EntityFiles.Reading;
import dev.foldd.data.entity.file.EntityFiles.Source;
import java.util.List;

/** Entities for tests, from a few lines of YAML. */
public final class Samples {

    private Samples() {
    }

    /** Reads YAML in which everything must be understood. */
    public static EntityCatalogue catalogue(String yaml) {
        Reading reading = read(yaml);
        if (!reading.warnings().isEmpty()) {
            throw new IllegalArgumentException(reading.warnings().toString());
        }
        return reading.catalogue();
    }

    public static Reading read(String yaml) {
        return new EntityFiles(EntityFileLimits.DEFAULT).parse(List.of(new Source("sample.yaml", yaml)));
    }

    /** The field {@code it} of an entity with an id; {@code attributes} as in YAML's short form, without braces. */
    public static Field field(String attributes) {
        return catalogue("""
                entity: Sample
                fields:
                  id: {type: uuid, primary: true, generated: true}
                  it: {%s}
                """.formatted(attributes)).entity("Sample").orElseThrow().field("it").orElseThrow();
    }
}
