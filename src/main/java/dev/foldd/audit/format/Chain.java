package dev.foldd.audit.format;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A place in the chain of lines: the number of the last line and the hash over it, and the tree of the lines that no
 * checkpoint covers yet. The hash is SHA-256 over the line's bytes without its line feed, in 64 lower-case hexadecimal
 * digits, and stands as {@code prev} in the line that follows.
 */
public final class Chain {

    /** Hexadecimal digits of a hash. */
    public static final int HASH_LENGTH = 64;

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest sha256 = sha256();
    private final HashTree tree;
    private long seq;
    private byte[] hash;

    private Chain(long seq, byte[] hash, HashTree tree) {
        this.seq = seq;
        this.hash = hash;
        this.tree = tree;
    }

    /** Before the first line of a log: number 0, and zeros for a hash. */
    public static Chain start() {
        byte[] zeros = new byte[HASH_LENGTH];
        Arrays.fill(zeros, (byte) '0');
        return new Chain(0, zeros, new HashTree());
    }

    /** After a line with this number and this hash, which a checkpoint covers. */
    public static Chain after(long seq, String hash) {
        return after(seq, hash, new HashTree());
    }

    /** After a line with this number and this hash; {@code tree} is that of the lines behind the last checkpoint. */
    public static Chain after(long seq, String hash, HashTree tree) {
        return new Chain(seq, ascii(hash), tree);
    }

    /** The number of the last line. */
    public long seq() {
        return seq;
    }

    /** The hash over the last line. */
    public String hash() {
        return new String(hash, StandardCharsets.US_ASCII);
    }

    /** Takes one more line; {@code length} is without the line feed. */
    public void advance(byte[] bytes, int offset, int length) {
        sha256.update(bytes, offset, length);
        byte[] digest = sha256.digest();
        hash = hex(digest);
        tree.add(digest);
        seq++;
    }

    /** The lines since the last checkpoint. */
    public HashTree tree() {
        return tree;
    }

    /** The last line was a checkpoint: a new tree begins behind it. */
    public void signed() {
        tree.clear();
    }

    /** An independent copy, to come back to when what follows could not be written. */
    public Chain copy() {
        return new Chain(seq, hash, tree.copy());
    }

    /** The hash over one line of its own. */
    public static String hashOf(byte[] line) {
        return text(digestOf(line));
    }

    /** The same in its 32 bytes, as a leaf of a tree. */
    public static byte[] digestOf(byte[] line) {
        return sha256().digest(line);
    }

    /** A hash of 32 bytes in its 64 digits. */
    public static String text(byte[] digest) {
        return new String(hex(digest), StandardCharsets.US_ASCII);
    }

    byte[] hashBytes() {
        return hash;
    }

    static byte[] hex(byte[] bytes) {
        byte[] text = new byte[bytes.length * 2];
        for (int i = 0; i < bytes.length; i++) {
            text[2 * i] = DIGITS[bytes[i] >> 4 & 0xf];
            text[2 * i + 1] = DIGITS[bytes[i] & 0xf];
        }
        return text;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
