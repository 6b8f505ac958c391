package dev.foldd.data.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Principal;
import dev.foldd.store.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClaimsTest {

    static Stream<Arguments> conversions() {
        return Stream.of(
                argumentSet("a text", "a", ValueType.TEXT, "a"),
                argumentSet("a number as text", 5L, ValueType.TEXT, "5"),
                argumentSet("a flag as text", true, ValueType.TEXT, "true"),
                argumentSet("a moment", "2026-01-01T00:00:00.000Z", ValueType.DATETIME, "2026-01-01T00:00:00.000Z"),
                argumentSet("a whole number", 5L, ValueType.INTEGER, 5L),
                argumentSet("an Integer", 5, ValueType.BIGINT, 5L),
                argumentSet("a whole number written as text", "5", ValueType.BIGINT, 5L),
                argumentSet("a whole number with a point", new BigDecimal("5.0"), ValueType.BIGINT, 5L),
                argumentSet("a fraction is no whole number", 5.5, ValueType.BIGINT, null),
                argumentSet("a number beyond 64 bits", BigInteger.TEN.pow(30), ValueType.BIGINT, null),
                argumentSet("words are no number", "five", ValueType.BIGINT, null),
                argumentSet("an empty text is no number", "", ValueType.BIGINT, null),
                argumentSet("a flag is no number", true, ValueType.INTEGER, null),
                argumentSet("a number as a fraction", 5L, ValueType.DOUBLE, 5.0),
                argumentSet("a fraction written as text", "0.5", ValueType.DOUBLE, 0.5),
                argumentSet("words are no fraction", "half", ValueType.DOUBLE, null),
                argumentSet("a decimal", new BigDecimal("1.50"), ValueType.DECIMAL, new BigDecimal("1.50")),
                argumentSet("a decimal written as text", "1.50", ValueType.DECIMAL, new BigDecimal("1.50")),
                argumentSet("a billion digits in eleven signs", "1e999999999", ValueType.DECIMAL, null),
                argumentSet("a billion digits for a whole number", "1e999999999", ValueType.BIGINT, null),
                argumentSet("a billion digits after the point", "1e-999999999", ValueType.DOUBLE, null),
                argumentSet("an exponent beyond an int", "1e99999999999", ValueType.DECIMAL, null),
                argumentSet("a long text is no number", "1".repeat(101), ValueType.DECIMAL, null),
                argumentSet("a flag", false, ValueType.BOOLEAN, false),
                argumentSet("a word is no flag", "true", ValueType.BOOLEAN, null),
                argumentSet("a number is no flag", 1L, ValueType.BOOLEAN, null),
                argumentSet("nothing is JSON", "{}", ValueType.JSON, null));
    }

    @ParameterizedTest
    @MethodSource("conversions")
    void a_claim_is_read_as_the_type_that_is_wanted_or_is_unknown(Object claim, ValueType type, Object value) {
        Principal principal = Docs.user(Map.of("x", claim));

        assertThat(Claims.valueOf(principal, new Term.Claim("user.x", type))).isEqualTo(value);
    }

    @Test
    void the_callers_own_name_role_and_tenant_come_from_the_proof_and_not_from_other_claims() {
        Principal principal = Docs.user(Map.of("id", "u2", "role", "god", "tenantId", "t2"));

        assertThat(Claims.find(principal, "user.id")).contains("u1");
        assertThat(Claims.find(principal, "user.role")).contains("user");
        assertThat(Claims.find(principal, "user.tenantId")).contains("t1");
        assertThat(Claims.find(principal, "context.tenantId")).contains("t1");
    }

    @Test
    void what_the_proof_does_not_say_is_absent() {
        Principal nobody = new Principal("x", Principal.Kind.USER, java.util.List.of(), java.util.Optional.empty(),
                java.util.OptionalInt.empty(), Map.of());

        assertThat(Claims.find(nobody, "user.role")).isEmpty();
        assertThat(Claims.find(nobody, "user.tenantId")).isEmpty();
        assertThat(Claims.find(nobody, "user.team")).isEmpty();
        assertThat(Claims.valueOf(nobody, new Term.Claim("user.team", ValueType.TEXT))).isNull();
    }
}
