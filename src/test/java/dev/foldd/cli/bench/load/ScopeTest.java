package dev.foldd.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ScopeTest {

    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void a_tenant_s_rows_are_all_his_and_all_are_met() {
        Scope scope = Scope.of(2_300, Optional.of(Population.tenant(200))).orElseThrow();

        TreeSet<Long> met = new TreeSet<>();
        for (int i = 0; i < 10_000; i++) {
            met.add(scope.any(random));
        }

        assertThat(scope.tenant()).isEqualTo(Population.tenant(200));
        assertThat(met).hasSize(300).allSatisfy(row -> assertThat(Population.tenant(row)).isEqualTo(scope.tenant()));
        assertThat(met.first()).isEqualTo(200);
        assertThat(met.last()).isEqualTo(2_299);
    }

    @Test
    void without_a_tenant_all_rows_are_met() {
        Scope scope = Scope.of(100, Optional.empty()).orElseThrow();

        assertThat(scope.isOfTenant()).isFalse();
        assertThat(scope.any(random)).isBetween(0L, 99L);
    }

    @Test
    void a_tenant_without_rows_cannot_be_worked_on() {
        assertThat(Scope.of(200, Optional.of(Population.tenant(200)))).isEmpty();
        assertThat(Scope.of(200, Optional.of(Population.tenant(100)))).isPresent();
    }
}
