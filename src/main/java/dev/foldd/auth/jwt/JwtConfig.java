package dev.foldd.auth.jwt;

import dev.foldd.auth.Revocations;
import dev.foldd.auth.jwks.JwksAddress;
import dev.foldd.auth.jwks.JwksConfig;
import dev.foldd.config.Section;
import dev.foldd.config.Suggestion;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code security.jwt}: whose tokens are believed.
 *
 * @param own the daemon's own issuer, whose shared secret also mints; it stands in the section itself
 * @param issuers further ones
 * @param leeway how far ahead of ours an issuer's clock may be; an {@code exp} is never stretched
 * @param maxLifetime how long a token may be valid from its {@code iat}, or from now when it has none
 * @param cacheSize memory for tokens that have been proved, in bytes
 * @param jwks how the keys that issuers publish are fetched
 */
public record JwtConfig(Issuer own, List<Issuer> issuers, Duration leeway, Duration maxLifetime, long cacheSize,
                        int maxRevocations, JwksConfig jwks) {

    private static final int ISSUERS_MAX = 32;
    private static final Set<Algorithm> NONE = Set.of();

    /**
     * One who signs tokens.
     *
     * @param path where it stands in the configuration, for messages
     * @param name what {@code iss} must be; not checked when empty
     * @param audience of which {@code aud} must name one; not checked when empty
     * @param algorithms those that are accepted, and no others
     * @param published where it publishes its keys, if it does
     */
    public record Issuer(String path, Optional<String> name, List<String> audience, Set<Algorithm> algorithms,
                         List<KeyConfig> keys, Optional<URI> published) {
        public Issuer {
            audience = List.copyOf(audience);
            algorithms = algorithms.isEmpty() ? NONE : EnumSet.copyOf(algorithms);
            keys = List.copyOf(keys);
        }

        boolean takesSecrets() {
            return algorithms.stream().anyMatch(algorithm -> algorithm.family() == Algorithm.Family.SECRET);
        }
    }

    public JwtConfig {
        issuers = List.copyOf(issuers);
    }

    /** Reads {@code security.jwt}. */
    public static JwtConfig read(Section jwt) {
        JwtConfig config = new JwtConfig(
                own(jwt),
                issuers(jwt),
                jwt.duration("leeway", Duration.ofSeconds(10), Duration.ZERO, Duration.ofMinutes(5)),
                jwt.duration("max_lifetime", Duration.ofDays(366), Duration.ofMinutes(1), Duration.ofDays(3660)),
                jwt.size("cache_size", 8L << 20, 0, 256L << 20),
                jwt.integer("max_revocations", 10_000, 100, 100_000),
                JwksConfig.read(jwt.section("jwks")));
        if (config.own.algorithms().isEmpty() && config.issuers.isEmpty()) {
            jwt.problem("algorithms",
                    "must name at least one, since no issuers are configured: nobody could be proved");
        }
        return config;
    }

    /** How long revocations are kept, and how many. */
    public Revocations.Bounds revocationBounds() {
        return new Revocations.Bounds(maxLifetime.plus(leeway), maxRevocations);
    }

    private static Issuer own(Section jwt) {
        Set<Algorithm> algorithms = algorithms(jwt, List.of(Algorithm.HS256.wireName()));
        Optional<KeyConfig> secret = KeyConfig.secretOf(jwt);
        List<KeyConfig> keys = new ArrayList<>();
        Issuer issuer = new Issuer(jwt.path(), name(jwt), audience(jwt), algorithms, List.of(), Optional.empty());
        if (issuer.takesSecrets()) {
            keys.add(secret.orElseGet(() -> KeyConfig.generated(jwt)));
        } else {
            secret.ifPresent(unused -> refuseUnusedSecret(jwt));
        }
        keys.addAll(KeyConfig.listOf(jwt));
        return new Issuer(jwt.path(), issuer.name(), issuer.audience(), algorithms, keys,
                Optional.empty());
    }

    private static List<Issuer> issuers(Section jwt) {
        List<Section> sections = jwt.sections("issuers");
        if (sections.size() > ISSUERS_MAX) {
            jwt.problem("issuers", "must be at most " + ISSUERS_MAX);
        }
        return sections.stream().limit(ISSUERS_MAX).map(JwtConfig::further).toList();
    }

    private static Issuer further(Section section) {
        section.text("issuer");
        List<KeyConfig> keys = new ArrayList<>(KeyConfig.listOf(section));
        Optional<KeyConfig> secret = KeyConfig.secretOf(section);
        secret.ifPresent(keys::add);
        keys.addAll(KeyConfig.publicOf(section));
        Optional<String> address = section.optionalText("jwks_url");
        Issuer issuer = new Issuer(section.path(), name(section), audience(section),
                algorithms(section, List.of()), keys, address.flatMap(JwksAddress::read));
        if (issuer.algorithms().isEmpty()) {
            section.problem("algorithms", "must name at least one");
        }
        if (keys.isEmpty() && address.isEmpty()) {
            section.problem("keys", "must hold at least one key, unless jwks_url or jwks_file tells where they are");
        }
        if (secret.isPresent() && !issuer.takesSecrets()) {
            refuseUnusedSecret(section);
        }
        if (address.isPresent()) {
            checkPublished(section, issuer);
        }
        return issuer;
    }

    /** Secrets beside published keys would be a standing invitation to take one for the other. */
    private static void checkPublished(Section section, Issuer issuer) {
        if (issuer.published().isEmpty()) {
            section.problem("jwks_url", "must be an https:// address, or http:// on this machine");
        }
        if (!issuer.keys().isEmpty()) {
            section.problem("jwks_url", "cannot stand beside other keys of the same issuer");
        }
        if (issuer.takesSecrets()) {
            section.problem("algorithms", "must not name HS256, HS384 or HS512 beside jwks_url: no secret is published");
        }
    }

    private static void refuseUnusedSecret(Section section) {
        section.problem("algorithms", "must name HS256, HS384 or HS512 for the secret to be of use");
    }

    private static Optional<String> name(Section section) {
        Optional<String> name = section.optionalText("issuer");
        if (name.isPresent() && name.get().isBlank()) {
            section.problem("issuer", "must not be blank");
            return Optional.empty();
        }
        return name;
    }

    private static List<String> audience(Section section) {
        List<String> audience = section.texts("audience", List.of());
        if (audience.stream().anyMatch(String::isBlank)) {
            section.problem("audience", "must not hold a blank text");
        }
        return audience;
    }

    private static Set<Algorithm> algorithms(Section section, List<String> fallback) {
        Set<Algorithm> algorithms = EnumSet.noneOf(Algorithm.class);
        for (String name : section.texts("algorithms", fallback)) {
            Optional<Algorithm> algorithm = Algorithm.named(name);
            algorithm.ifPresent(algorithms::add);
            if (algorithm.isEmpty()) {
                List<String> names = Arrays.stream(Algorithm.values()).map(Algorithm::wireName).toList();
                section.problem("algorithms", "'" + name + "' is not one of " + String.join(", ", names)
                        + Suggestion.among(names, name));
            }
        }
        return algorithms;
    }
}
