package dev.foldd.fold.storage;

import dev.foldd.identity.SignedBytes;
import dev.foldd.json.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/**
 * One value of one field, written once and never changed; the next value of the same place is a new atom that names this one.
 *
 * @param place where it belongs
 * @param sourceKey the authenticated key of whoever wrote it, as base64; empty for a caller without one
 * @param createdAt milliseconds since 1970
 * @param previous the atom that stood in its place before
 * @param content what is kept
 */
public record Atom(String uuid, Place place, String sourceKey, long createdAt, Optional<Previous> previous,
                   Content content) {

    private static final String TAG = "foldd/atom/v1";

    /** Deleted atoms are tombstones: they say that from then on there was no value. */
    public enum Status {
        ACTIVE("Active"), DELETED("Deleted");

        private final String wireName;

        Status(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /** @param json the text of a value; of a tombstone it is null's */
    public record Content(String json, Status status) {

        /** What says that there is no value any more. */
        public static final Content TOMBSTONE = new Content("null", Status.DELETED);

        /** A value of JSON in plain Java. */
        public static Content of(Object value) {
            return new Content(Json.write(value), Status.ACTIVE);
        }
    }

    /** @param rangeKey empty in a Single field */
    public record Place(String schema, String field, String rangeKey) {
        public Place {
            Objects.requireNonNull(schema);
            Objects.requireNonNull(field);
            Objects.requireNonNull(rangeKey);
        }
    }

    /** @param digest SHA-256 of the signed bytes of the atom, as base64 */
    public record Previous(String uuid, String digest) {
    }

    /** The bytes that the owner node signs: every field, and the digest of the previous atom. */
    public byte[] signedBytes() {
        return SignedBytes.tagged(TAG).text(uuid).text(place.schema()).text(place.field()).text(place.rangeKey())
                .text(sourceKey).integer(createdAt).text(previous.map(Previous::uuid).orElse(""))
                .bytes(previous.map(before -> Base64.getDecoder().decode(before.digest())).orElse(new byte[0]))
                .text(content.json()).text(content.status().wireName()).encode();
    }

    /** SHA-256 of the signed bytes, as base64. */
    public static String digest(byte[] signedBytes) {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(signedBytes));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
