package dev.foldd.data.acl;

import dev.foldd.config.Problems;
import dev.foldd.contract.Principal;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.FieldType;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.entity.ValueLimits;
import dev.foldd.data.filter.FilterText;
import dev.foldd.testing.Entities;
import dev.foldd.testing.Entities.Trait;
import dev.foldd.testing.FixedGenerators;
import dev.foldd.testing.Yamls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Policies compiled from text, and what they say, as text. */
record Policies(Policy policy, EntityCatalogue entities, List<String> problems, List<String> warnings) {

    static final Entity POST = posts().build();
    static final Entity MEMBER = Entities.entity("Member").key("id").text("userId").text("team").build();

    /** An entity with an author, a tenant-less team, a sensitive field and one that nobody sees. */
    static Entities posts() {
        return Entities.entity("Post").key("id").text("authorId").text("team").text("title")
                .field("score", FieldType.INTEGER).text("email", Trait.SENSITIVE).text("hash", Trait.NEVER_EXPOSED);
    }

    static Policies of(String rules, Entity... entities) {
        EntityCatalogue catalogue = new EntityCatalogue(List.of(entities));
        Problems problems = new Problems();
        List<String> warnings = new ArrayList<>();
        RowValidator validator = new RowValidator(new FixedGenerators(), ValueLimits.DEFAULT);
        Policy policy = new PolicyCompiler(catalogue, validator::value).compile(Yamls.tree(rules), problems, warnings);
        return new Policies(policy, catalogue, problems.list(), warnings);
    }

    static Principal as(String role) {
        return Principal.user("u1", role);
    }

    static Principal as(String role, Optional<String> tenant, Map<String, Object> claims) {
        return new Principal("u1", Principal.Kind.USER, List.of(role), tenant, OptionalInt.empty(), claims);
    }

    Grant grant(Principal principal, String entity, Operation operation) {
        return policy.grant(principal, entities.entity(entity).orElseThrow(), operation);
    }

    /** The effective filter; FALSE when nothing is allowed. */
    String rows(String role, String entity, Operation operation) {
        return FilterText.of(grant(as(role), entity, operation).rows());
    }

    /** When each field is open, leaving out those that never are. */
    static Map<String, String> open(Grant grant) {
        Map<String, String> open = new LinkedHashMap<>();
        for (Field field : grant.entity().fields()) {
            if (grant.opens(field)) {
                open.put(field.name(), FilterText.of(grant.when(field)));
            }
        }
        return open;
    }
}
