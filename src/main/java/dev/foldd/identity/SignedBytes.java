package dev.foldd.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes that signatures cover: the number of fields, then every field, each as its length and its bytes (lengths
 * and the number as u32, big-endian). The first field is the domain tag, so that a signature for one purpose never
 * serves another. Two different lists of fields never have the same bytes.
 */
public final class SignedBytes {

    private final List<byte[]> fields = new ArrayList<>();

    private SignedBytes() {
    }

    /** @param tag such as {@code foldd/checkpoint/v1} */
    public static SignedBytes tagged(String tag) {
        return new SignedBytes().text(tag);
    }

    /** A field of UTF-8. */
    public SignedBytes text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A field of 8 bytes, big-endian, two's complement. */
    public SignedBytes integer(long value) {
        return bytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    public SignedBytes bytes(byte[] value) {
        fields.add(value.clone());
        return this;
    }

    /** One field that holds a list: its bytes are this same encoding, without a tag. */
    public SignedBytes list(List<byte[]> items) {
        return bytes(encode(items));
    }

    public byte[] encode() {
        return encode(fields);
    }

    /** A list within a list: the same encoding without a tag. It is signed only as a part of something that has one. */
    public static byte[] encoded(List<byte[]> items) {
        return encode(items);
    }

    private static byte[] encode(List<byte[]> fields) {
        int size = Integer.BYTES;
        for (byte[] field : fields) {
            size = Math.addExact(size, Math.addExact(Integer.BYTES, field.length));
        }
        ByteBuffer encoded = ByteBuffer.allocate(size).putInt(fields.size());
        for (byte[] field : fields) {
            encoded.putInt(field.length).put(field);
        }
        return encoded.array();
    }
}
