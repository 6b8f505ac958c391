package dev.foldd.auth.trust;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.foldd.config.ConfigException;
import dev.foldd.config.Problems;
import dev.foldd.identity.PublicKey;
import dev.foldd.identity.trust.Edge;
import dev.foldd.identity.trust.EdgeRevocation;
import dev.foldd.identity.trust.Obstacle;
import dev.foldd.identity.trust.Reach;
import dev.foldd.identity.trust.RevokedEdges;
import dev.foldd.identity.trust.TrustPath;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the paths of trust are worth that callers present: looked at once with their signatures, and at every use for all that
 * may have changed since. Safe to use from any thread.
 */
public final class TrustPaths {

    private final TrustConfig config;
    private final TrustPath.Rules rules;
    private final TrustFiles files;
    private final Clock clock;
    private final Cache<Edge, Boolean> genuine;
    private final Set<EdgeRevocation> checked = new HashSet<>();
    private volatile RevokedEdges revoked = RevokedEdges.NONE;

    /**
     * A path that has been looked at.
     *
     * @param lasting why it never counts: signatures are looked at when nothing else is in the way, and so those of a path
     *     that did not count when it was presented have never been
     */
    public record Seen(TrustPath path, Optional<Obstacle> lasting) {
    }

    /** @param node whose own edges every path may begin with */
    public TrustPaths(TrustConfig config, PublicKey node, TrustFiles files, Clock clock) {
        this.config = config;
        Set<String> roots = new HashSet<>(config.roots());
        roots.add(node.text());
        this.rules = new TrustPath.Rules(roots, config.pathMax());
        this.files = files;
        this.clock = clock;
        this.genuine = Caffeine.newBuilder().maximumWeight(config.cacheBytes()).executor(Runnable::run)
                .<Edge, Boolean>weigher((edge, yes) -> edge.weight())
                .expireAfter(Expiry.<Edge, Boolean>creating((edge, yes) -> left(edge))).build();
    }

    /**
     * Looks at a path as a whole; may check signatures, and so is not for an event loop.
     *
     * @param key of whoever has proved himself
     * @return empty when a signature or a key in it is false
     */
    public Optional<Seen> look(TrustPath path, PublicKey key) {
        Optional<Obstacle> obstacle = obstacle(path, key);
        return obstacle.isPresent() || path.edges().stream().allMatch(this::isGenuine)
                ? Optional.of(new Seen(path, obstacle)) : Optional.empty();
    }

    /** What a path is worth now: it may have expired, or been taken back. Checks no signature. */
    public Reach reach(Seen seen, PublicKey key) {
        Optional<Obstacle> obstacle = seen.lasting().or(() -> obstacle(seen.path(), key));
        return obstacle.map(Reach::none).orElseGet(() -> Reach.along(seen.path()));
    }

    /**
     * Reads again what has been taken back. Waits for the disk. What was known stays known, and what is in order is taken even
     * when other files are not: to lose one would let somebody in again.
     *
     * @throws ConfigException with everything that is wrong
     */
    public synchronized void reload() {
        Problems problems = new Problems();
        List<EdgeRevocation> found = files.revocations(problems);
        List<EdgeRevocation> sound = new ArrayList<>();
        for (EdgeRevocation one : found) {
            if (checked.contains(one)) {
                continue;
            }
            if (checked.size() >= config.revocationsMax()) {
                problems.add("trust.max_revocations", "there are more revocations than that, and those beyond it do not count");
                break;
            }
            if (one.isGenuine()) {
                checked.add(one);
                sound.add(one);
            } else {
                problems.add("trust/revocations/" + one.id(), "is not signed by its issuer");
            }
        }
        revoked = revoked.with(sound);
        problems.throwIfAny();
    }

    /** What a change of the revocations may come from. */
    public List<Path> files() {
        return files.files();
    }

    private Optional<Obstacle> obstacle(TrustPath path, PublicKey key) {
        return path.obstacle(rules, revoked, key.text(), clock.millis());
    }

    /** What has been found false is not kept: whoever sends it pays for a signature of his own each time. */
    private boolean isGenuine(Edge edge) {
        if (genuine.getIfPresent(edge) != null) {
            return true;
        }
        boolean holds = edge.isGenuine();
        if (holds) {
            genuine.put(edge, true);
        }
        return holds;
    }

    private Duration left(Edge edge) {
        return Duration.ofMillis(Math.max(0, edge.notAfter() * 1_000 - clock.millis()));
    }
}
