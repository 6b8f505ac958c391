package dev.foldd.store.sqlite.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.00", "1", "-1", "1.5", "1.50", "0.1", "-0.3", "19.99", "123456789012345",
        "9007199254740993", "9223372036854775807", "-9223372036854775808", "9223372036854775800", "0.000000000000001",
        "99999999999.9999",
        "8.41E21", "2.0E-3", "2E23", "1E18", "1E299", "4.35", "1234567.12345678"})
    void what_is_accepted_comes_back_with_the_same_value(String text) {
        BigDecimal value = new BigDecimal(text);

        Object stored = Decimals.stored(value);

        BigDecimal read = stored instanceof Long number ? Decimals.read(number)
                : Decimals.read((double) (Double) stored);
        assertThat(read).isEqualByComparingTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1234567890.1234567", "9223372036854775808.5", "0.1234567890123456", "1E400", "1E-400",
        "9223372036854775809"})
    void what_would_be_rounded_is_refused(String text) {
        assertThatThrownBy(() -> Decimals.stored(new BigDecimal(text)))
                .isInstanceOfSatisfying(FaultException.class,
                        e -> assertThat(e.fault()).isInstanceOf(Fault.Invalid.class));
    }

    @Test
    void any_decimal_of_fifteen_digits_survives() {
        Random random = new Random(7);

        for (int i = 0; i < 200_000; i++) {
            BigDecimal value = new BigDecimal(
                    BigInteger.valueOf(random.nextLong(-999_999_999_999_999L, 1_000_000_000_000_000L)),
                    random.nextInt(-20, 40));
            Object stored = Decimals.stored(value);
            BigDecimal read = stored instanceof Long number ? Decimals.read(number)
                    : Decimals.read((double) (Double) stored);
            assertThat(read).isEqualByComparingTo(value);
        }
    }

    @Test
    void doubles_that_others_wrote_keep_their_own_digits() {
        assertThat(Decimals.read(1.0 / 3)).isEqualTo(new BigDecimal("0.3333333333333333"));
    }
}
