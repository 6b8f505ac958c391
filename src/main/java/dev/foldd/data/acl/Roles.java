package dev.foldd.data.acl;

import dev.foldd.config.Problems;
import dev.foldd.contract.Principal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The roles in rising order: each has the rights of those before it. */
public record Roles(List<String> rising) {

    /** The order of the system that foldd replaces. */
    public static final Roles DEFAULT = new Roles(List.of("public", "user", "moderator", "admin", "god", "supergod"));

    private static final String ABOVE_TENANTS = "god";
    private static final String ADMIN = "admin";

    public Roles {
        rising = List.copyOf(rising);
        if (rising.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one role");
        }
    }

    /** Those that a rules file names, and the default ones where it names none or they are not in order. */
    public static Roles of(Map<String, Object> file) {
        return new RulesFile(file, new Problems()).roles();
    }

    public boolean knows(String role) {
        return rising.contains(role);
    }

    /** The roles as part of a sentence. */
    public String listed() {
        return String.join(", ", rising);
    }

    /** The caller with his roles from the highest down, as {@code $user.role} means them; unknown ones come last. */
    public Principal ranked(Principal principal) {
        if (principal.roles().size() < 2) {
            return principal;
        }
        List<String> falling = principal.roles().stream()
                .sorted(Comparator.<String>comparingInt(this::rank).reversed()).toList();
        return new Principal(principal.subject(), principal.kind(), falling, principal.tenant(), principal.distance(),
                principal.claims(), principal.key(), principal.schemas());
    }

    /** How high a role stands, from 0; -1 when it is unknown. */
    public int rank(String role) {
        return rising.indexOf(role);
    }

    /** The rank of the caller's highest role. An unknown role counts for nothing, and the lowest is everyone's. */
    public int rank(Principal principal) {
        int highest = 0;
        for (String role : principal.roles()) {
            highest = Math.max(highest, rank(role));
        }
        return highest;
    }

    /** Whether the rights of others are this caller's business: admin and whatever stands above it. */
    public boolean isAdmin(Principal principal) {
        return isAdmin(rank(principal));
    }

    /** The same of a rank. */
    public boolean isAdmin(int rank) {
        return knows(ADMIN) && rank >= rank(ADMIN);
    }

    /** Whether rows of every tenant are this caller's business: god and whatever stands above it. */
    public boolean standsAboveTenants(int rank) {
        int god = rank(ABOVE_TENANTS);
        return god >= 0 && rank >= god;
    }
}
