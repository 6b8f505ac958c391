package dev.foldd.auth.jwt;

import dev.foldd.auth.jwks.JwksFetch;
import dev.foldd.auth.jwks.RemoteSet;
import dev.foldd.contract.Observer;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The issuers that publish their keys, and what they have published. Safe from any thread. */
final class RemoteKeys {

    private final List<Published> published;

    /** One issuer with its keys. */
    private record Published(JwtConfig.Issuer issuer, RemoteSet set) {
        boolean isNamed(Object name) {
            return issuer.name().isPresent() && issuer.name().get().equals(name);
        }

        /** Whether a token of the issuer could be proved by keys that are not at hand. */
        boolean lacks(CompactToken token) {
            return issuer.algorithms().contains(token.algorithm())
                    && token.keyId().filter(set.keys()::holds).isEmpty();
        }
    }

    /** @param changed told after every change of {@link #keys} */
    RemoteKeys(JwtConfig config, JwksFetch fetch, Clock clock, Observer observer, Runnable changed) {
        this.published = config.issuers().stream()
                .filter(issuer -> issuer.published().isPresent())
                .map(issuer -> new Published(issuer, new RemoteSet(
                        new RemoteSet.Source(issuer.name().orElse(""), issuer.published().get()),
                        config.jwks(), fetch, clock, observer, changed)))
                .toList();
    }

    /** All that count now. */
    List<VerificationKey> keys() {
        return published.stream().flatMap(one -> IssuerKeys.of(one.set().keys(), one.issuer()).stream()).toList();
    }

    /** To be called about every second. */
    void look() {
        published.forEach(one -> one.set().look());
    }

    /**
     * The token, when the issuer that it says it comes from could have published the key that it lacks.
     *
     * @param bearer one that no key at hand has signed
     */
    Optional<CompactToken> lacking(String bearer) {
        if (published.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(CompactToken.read(bearer)).filter(token -> issuerOf(token).isPresent());
        } catch (RefusedException notEvenAToken) {
            return Optional.empty();
        }
    }

    /**
     * Asks the issuer that a token says it comes from for the key that it lacks. What the token says is not believed: it
     * chooses whom to ask, and how often that can happen is bounded for each.
     *
     * @return completes, and never fails, when the token may be looked at once more
     */
    Future<Void> lookFor(CompactToken token) {
        return issuerOf(token).map(one -> one.set().lookFor(token.keyId())).orElseGet(Future::succeededFuture);
    }

    /** Whether the token's issuer could not be asked, so that nothing can be told of the token. */
    boolean isAway(CompactToken token) {
        return issuerOf(token).filter(one -> one.set().isAway()).isPresent();
    }

    private Optional<Published> issuerOf(CompactToken token) {
        try {
            Object name = token.claims().get("iss");
            return published.stream().filter(one -> one.isNamed(name) && one.lacks(token)).findFirst();
        } catch (RefusedException notEvenClaims) {
            return Optional.empty();
        }
    }
}
