package dev.foldd.cli.bench;

import dev.foldd.client.ClientOptions;
import dev.foldd.client.RpcClient;
import dev.foldd.client.RpcException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whom the token of the load proves, as the daemon says. */
record Caller(List<?> roles, Optional<String> tenant) {

    /** Their statements carry no tenant's predicate. */
    private static final Set<String> UNFILTERED = Set.of("god", "supergod");

    static Caller ask(URI url, ClientOptions options) throws IOException, RpcException {
        try (RpcClient client = RpcClient.connect(url, options)) {
            return client.call("auth.whoami", List.of()) instanceof Map<?, ?> who && who.get("roles") instanceof List<?> roles
                    ? new Caller(roles, Optional.ofNullable(who.get("tenant")).map(String::valueOf))
                    : new Caller(List.of(), Optional.empty());
        }
    }

    /** Whether it sees every tenant's rows. */
    boolean isUnfiltered() {
        return roles.stream().anyMatch(UNFILTERED::contains);
    }

    /** The tenant to whose rows the policy keeps it. */
    Optional<String> filteredTenant() {
        return isUnfiltered() ? Optional.empty() : tenant;
    }
}
