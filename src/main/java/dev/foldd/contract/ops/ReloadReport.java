package dev.foldd.contract.ops;

import java.util.List;

/**
 * What a reload did.
 *
 * @param reloaded the parts that now run on what was read
 * @param problems why other parts kept what they had; empty when all went well
 */
public record ReloadReport(List<String> reloaded, List<String> problems) {
    public ReloadReport {
        reloaded = List.copyOf(reloaded);
        problems = List.copyOf(problems);
    }
}
