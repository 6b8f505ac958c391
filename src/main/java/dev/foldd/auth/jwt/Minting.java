package dev.foldd.auth.jwt;

import dev.foldd.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Writes tokens with the daemon's own secret, for its operator. No door ever mints. */
public final class Minting {

    private static final int TOKEN_ID_BYTES = 16;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final KeyRing.Signer signer;
    private final Duration maxLifetime;
    private final Clock clock;
    private final SecureRandom random;

    private Minting(KeyRing.Signer signer, Duration maxLifetime, Clock clock, SecureRandom random) {
        this.signer = signer;
        this.maxLifetime = maxLifetime;
        this.clock = clock;
        this.random = random;
    }

    /** A token with what an operator may want to know of it. */
    public record Minted(String token, String tokenId, Instant expiresAt) {
        /** Without the token, so that it stands in no log by accident. */
        @Override
        public String toString() {
            return "Minted[" + tokenId + ", expires " + expiresAt + "]";
        }
    }

    /** Empty where the configuration has no shared secret to mint with. */
    public static Optional<Minting> with(JwtConfig config, KeyRing keys, Clock clock, SecureRandom random) {
        return keys.signer().map(signer -> new Minting(signer, config.maxLifetime(), clock, random));
    }

    /** @throws IllegalArgumentException with a sentence, when the token would live longer than is accepted */
    public Minted mint(Grant grant) {
        if (grant.ttl().compareTo(maxLifetime) > 0) {
            throw new IllegalArgumentException("a token is valid for at most " + maxLifetime.toHours()
                    + " hours (security.jwt.max_lifetime)");
        }
        byte[] id = new byte[TOKEN_ID_BYTES];
        random.nextBytes(id);
        String tokenId = BASE64.encodeToString(id);
        long issuedAt = clock.instant().getEpochSecond();
        long expiresAt = issuedAt + Math.max(1, grant.ttl().toSeconds());
        String signed = part(header()) + "." + part(payload(grant, tokenId, issuedAt, expiresAt));
        byte[] bytes = signed.getBytes(StandardCharsets.US_ASCII);
        String token = signed + "." + BASE64.encodeToString(signer.hmac().sign(bytes, bytes.length));
        return new Minted(token, tokenId, Instant.ofEpochSecond(expiresAt));
    }

    private Map<String, Object> header() {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", signer.algorithm().wireName());
        header.put("typ", "JWT");
        header.put("kid", signer.keyId());
        return header;
    }

    private Map<String, Object> payload(Grant grant, String tokenId, long issuedAt, long expiresAt) {
        Map<String, Object> payload = new LinkedHashMap<>();
        signer.issuer().name().ifPresent(name -> payload.put("iss", name));
        if (!signer.issuer().audience().isEmpty()) {
            payload.put("aud", signer.issuer().audience());
        }
        payload.put("sub", grant.subject());
        grant.username().ifPresent(name -> payload.put("username", name));
        if (grant.roles().size() == 1) {
            payload.put("role", grant.roles().get(0));
        } else {
            payload.put("roles", grant.roles());
        }
        grant.tenant().ifPresent(tenant -> payload.put("tenantId", tenant));
        payload.put("jti", tokenId);
        payload.put("iat", issuedAt);
        payload.put("exp", expiresAt);
        return payload;
    }

    private static String part(Map<String, Object> json) {
        return BASE64.encodeToString(Json.write(json).getBytes(StandardCharsets.UTF_8));
    }
}
