package dev.foldd.auth.jwt;

import dev.foldd.auth.Proof;
import dev.foldd.auth.Refusal;
import dev.foldd.contract.Principal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Turns the claims of a token, whose signature holds, into a proof. Pure: the moment is given. */
final class ClaimsReader {

    static final int NAME_LENGTH_MAX = 255;

    private static final int ROLES_MAX = 32;
    private static final int CLAIMS_MAX = 64;
    private static final int CLAIM_NAME_LENGTH_MAX = 64;
    private static final int CLAIM_LENGTH_MAX = 1024;
    private static final String OPERATOR_ROLE = "supergod";
    private static final BigDecimal SECONDS_MAX = BigDecimal.valueOf(253_402_300_799L);
    private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);

    /** Those that the proof holds elsewhere, and {@code id}, which in policies is the subject and nothing else. */
    private static final Set<String> NOT_CLAIMS =
            Set.of("iss", "aud", "sub", "exp", "nbf", "iat", "jti", "role", "roles", "tenantId", "id");

    private final long leewayMillis;
    private final long lifetimeMaxMillis;

    ClaimsReader(Duration leeway, Duration maxLifetime) {
        this.leewayMillis = leeway.toMillis();
        this.lifetimeMaxMillis = maxLifetime.toMillis();
    }

    /**
     * @throws RefusedException for whatever is missing, of the wrong type, out of bounds or not of this time and place
     */
    Proof read(Map<String, Object> claims, VerificationKey key, long nowMillis) {
        checkPlace(claims, key.issuer());
        OptionalLong issuedAt = moment(claims, "iat");
        long expiresAt = moment(claims, "exp").orElseThrow(() -> new RefusedException(Refusal.CLAIMS));
        checkTime(nowMillis, expiresAt, moment(claims, "nbf"), issuedAt);
        Optional<String> tokenId = claims.get("jti") == null
                ? Optional.empty() : Optional.of(text(claims.get("jti"), NAME_LENGTH_MAX));
        return new Proof(principal(claims), Instant.ofEpochMilli(issuedAt.orElse(0)), Instant.ofEpochMilli(expiresAt),
                tokenId, key.id());
    }

    private static void checkPlace(Map<String, Object> claims, VerificationKey.Issuer issuer) {
        if (issuer.name().isPresent() && !issuer.name().get().equals(claims.get("iss"))) {
            throw new RefusedException(Refusal.ISSUER);
        }
        if (issuer.audience().isEmpty()) {
            return;
        }
        Object named = claims.get("aud");
        Collection<?> audience = named instanceof Collection<?> several ? several
                : named == null ? List.of() : List.of(named);
        for (Object one : audience) {
            if (one instanceof String text && issuer.audience().contains(text)) {
                return;
            }
        }
        throw new RefusedException(Refusal.AUDIENCE);
    }

    /** Leeway is for clocks that are ahead of ours. An expiry is an expiry: RFC 7519, section 4.1.4. */
    private void checkTime(long now, long expiresAt, OptionalLong notBefore, OptionalLong issuedAt) {
        if (expiresAt <= now) {
            throw new RefusedException(Refusal.EXPIRED);
        }
        if (notBefore.orElse(0) > now + leewayMillis || issuedAt.orElse(0) > now + leewayMillis) {
            throw new RefusedException(Refusal.EARLY);
        }
        if (expiresAt - issuedAt.orElse(now) > lifetimeMaxMillis) {
            throw new RefusedException(Refusal.LIFETIME);
        }
    }

    private static Principal principal(Map<String, Object> claims) {
        String subject = text(claims.get("sub"), NAME_LENGTH_MAX);
        if (Grant.isReserved(subject)) {
            throw new RefusedException(Refusal.CLAIMS);
        }
        List<String> roles = roles(claims);
        Optional<String> tenant = claims.get("tenantId") == null
                ? Optional.empty() : Optional.of(text(claims.get("tenantId"), NAME_LENGTH_MAX));
        OptionalInt distance = roles.contains(OPERATOR_ROLE) ? OptionalInt.of(0) : OptionalInt.empty();
        return new Principal(subject, Principal.Kind.USER, roles, tenant, distance, further(claims));
    }

    private static List<String> roles(Map<String, Object> claims) {
        List<String> roles = new ArrayList<>();
        if (claims.get("role") != null) {
            roles.add(text(claims.get("role"), NAME_LENGTH_MAX));
        }
        Object several = claims.get("roles");
        if (several != null) {
            if (!(several instanceof Collection<?> list) || list.size() > ROLES_MAX) {
                throw new RefusedException(Refusal.CLAIMS);
            }
            for (Object one : list) {
                String role = text(one, NAME_LENGTH_MAX);
                if (!roles.contains(role)) {
                    roles.add(role);
                }
            }
        }
        return roles;
    }

    /**
     * Lists and objects are left out, as no policy can compare with them; what is too much of it is refused, not cut.
     */
    private static Map<String, Object> further(Map<String, Object> claims) {
        Map<String, Object> further = new HashMap<>();
        claims.forEach((name, value) -> {
            boolean scalar = value instanceof String || value instanceof Number || value instanceof Boolean;
            if (!scalar || NOT_CLAIMS.contains(name)) {
                return;
            }
            if (name.length() > CLAIM_NAME_LENGTH_MAX || further.size() == CLAIMS_MAX
                    || value instanceof String text && text.length() > CLAIM_LENGTH_MAX) {
                throw new RefusedException(Refusal.CLAIMS);
            }
            further.put(name, value);
        });
        return further;
    }

    /** A NumericDate of RFC 7519, section 2, in milliseconds; before 1970 or after the year 9999 it is none. */
    private static OptionalLong moment(Map<String, Object> claims, String name) {
        if (!claims.containsKey(name)) {
            return OptionalLong.empty();
        }
        Object value = claims.get(name);
        BigDecimal seconds = value instanceof Long number ? BigDecimal.valueOf(number)
                : value instanceof BigDecimal number ? number
                : value instanceof BigInteger number ? new BigDecimal(number) : BigDecimal.ONE.negate();
        if (seconds.signum() < 0 || seconds.compareTo(SECONDS_MAX) > 0) {
            throw new RefusedException(Refusal.CLAIMS);
        }
        return OptionalLong.of(seconds.multiply(MILLIS).longValue());
    }

    private static String text(Object value, int lengthMax) {
        if (value instanceof String text && text.length() <= lengthMax && Grant.isName(text)) {
            return text;
        }
        throw new RefusedException(Refusal.CLAIMS);
    }
}
