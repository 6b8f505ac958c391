package dev.foldd.data.acl;

import dev.foldd.config.Section;

/**
 * Where the rules stand.
 *
 * @param rulesFile relative to the working directory unless absolute
 */
public record AclConfig(String rulesFile) {

    /** The rules file that is packed into the jar, and used when nothing else is configured and there is no such file. */
    public static final String DEFAULT_RULES_FILE = "conf/acl_rules.yaml";

    /** @param acl the section {@code security.acl} */
    public static AclConfig read(Section acl) {
        // Decisions are kept until the rules change, so the older daemon's time to live has nothing to decide here.
        acl.integer("cache_ttl", 300, 0, 86_400);
        return new AclConfig(acl.text("rules_file", DEFAULT_RULES_FILE));
    }
}
