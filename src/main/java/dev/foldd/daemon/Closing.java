package dev.foldd.daemon;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has been opened and must be closed, last first. A part that fails to close does not keep the others open. */
final class Closing {

    /** Closes one part and returns when it is closed. */
    @FunctionalInterface
    interface Step {
        void close() throws Exception;
    }

    private final Deque<Step> steps = new ArrayDeque<>();

    void add(Step step) {
        steps.push(step);
    }

    /** @throws IllegalStateException when something could not be closed, after everything else has been */
    void run() {
        IllegalStateException failed = null;
        while (!steps.isEmpty()) {
            try {
                steps.pop().close();
            } catch (Exception e) {
                failed = failed == null ? new IllegalStateException("a part could not be closed", e) : failed;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }
}
