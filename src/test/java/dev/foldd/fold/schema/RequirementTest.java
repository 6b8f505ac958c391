package dev.foldd.fold.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequirementTest {

    private static final int UNRESOLVED = -1;

    /** Every requirement, with every list, for every caller: what holds is written down here once more, as a table. */
    static Stream<Arguments> combinations() {
        return Stream.of("none", "0", "1", "3").flatMap(distance -> Stream.of("no list", "listed", "used up", "others")
                .flatMap(list -> Stream.of(UNRESOLVED, 0, 1, 2, 3, 4).flatMap(caller -> Stream.of(true, false)
                        .map(keyed -> Arguments.of(distance, list, caller, keyed)))));
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void admits_by_distance_or_by_list_and_everybody_without_requirement(String distance, String list, int caller,
                                                                        boolean keyed) {
        Optional<Map<String, Long>> counts = switch (list) {
            case "listed" -> Optional.of(Map.of("key", 2L));
            case "used up" -> Optional.of(Map.of("key", 0L));
            case "others" -> Optional.of(Map.of("other", 1L));
            default -> Optional.empty();
        };
        Requirement requirement = new Requirement(
                distance.equals("none") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(distance)), counts);

        boolean admitted = requirement.admits(caller == UNRESOLVED ? OptionalInt.empty() : OptionalInt.of(caller),
                keyed ? Optional.of("key") : Optional.empty());

        boolean near = !distance.equals("none") && caller != UNRESOLVED && caller <= Integer.parseInt(distance);
        assertThat(admitted).isEqualTo(distance.equals("none") || near || keyed && list.equals("listed"));
    }
}
