package dev.foldd.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens of any text with the JDK alone: nothing of what is tested takes part. */
public final class TokenForge {

    /** What an honest HS256 token begins with. */
    public static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    private static final long HOUR = 3_600;

    private final String secret;

    public TokenForge(String secret) {
        this.secret = secret;
    }

    public String token(String subject, String role) {
        return signed(HEADER, claims(subject, role, ""));
    }

    /** For a member of a tenant. */
    public String token(String subject, String role, String tenant) {
        return signed(HEADER, claims(subject, role, ",\"tenantId\":\"" + tenant + "\""));
    }

    /** One that ends so many seconds from now. */
    public String expiringIn(String subject, String role, long seconds) {
        return signed(HEADER, "{\"sub\":\"" + subject + "\",\"role\":\"" + role + "\",\"exp\":" + (now() + seconds) + "}");
    }

    /** Signed with HMAC-SHA256 whatever the header says. */
    public String signed(String header, String payload) {
        String text = part(header) + "." + part(payload);
        return text + "." + part(hmac(text));
    }

    /** The claims of an honest token that lives for an hour; {@code more} begins with a comma. */
    public static String claims(String subject, String role, String more) {
        return "{\"sub\":\"" + subject + "\",\"role\":\"" + role + "\",\"iat\":" + now() + ",\"exp\":" + (now() + HOUR)
                + more + "}";
    }

    /** Seconds since the epoch. */
    public static long now() {
        return Instant.now().getEpochSecond();
    }

    public static String part(String text) {
        return part(text.getBytes(StandardCharsets.UTF_8));
    }

    public static String part(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
