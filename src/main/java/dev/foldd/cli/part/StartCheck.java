package dev.foldd.cli.part;

import dev.foldd.config.load.LoadedConfig;
import dev.foldd.daemon.DaemonConfig;
import dev.foldd.daemon.Offline;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that keeps the daemon from starting with a configuration, found in one look although some of it stands in the
 * files that the settings name. Makes and starts nothing.
 *
 * @param problems what is wrong with the configuration
 * @param refusals what is in order, and is not offered by this version or not there on this machine
 */
public record StartCheck(List<String> problems, List<String> refusals) {

    public StartCheck {
        problems = List.copyOf(problems);
        refusals = List.copyOf(refusals);
    }

    /** Looks at the settings and at their files, whatever is wrong with the settings. */
    public static StartCheck of(LoadedConfig config) {
        List<String> problems = config.problemsWith(section -> Offline.problems(DaemonConfig.read(section)));
        List<String> all = config.problemsWith(section -> DaemonConfig.read(section).refusals());
        return new StartCheck(problems, all.stream().filter(one -> !config.problems().contains(one)).toList());
    }

    /** Both, the problems first. */
    public List<String> everything() {
        List<String> all = new ArrayList<>(problems);
        all.addAll(refusals);
        return all;
    }
}
