package dev.foldd.contract;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who is asking, as a door has proved it.
 *
 * @param subject the caller's own name: a user id, or {@code key:NAME}
 * @param roles as claimed by the proof; the policy ranks them
 * @param tenant the tenant whose rows the caller lives among
 * @param distance the resolved trust distance; 0 is the node itself, empty is unresolved
 * @param claims further claims that policies may name as {@code $user.*}: strings, numbers and booleans only
 */
public record Principal(String subject, Kind kind, List<String> roles, Optional<String> tenant, OptionalInt distance,
                        Map<String, Object> claims) {

    /** What kind of thing asks. */
    public enum Kind { USER, APPLICATION, NODE, SYSTEM }

    public Principal {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(kind);
        roles = List.copyOf(roles);
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(distance);
        claims = Map.copyOf(claims);
    }

    /** A user with one role and nothing else. */
    public static Principal user(String subject, String role) {
        return new Principal(subject, Kind.USER, List.of(role), Optional.empty(), OptionalInt.empty(), Map.of());
    }

    public Principal inTenant(String name) {
        return new Principal(subject, kind, roles, Optional.of(name), distance, claims);
    }

    /** May this caller steer the daemon itself: distance 0, or the role supergod. */
    public boolean isOperator() {
        return roles.contains("supergod") || distance.orElse(Integer.MAX_VALUE) == 0;
    }
}
