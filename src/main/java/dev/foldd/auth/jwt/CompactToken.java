package dev.foldd.auth.jwt;

import dev.foldd.auth.Refusal;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A token taken apart, before anything of it is believed: JWS compact serialization, RFC 7515, section 7.1, read so
 * strictly that no two texts are the same token.
 *
 * @param bytes the whole text; its first {@code signedLength} bytes are what was signed
 */
record CompactToken(Algorithm algorithm, Optional<String> keyId, byte[] bytes, int signedLength, byte[] payload,
                    byte[] signature) {

    /**
     * Members that would bring a key along, change what is signed, or demand what we do not know: RFC 7515, section
     * 4.1.
     */
    private static final Set<String> REFUSED_MEMBERS =
            Set.of("crit", "jwk", "jku", "x5u", "x5c", "b64", "zip", "enc");
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9._=:+/-]{1,128}");
    private static final byte[] SEXTETS = sextets();

    /** @throws RefusedException whatever is wrong with it */
    static CompactToken read(String text) {
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        if (first <= 0 || second < 0) {
            throw new RefusedException(Refusal.MALFORMED);
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        Map<String, Object> header = object(part(bytes, 0, first));
        byte[] payload = part(bytes, first + 1, second);
        if (second + 1 == bytes.length) {
            throw new RefusedException(Refusal.SIGNATURE);
        }
        byte[] signature = part(bytes, second + 1, bytes.length);
        return new CompactToken(algorithm(header), keyId(header), bytes, second, payload, signature);
    }

    /** The claims. To be called when the signature holds. */
    Map<String, Object> claims() {
        return object(payload);
    }

    /** Whether a text can name a key; configuration keeps to the same. */
    static boolean isKeyId(String text) {
        return KEY_ID.matcher(text).matches();
    }

    private static Algorithm algorithm(Map<String, Object> header) {
        for (String member : header.keySet()) {
            if (REFUSED_MEMBERS.contains(member)) {
                throw new RefusedException(Refusal.HEADER);
            }
        }
        if (header.containsKey("typ") && !(header.get("typ") instanceof String typ && typ.equalsIgnoreCase("JWT"))) {
            throw new RefusedException(Refusal.HEADER);
        }
        if (header.get("alg") instanceof String name) {
            return Algorithm.named(name).orElseThrow(() -> new RefusedException(Refusal.ALGORITHM));
        }
        throw new RefusedException(Refusal.ALGORITHM);
    }

    private static Optional<String> keyId(Map<String, Object> header) {
        if (!header.containsKey("kid")) {
            return Optional.empty();
        }
        if (header.get("kid") instanceof String id && isKeyId(id)) {
            return Optional.of(id);
        }
        throw new RefusedException(Refusal.KEY);
    }

    /**
     * Base64url without padding, in the one canonical spelling: no other characters, and no bits set in the last one
     * that belong to no byte (RFC 4648, sections 3.5 and 5).
     */
    private static byte[] part(byte[] bytes, int from, int to) {
        int sextet = 0;
        for (int i = from; i < to; i++) {
            sextet = bytes[i] < 0 ? -1 : SEXTETS[bytes[i]];
            if (sextet < 0) {
                throw new RefusedException(Refusal.MALFORMED);
            }
        }
        int unused = switch ((to - from) & 3) {
            case 0 -> 0;
            case 2 -> sextet & 0b1111;
            case 3 -> sextet & 0b11;
            default -> -1;
        };
        if (from == to || unused != 0) {
            throw new RefusedException(Refusal.MALFORMED);
        }
        return Base64.getUrlDecoder().decode(Arrays.copyOfRange(bytes, from, to));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(byte[] json) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
            if (Json.parse(text) instanceof Map<?, ?> map) {
                return (Map<String, Object>) map;
            }
            throw new RefusedException(Refusal.MALFORMED);
        } catch (CharacterCodingException | JsonException e) {
            throw new RefusedException(Refusal.MALFORMED);
        }
    }

    private static byte[] sextets() {
        byte[] sextets = new byte[128];
        Arrays.fill(sextets, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < alphabet.length(); i++) {
            sextets[alphabet.charAt(i)] = (byte) i;
        }
        return sextets;
    }
}
