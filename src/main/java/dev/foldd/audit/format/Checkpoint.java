package dev.foldd.audit.format;

import dev.foldd.identity.KeyException;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.PublicKey;
import dev.foldd.identity.SignedBytes;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The node's signed word that, in this log, the line with this number has this hash, and through the chain all lines
 * before it too. Whoever keeps one elsewhere can show later that the log was not written anew.
 *
 * @param log the id of the log
 * @param segment the number of the segment the checkpoint stands in
 * @param at the number of the line it speaks of, which is the one before it
 * @param hash the hash over that line, hexadecimal
 * @param millis when, since the epoch
 */
public record Checkpoint(String log, long segment, long at, String hash, long millis, PublicKey key, String signature) {

    /** The names of its members. */
    public static final Set<String> MEMBERS = Set.of("log", "segment", "at", "hash", "millis", "key", "signature");

    /** The domain tag of the signed bytes. */
    public static final String TAG = "foldd/checkpoint/v1";

    public static Checkpoint sign(NodeKey key, String log, long segment, long at, String hash, long millis) {
        byte[] signature = key.sign(signedBytes(log, segment, at, hash, millis));
        return new Checkpoint(log, segment, at, hash, millis, key.publicKey(),
                Base64.getEncoder().encodeToString(signature));
    }

    /** Did the key that it names sign it. Whether that key is the right one is another question. */
    public boolean isSigned() {
        try {
            return key.verify(signedBytes(log, segment, at, hash, millis), Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException notEncoded) {
            return false;
        }
    }

    /** The tag, log (UTF-8), segment (8 bytes), at (8 bytes), hash (32 bytes), millis (8 bytes). */
    public static byte[] signedBytes(String log, long segment, long at, String hash, long millis) {
        return SignedBytes.tagged(TAG).text(log).integer(segment).integer(at)
                .bytes(HexFormat.of().parseHex(hash)).integer(millis).encode();
    }

    /** From the members of a record or of a file; empty when they are not those of a checkpoint. */
    public static Optional<Checkpoint> of(Map<?, ?> members) {
        if (members.get("log") instanceof String log && members.get("segment") instanceof Long segment
                && members.get("at") instanceof Long at && members.get("hash") instanceof String hash
                && hash.length() == Chain.HASH_LENGTH && members.get("millis") instanceof Long millis
                && members.get("key") instanceof String key && members.get("signature") instanceof String signature) {
            try {
                return Optional.of(
                        new Checkpoint(log, segment, at, hash, millis, PublicKey.parse(key), signature));
            } catch (KeyException notAKey) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Reads the text of a checkpoint that stands alone; empty when it is none. */
    public static Optional<Checkpoint> parse(String text) {
        try {
            return Json.parse(text.strip()) instanceof Map<?, ?> members ? of(members) : Optional.empty();
        } catch (JsonException notJson) {
            return Optional.empty();
        }
    }

    /** The text of a checkpoint that stands alone, in a file of its own. */
    public String text() {
        return Json.write(members()) + "\n";
    }

    /** As plain JSON values, in their order. */
    public Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("log", log);
        members.put("segment", segment);
        members.put("at", at);
        members.put("hash", hash);
        members.put("millis", millis);
        members.put("key", key.text());
        members.put("signature", signature);
        return members;
    }

    /** Writes the checkpoint as a record of the log, behind which a new tree begins. */
    public void writeTo(Lines lines) {
        line(lines);
        lines.chain().signed();
    }

    /**
     * The one line that a node writes for this checkpoint. Nothing in another line would be covered by the signature,
     * and behind the last line of a log there is none whose {@code prev} could tell.
     */
    public byte[] line() {
        ByteBuffer line = line(new Lines(Chain.after(at, hash)));
        byte[] copy = new byte[line.remaining()];
        line.get(copy);
        return copy;
    }

    private ByteBuffer line(Lines lines) {
        return lines.begin("checkpoint", millis).text("log", log).number("segment", segment).number("at", at)
                .text("hash", hash).number("millis", millis).text("key", key.text()).text("signature", signature).end();
    }
}
