package dev.foldd.data.entity.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntityFileLimitsTest {

    private final Problems problems = new Problems();

    @Test
    void defaults() {
        assertThat(EntityFileLimits.read(Section.root(Map.of(), problems))).isEqualTo(EntityFileLimits.DEFAULT);
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void every_key() {
        Section section = Section.root(Map.of("max_entity_files", 1, "max_entity_documents", 2,
                "max_entity_file_size", "4KiB", "max_yaml_aliases", 0), problems);

        assertThat(EntityFileLimits.read(section)).isEqualTo(new EntityFileLimits(1, 2, 4_096, 0));
        section.refuseUnknown();
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void refusals() {
        EntityFileLimits.read(Section.root(Map.of("max_entity_files", 0, "max_entity_documents", -1,
                "max_entity_file_size", "1GiB", "max_yaml_aliases", "x"), problems));

        assertThat(problems.list()).hasSize(4);
    }
}
