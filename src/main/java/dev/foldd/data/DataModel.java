package dev.foldd.data;

import dev.foldd.data.acl.Policy;
import dev.foldd.data.entity.EntityCatalogue;
import java.util.Objects;

/** The entities and the policy over them, as they stand at one moment. A reload makes another and swaps it in whole. */
public record DataModel(EntityCatalogue entities, Policy policy) {
    public DataModel {
        Objects.requireNonNull(entities);
        Objects.requireNonNull(policy);
    }
}
