package dev.foldd.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** Looks for inputs that reach what none has reached, for some seconds of every build, in a process of its own. */
class HostileInputFuzz {

    private static final int TARGETS = 8;

    @FuzzTest(maxDuration = "5s")
    void nothing_but_the_declared_refusal_comes_of_it(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        switch (input[0] & TARGETS - 1) {
            case 0 -> HostileInputs.framing(rest);
            case 1 -> HostileInputs.envelope(rest);
            case 2 -> HostileInputs.schema(rest);
            case 3 -> HostileInputs.filter(rest);
            case 4, 5 -> HostileInputs.path(rest);
            default -> HostileInputs.revocation(rest);
        }
    }
}
