package dev.foldd.data.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValueLimitsTest {

    private final Problems problems = new Problems();

    @Test
    void defaults() {
        assertThat(ValueLimits.read(Section.root(Map.of(), problems))).isEqualTo(ValueLimits.DEFAULT);
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void every_key() {
        Section section = Section.root(Map.of("max_text_length", 1, "max_json_length", 2, "max_pattern_text_length", 3,
                "max_pattern_steps", 4_000), problems);

        assertThat(ValueLimits.read(section)).isEqualTo(new ValueLimits(1, 2, 3, 4_000));
        section.refuseUnknown();
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void refusals() {
        ValueLimits.read(Section.root(Map.of("max_text_length", 0, "max_json_length", "many",
                "max_pattern_text_length", 70_000, "max_pattern_steps", 1), problems));

        assertThat(problems.list()).hasSize(4);
    }
}
