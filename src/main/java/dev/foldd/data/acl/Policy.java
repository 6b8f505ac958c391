package dev.foldd.data.acl;

import dev.foldd.contract.Principal;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Claims;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Term;
import dev.foldd.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Every rule there is, ready to be asked what a caller may do. Nothing is allowed that no rule allows. */
public final class Policy {

    /** Bounds the memory that odd combinations of claims can take; beyond it grants are made anew each time. */
    private static final int GRANTS_MAX = 10_000;

    private final Roles roles;
    private final EntityCatalogue entities;
    private final Map<String, List<Rule>> rulesByEntity;
    private final Set<String> claims;
    private final Map<GrantKey, Grant> grants = new ConcurrentHashMap<>();

    private record GrantKey(String entity, Operation operation, int rank, boolean tenant, Set<String> missing) {
    }

    /** @param entities finds those that fields refer to */
    public Policy(Roles roles, EntityCatalogue entities, Map<String, List<Rule>> rulesByEntity) {
        this.roles = roles;
        this.entities = entities;
        this.rulesByEntity = Map.copyOf(rulesByEntity);
        this.claims = this.rulesByEntity.values().stream().flatMap(List::stream).flatMap(rule -> rule.claims().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    public Roles roles() {
        return roles;
    }

    /** Every rule of an entity, whoever it speaks to. */
    public List<Rule> rulesOf(Entity entity) {
        return rulesByEntity.getOrDefault(entity.name(), List.of());
    }

    /** Whether some rule lets the caller create, change or delete something of some entity. */
    public boolean writesAnything(Principal principal) {
        int rank = roles.rank(principal);
        return rulesByEntity.values().stream().flatMap(List::stream).anyMatch(rule -> rule.rank() <= rank && rule.writes()
                && rule.claims().stream().allMatch(claim -> Claims.find(principal, claim).isPresent()));
    }

    /**
     * All that decides what the caller may do, his name apart: what he is, his roles, his tenant, and the claims that rules
     * compare with. Two callers of one name with the same text are allowed the same.
     */
    public String standing(Principal principal) {
        Map<String, Object> found = new TreeMap<>();
        claims.forEach(name -> Claims.find(principal, name).ifPresent(value -> found.put(name, value)));
        return Json.write(List.of(principal.kind().name(), new TreeSet<>(principal.roles()),
                principal.tenant().map(List::of).orElse(List.of()), found));
    }

    /** What the caller may do on this entity. */
    public Grant grant(Principal principal, Entity entity, Operation operation) {
        int rank = roles.rank(principal);
        GrantKey key = new GrantKey(entity.name(), operation, rank, principal.tenant().isPresent(),
                missingClaims(principal, entity));
        Grant known = grants.get(key);
        if (known != null) {
            return known;
        }
        Grant made = make(entity, operation, key);
        if (grants.size() < GRANTS_MAX) {
            Grant earlier = grants.putIfAbsent(key, made);
            return earlier != null ? earlier : made;
        }
        return made;
    }

    private Grant make(Entity entity, Operation operation, GrantKey key) {
        List<Rule> matching = new ArrayList<>();
        for (Rule rule : rulesOf(entity)) {
            if (rule.rank() <= key.rank() && rule.operations().contains(operation)
                    && rule.claims().stream().noneMatch(key.missing()::contains)) {
                matching.add(rule);
            }
        }
        return new Grant(entity, operation, matching, tenant(entity, key), references(entity, key));
    }

    private Condition tenant(Entity entity, GrantKey key) {
        Optional<Field> field = entity.tenant();
        if (field.isEmpty() || roles.standsAboveTenants(key.rank())) {
            return Condition.TRUE;
        }
        return key.tenant()
                ? Condition.equal(field.get(), new Term.Claim("context.tenantId", field.get().type().stored()))
                : new Condition.IsNull(new Term.Column(field.get()));
    }

    /**
     * What a field that refers to rows of tenants may be set to: nothing, or a row of the caller's own tenant. A row that is
     * not there and one of another tenant fail alike, so nobody learns which keys others have.
     */
    private Map<Field, Condition> references(Entity entity, GrantKey key) {
        Map<Field, Condition> references = new LinkedHashMap<>();
        for (Field field : entity.fields()) {
            field.reference().flatMap(to -> entities.entity(to.entity())).ifPresent(target -> {
                Condition tenant = tenant(target, key);
                if (!tenant.equals(Condition.TRUE)) {
                    Term named = new Term.Column(field);
                    Field found = target.field(field.reference().get().field()).orElseGet(target::primary);
                    references.put(field, Condition.anyOf(List.of(new Condition.IsNull(named),
                            new Condition.OneOfRows(named, target, found, tenant))));
                }
            });
        }
        return references;
    }

    private Set<String> missingClaims(Principal principal, Entity entity) {
        Set<String> missing = null;
        for (Rule rule : rulesOf(entity)) {
            for (String claim : rule.claims()) {
                if (!claim.equals("user.id") && Claims.find(principal, claim).isEmpty()) {
                    missing = missing == null ? new LinkedHashSet<>() : missing;
                    missing.add(claim);
                }
            }
        }
        return missing == null ? Set.of() : missing;
    }
}
