package dev.foldd.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManyRowsTest {

    @Test
    void the_row_is_repeated_with_places_of_its_own() {
        ManyRows many = ManyRows.of("WITH r(c1,c2) AS (VALUES ($1,CAST($2 AS INTEGER))) INSERT INTO \"a VALUES ($9)\" SELECT c1,c2 FROM r",
                List.of(List.of("x", 1L), Arrays.asList("y", null), List.of("z", 3L)));

        assertThat(many.sql()).isEqualTo("WITH r(c1,c2) AS (VALUES ($1,CAST($2 AS INTEGER)),($3,CAST($4 AS INTEGER)),"
                + "($5,CAST($6 AS INTEGER))) INSERT INTO \"a VALUES ($9)\" SELECT c1,c2 FROM r");
        assertThat(many.values()).containsExactly("x", 1L, "y", null, "z", 3L);
    }

    @Test
    void placeholders_without_numbers_are_repeated_and_names_are_left_alone() {
        ManyRows many = ManyRows.of("INSERT INTO \"a VALUES (\" (\"b\"\" VALUES (\",\"c\") VALUES (?,CAST(? AS DECIMAL(38,18)))",
                List.of(List.of("x", 1L), List.of("y", 2L)));

        assertThat(many.sql()).isEqualTo("INSERT INTO \"a VALUES (\" (\"b\"\" VALUES (\",\"c\") VALUES "
                + "(?,CAST(? AS DECIMAL(38,18))),(?,CAST(? AS DECIMAL(38,18)))");
        assertThat(many.values()).containsExactly("x", 1L, "y", 2L);
    }

    @Test
    void more_values_than_a_statement_takes_are_refused() {
        List<List<Object>> rows = Collections.nCopies(ManyRows.VALUES_MAX / 2 + 1, List.of("x", 1L));

        assertThatThrownBy(() -> ManyRows.of("INSERT INTO \"a\" (\"b\",\"c\") VALUES ($1,$2)", rows))
                .isInstanceOfSatisfying(FaultException.class, refused -> assertThat(refused.fault())
                        .isEqualTo(new Fault.TooLarge("the number of rows with this many fields each", 16_383)));
    }
}
