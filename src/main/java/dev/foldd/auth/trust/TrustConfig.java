package dev.foldd.auth.trust;

import dev.foldd.config.Section;
import dev.foldd.identity.KeyException;
import dev.foldd.identity.PublicKey;
import dev.foldd.identity.trust.TrustPath;
import java.util.ArrayList;
import java.util.List;

/**
 * Which paths of trust this node follows, the section {@code trust}.
 *
 * @param pathMax how many edges a path may have
 * @param roots the public keys, as base64, whose edges a path may begin with beside the node's own
 * @param cacheBytes what checked edges may take in memory
 * @param revocationsMax how many there may be
 */
public record TrustConfig(int pathMax, List<String> roots, long cacheBytes, int revocationsMax) {

    public TrustConfig {
        roots = List.copyOf(roots);
    }

    public static TrustConfig read(Section section) {
        List<String> roots = new ArrayList<>();
        for (String key : section.texts("roots", List.of())) {
            try {
                roots.add(PublicKey.parse(key).text());
            } catch (KeyException e) {
                section.problem("roots", e.getMessage());
            }
        }
        return new TrustConfig(section.integer("max_path", 3, 1, TrustPath.EDGES_MAX), roots,
                section.size("cache_size", 4 << 20, 0, 1L << 30), section.integer("max_revocations", 10_000, 1, 1_000_000));
    }
}
