package dev.foldd.contract;

import dev.foldd.identity.trust.Reach;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Who is asking, as a door has proved it.
 *
 * @param subject the caller's own name: a user id, or {@code key:NAME}
 * @param roles as claimed by the proof; the policy ranks them
 * @param tenant the tenant whose rows the caller lives among
 * @param distance the resolved trust distance; 0 is the node itself, empty is unresolved but for the reach
 * @param claims further claims that policies may name as {@code $user.*}: strings, numbers and booleans only
 * @param key the public key, as base64, by which the caller was proved; empty for one that has none
 * @param schemas the only schemas that he may use; empty where nothing narrows them
 * @param reach what the path of trust comes to that he presented; it counts where no distance is resolved otherwise. Whoever
 *     makes another principal of this one and leaves it out makes one that is unresolved
 */
public record Principal(String subject, Kind kind, List<String> roles, Optional<String> tenant, OptionalInt distance,
                        Map<String, Object> claims, Optional<String> key, Optional<Set<String>> schemas,
                        Optional<Reach> reach) {

    /** What kind of thing asks. */
    public enum Kind { USER, APPLICATION, NODE, SYSTEM }

    public Principal {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(kind);
        roles = List.copyOf(roles);
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(distance);
        claims = Map.copyOf(claims);
        Objects.requireNonNull(key);
        schemas = schemas.map(Set::copyOf);
        Objects.requireNonNull(reach);
    }

    /** A caller who presented no path. */
    public Principal(String subject, Kind kind, List<String> roles, Optional<String> tenant, OptionalInt distance,
                     Map<String, Object> claims, Optional<String> key, Optional<Set<String>> schemas) {
        this(subject, kind, roles, tenant, distance, claims, key, schemas, Optional.empty());
    }

    /** A caller without a key. */
    public Principal(String subject, Kind kind, List<String> roles, Optional<String> tenant, OptionalInt distance,
                     Map<String, Object> claims) {
        this(subject, kind, roles, tenant, distance, claims, Optional.empty(), Optional.empty());
    }

    /** A user with one role and nothing else. */
    public static Principal user(String subject, String role) {
        return new Principal(subject, Kind.USER, List.of(role), Optional.empty(), OptionalInt.empty(), Map.of());
    }

    public Principal inTenant(String name) {
        return new Principal(subject, kind, roles, Optional.of(name), distance, claims, key, schemas, reach);
    }

    /** The same with no other schemas than these. */
    public Principal within(Set<String> names) {
        return new Principal(subject, kind, roles, tenant, distance, claims, key, Optional.of(names), reach);
    }

    /** The same with what his path comes to. */
    public Principal reaching(Reach found) {
        return new Principal(subject, kind, roles, tenant, distance, claims, key, schemas, Optional.of(found));
    }

    /** His distance as far as it is resolved without a path; whoever steers the daemon is at 0. */
    public OptionalInt resolvedDistance() {
        return isOperator() ? OptionalInt.of(0) : distance;
    }

    /**
     * His distance for one schema: the resolved one, else that of his path where the path's scope covers it.
     *
     * @param operation {@code read} or {@code write}
     */
    public OptionalInt distanceFor(String schema, String operation) {
        OptionalInt resolved = resolvedDistance();
        return resolved.isPresent() || reach.isEmpty() ? resolved : reach.get().distanceFor(schema, operation);
    }

    /**
     * By whose budget he is counted: his own, or, where a path leads to him, that of the first key on it, since whoever may
     * extend a path can make as many keys as he likes.
     */
    public String account() {
        return reach.flatMap(Reach::first).map(first -> "key:" + first).orElse(subject);
    }

    /** May this caller steer the daemon itself: distance 0, or the role supergod. */
    public boolean isOperator() {
        return roles.contains("supergod") || distance.orElse(Integer.MAX_VALUE) == 0;
    }
}
