package dev.foldd.fold.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {

    @ParameterizedTest
    @CsvSource({"*,abc,true", "'',abc,false", "'','',true", "*,'',true", "a*,abc,true", "*c,abc,true", "a?c,abc,true",
            "a?c,ac,false", "?,\ud83d\ude00,true", "??,\ud83d\ude00,false", "*b*,abc,true", "*x*,abc,false",
            "a*b*c,aXbYc,true", "a*b*c,aXcYb,false", "**,a,true", "a.c,abc,false", "[a],a,false", "*a*a*,a,false"})
    void a_pattern_matches(String pattern, String text, boolean matches) {
        assertThat(Keys.matches(pattern, text)).isEqualTo(matches);
    }

    @Test
    void a_hostile_pattern_takes_no_longer_than_its_square() {
        String pattern = "*a".repeat(120) + "b";

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () ->
                assertThat(Keys.matches(pattern, "a".repeat(255))).isFalse());
    }

    /** UTF-8 keeps the order of code points, and so do databases that compare bytes. */
    @Test
    void texts_are_ordered_by_code_points() {
        Random random = new Random(7);
        String[] parts = {"a", "\uffff", "\ud83d\ude00", "\ud800\udc00", "\ue000", "z", ""};

        for (int i = 0; i < 2_000; i++) {
            String one = parts[random.nextInt(7)] + parts[random.nextInt(7)];
            String other = parts[random.nextInt(7)] + parts[random.nextInt(7)];
            int[] a = one.codePoints().toArray();
            int[] b = other.codePoints().toArray();
            assertThat(Integer.signum(Keys.compare(one, other))).isEqualTo(Integer.signum(java.util.Arrays.compare(a, b)));
        }
    }
}
