package dev.foldd.data.acl;

import dev.foldd.contract.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes a caller of what a test or a question supposes of him, in the words that a token's claims have. */
public final class SupposedSubject {

    private SupposedSubject() {
    }

    /**
     * @param supposed {@code id} and {@code role}, which are texts; {@code tenantId}, for which {@code tenant} is another
     *     word; and any further claims
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static Principal of(Map<String, Object> supposed) {
        Map<String, Object> claims = new LinkedHashMap<>(supposed);
        if (!(claims.remove("id") instanceof String id) || !(claims.remove("role") instanceof String role)) {
            throw new IllegalArgumentException("must name an id and a role, both of them texts");
        }
        Object tenantId = claims.remove("tenantId");
        Object tenant = claims.remove("tenant");
        if (tenantId != null && tenant != null) {
            throw new IllegalArgumentException("names tenant and tenantId, which are the same: keep tenantId");
        }
        return new Principal(id, Principal.Kind.USER, List.of(role),
                Optional.ofNullable(tenantId == null ? tenant : tenantId).map(Object::toString), OptionalInt.empty(),
                claims);
    }
}
