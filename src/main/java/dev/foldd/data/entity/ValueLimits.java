package dev.foldd.data.entity;

import dev.foldd.config.Section;

/**
 * How much one value may hold and cost.
 *
 * @param textMax code points of a text whose field declares no {@code max_length}
 * @param jsonMax characters of a JSON value in its compact form
 * @param patternTextMax code points of a text that is matched against a {@code pattern}, where no {@code max_length} is
 *     declared: a pattern is the operator's, but what it is tried on is anybody's
 * @param patternStepsMax characters that one match may look at before it is given up; backtracking looks at the
 *     same ones again and again, so that this bounds its time
 */
public record ValueLimits(int textMax, int jsonMax, int patternTextMax, int patternStepsMax) {

    public static final ValueLimits DEFAULT = new ValueLimits(4_194_304, 4_194_304, 4_096, 200_000);

    private static final int LENGTH_MAX = 10_485_760;

    public static ValueLimits read(Section section) {
        return new ValueLimits(
                section.integer("max_text_length", DEFAULT.textMax, 1, LENGTH_MAX),
                section.integer("max_json_length", DEFAULT.jsonMax, 2, LENGTH_MAX),
                section.integer("max_pattern_text_length", DEFAULT.patternTextMax, 1, 65_536),
                section.integer("max_pattern_steps", DEFAULT.patternStepsMax, 1_000, 10_000_000));
    }
}
