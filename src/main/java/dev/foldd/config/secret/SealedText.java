package dev.foldd.config.secret;

import dev.foldd.config.Secret;
import dev.foldd.identity.KeyException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sealed value as it is written: {@code sealed:v1:KEY:SCOPE:BYTES}. All before the last colon is authenticated with the
 * secret, so none of it can be changed.
 *
 * @param keyId of the key that it is sealed with
 * @param scope the setting that it is for, and no other; empty when it is for any
 * @param bytes nonce, ciphertext and tag
 */
record SealedText(String keyId, String scope, byte[] bytes) {

    private static final Pattern ANY = Pattern.compile("sealed:v\\d+:.*", Pattern.DOTALL);
    private static final Pattern FIRST =
            Pattern.compile("sealed:v1:([0-9a-f]{16}):([A-Za-z0-9_.\\[\\]-]{0,200}):([A-Za-z0-9_-]+)");

    /** Whether a secret is meant to be opened before it is used. */
    static boolean isSealed(Secret secret) {
        return ANY.matcher(secret.reveal()).matches();
    }

    /** @throws KeyException with nothing of the text in it, when it is none of this form */
    static SealedText parse(Secret text) {
        Matcher matcher = FIRST.matcher(text.reveal().strip());
        if (!matcher.matches()) {
            throw new KeyException("is sealed, and damaged or in a form that this version does not know");
        }
        SealedText sealed;
        try {
            sealed = new SealedText(matcher.group(1), matcher.group(2), Base64.getUrlDecoder().decode(matcher.group(3)));
        } catch (IllegalArgumentException notBase64) {
            throw new KeyException("is sealed and damaged");
        }
        // The last character has bits that stand for nothing; a text that differs in them was changed all the same.
        if (!sealed.text().equals(matcher.group())) {
            throw new KeyException("is sealed and damaged");
        }
        return sealed;
    }

    /** What is authenticated with the secret. */
    static String head(String keyId, String scope) {
        return "sealed:v1:" + keyId + ":" + scope + ":";
    }

    String text() {
        return head(keyId, scope) + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
