package dev.foldd.identity.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopeTest {

    @ParameterizedTest
    @CsvSource({"*,User,true", "User,User,true", "User,user,false", "User,Users,false", "User*,User,true", "User*,UserProfile,true",
        "*File,UserProfile,false", "*file,UserProfile,true", "U*r*e,UserProfile,true", "U*z*e,UserProfile,false", "a*b*c,abcbc,true",
        "**,x,true", "a**b,ab,true", "?,x,false", "a.c,abc,false"})
    void a_star_stands_for_any_characters_and_all_else_for_itself(String pattern, String name, boolean covered) {
        assertThat(Scope.parse(List.of(pattern + ":read")).covers(name, Scope.READ)).isEqualTo(covered);
    }

    @Test
    void each_pattern_has_operations_of_its_own() {
        Scope scope = Scope.parse(List.of("A:read", "B*:read,write", "C:*"));

        assertThat(scope.covers("A", Scope.WRITE)).isFalse();
        assertThat(scope.covers("B1", Scope.WRITE)).isTrue();
        assertThat(scope.covers("C", "forward")).isTrue();
        assertThat(scope.covers("D", Scope.READ)).isFalse();
        assertThat(scope).hasToString("A:read B*:read,write C:*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "User", ":read", "User:", "User:read,", "User:Read", "User:read read", "User:read,read"})
    void what_is_not_written_so_is_refused(String text) {
        assertThatThrownBy(() -> Scope.parse(List.of(text))).isInstanceOf(TrustException.class);
    }

    @Test
    void the_colons_of_a_name_belong_to_the_pattern() {
        assertThat(Scope.parse(List.of("a:b:read")).covers("a:b", Scope.READ)).isTrue();
    }

    @Test
    void has_at_least_one_pattern_and_none_twice() {
        assertThatThrownBy(() -> Scope.parse(List.of())).isInstanceOf(TrustException.class);
        assertThatThrownBy(() -> Scope.parse(Collections.nCopies(2, "a:read"))).isInstanceOf(TrustException.class);
    }

    /** A pattern that a naive reader would need years for. */
    @Test
    void a_hostile_pattern_costs_little() {
        Scope scope = Scope.parse(List.of("*a".repeat(120) + "b:read"));

        assertThat(scope.covers("a".repeat(255), Scope.READ)).isFalse();
    }
}
