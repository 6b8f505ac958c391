package dev.foldd.cli.bench.load;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * Which of the prepared users are worked on.
 *
 * @param users how many are prepared, a multiple of a hundred
 * @param tenantNumber of the tenant whose rows alone are worked on, since the policy shows the caller no others; empty for all
 */
public record Scope(int users, OptionalInt tenantNumber) {

    /** The users of one tenant, or of all. Empty when none of them belongs to that tenant. */
    public static Optional<Scope> of(int users, Optional<String> tenant) {
        if (tenant.isEmpty()) {
            return Optional.of(new Scope(users, OptionalInt.empty()));
        }
        for (int number = 0; number < Population.TENANTS && number < users / Population.BATCH; number++) {
            if (Population.tenantId(number).equals(tenant.get())) {
                return Optional.of(new Scope(users, OptionalInt.of(number)));
            }
        }
        return Optional.empty();
    }

    /** Whether a row filter keeps to one tenant's rows. */
    public boolean isOfTenant() {
        return tenantNumber.isPresent();
    }

    /** The tenant's id, null for all: as a value that is bound. */
    public String tenant() {
        return tenantNumber.isPresent() ? Population.tenantId(tenantNumber.getAsInt()) : null;
    }

    /** The number of any one of its users. */
    long any(RandomGenerator random) {
        if (tenantNumber.isEmpty()) {
            return random.nextInt(users);
        }
        int number = tenantNumber.getAsInt();
        int batches = (users / Population.BATCH - number + Population.TENANTS - 1) / Population.TENANTS;
        long batch = (long) random.nextInt(batches) * Population.TENANTS + number;
        return batch * Population.BATCH + random.nextInt(Population.BATCH);
    }
}
