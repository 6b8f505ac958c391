package dev.foldd.daemon.files;

import dev.foldd.config.Section;
import java.time.Duration;

/**
 * {@code reload}: whether files that change are read again by themselves.
 *
 * @param watch off leaves it to SIGHUP and {@code admin.reload}
 * @param interval between two looks; a change counts after the second look that finds it
 */
public record ReloadConfig(boolean watch, Duration interval) {

    /** Reads {@code reload}. */
    public static ReloadConfig read(Section section) {
        return new ReloadConfig(section.flag("watch", true),
                section.duration("interval", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofHours(1)));
    }
}
