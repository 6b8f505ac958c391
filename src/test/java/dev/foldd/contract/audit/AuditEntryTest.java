package dev.foldd.contract.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.audit.AuditEntry.Outcome;
import dev.foldd.fault.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class AuditEntryTest {

    @ParameterizedTest
    @EnumSource(value = Fault.Code.class, names = {"INTERNAL", "TIMEOUT", "UNAVAILABLE", "STORAGE_FULL"})
    void what_nobody_decided_has_failed(Fault.Code code) {
        assertThat(Outcome.of(code)).isEqualTo(Outcome.FAILED);
    }

    @ParameterizedTest
    @EnumSource(value = Fault.Code.class, mode = Mode.EXCLUDE,
            names = {"INTERNAL", "TIMEOUT", "UNAVAILABLE", "STORAGE_FULL"})
    void every_other_fault_is_a_refusal(Fault.Code code) {
        assertThat(Outcome.of(code)).isEqualTo(Outcome.REFUSED);
    }

    @Test
    void the_door_classifies_as_everyone_does() {
        assertThat(AuditEntry.refusedAtDoor("1", "rpc", "::1", "read", new Fault.Unauthenticated("no")).outcome())
                .isEqualTo(Outcome.REFUSED);
        assertThat(AuditEntry.refusedAtDoor("1", "rpc", "::1", "read", new Fault.Unavailable("no", Duration.ZERO)).outcome())
                .isEqualTo(Outcome.FAILED);
    }
}
