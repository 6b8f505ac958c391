package dev.foldd.data.entity.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.Samples;
import dev.foldd.data.entity.file.EntityFiles.Reading;
import dev.foldd.data.entity.file.EntityFiles.Warning;
import org.junit.jupiter.api.Test;

/** What a file says of its rows as a whole. */
class EntityAttributesTest {

    private static final String KEY = "id: {type: uuid, primary: true, generated: true}";

    @Test
    void rows_are_kept_in_memory_unless_the_file_says_otherwise() {
        Reading reading = Samples.read("entity: A\nfields: {" + KEY + "}\n---\nentity: B\ncache: false\nfields: {" + KEY
                + "}\n---\nentity: C\ncache: no way\nfields: {" + KEY + "}");

        assertThat(reading.catalogue().entities()).extracting(Entity::cached).containsExactly(true, false);
        assertThat(reading.warnings()).singleElement().extracting(Warning::text).asString()
                .contains("cache must be true or false");
    }

    @Test
    void a_version_begins_at_one_and_is_never_null() {
        Entity entity = Samples.read("entity: A\nfields: {" + KEY + ", n: {type: bigint, version: true}}").catalogue()
                .entity("A").orElseThrow();

        assertThat(entity.version().map(Field::name)).contains("n");
        assertThat(entity.version().flatMap(Field::fallback)).contains(1L);
        assertThat(entity.version().map(Field::alwaysHasValue)).contains(true);
    }
}
