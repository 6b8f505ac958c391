package dev.foldd.audit.format;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One hash over many lines, from which a few hashes lead to any single line of them. The shape is that of RFC 9162
 * section 2.1: the left half is the largest power of two that is smaller than the whole. A leaf is the hash over a line,
 * a node SHA-256 over a byte 1 and its two halves; no line begins with that byte, so none can pass for the other. It
 * holds as many hashes as the number of lines has binary digits, however many lines come.
 */
public final class HashTree {

    private static final byte[] NODE = {1};
    private static final int LEVELS_MAX = 63;

    private final MessageDigest sha256;
    /** At every level the root of a full tree that waits for its right half; only those count whose bit size has. */
    private byte[][] halves;
    private long size;

    public HashTree() {
        this(sha256(), new byte[8][], 0);
    }

    private HashTree(MessageDigest sha256, byte[][] halves, long size) {
        this.sha256 = sha256;
        this.halves = halves;
        this.size = size;
    }

    /** How many leaves it has. */
    public long size() {
        return size;
    }

    /** Takes the next leaf, which must not be changed afterwards. */
    public void add(byte[] leaf) {
        byte[] full = leaf;
        int level = 0;
        for (long bits = size; (bits & 1) == 1; bits >>= 1) {
            full = node(sha256, halves[level++], full);
        }
        if (level == halves.length) {
            halves = Arrays.copyOf(halves, Math.min(2 * level, LEVELS_MAX));
        }
        halves[level] = full;
        size++;
    }

    /** The hash over all leaves so far; empty when there are none. */
    public Optional<byte[]> root() {
        byte[] root = null;
        for (int level = 0; size >> level != 0; level++) {
            if ((size >> level & 1) == 1) {
                root = root == null ? halves[level] : node(sha256, halves[level], root);
            }
        }
        return Optional.ofNullable(root);
    }

    /** Forgets all leaves. */
    void clear() {
        size = 0;
    }

    HashTree copy() {
        return new HashTree(sha256(), halves.clone(), size);
    }

    /**
     * The leaves whose roots make the way from one leaf to the root, from the bottom up.
     *
     * @param index the leaf, from 0
     * @param size how many leaves there are
     */
    public static List<Span> path(long index, long size) {
        List<Span> fromTheTop = new ArrayList<>();
        long from = 0;
        for (long left = size; left > 1;) {
            long half = Long.highestOneBit(left - 1);
            if (index - from < half) {
                fromTheTop.add(0, new Span(from + half, from + left));
                left = half;
            } else {
                fromTheTop.add(0, new Span(from, from + half));
                from += half;
                left -= half;
            }
        }
        return List.copyOf(fromTheTop);
    }

    /** Leaves that follow one another, from 0, the last one not with them. */
    public record Span(long from, long to) {
    }

    /**
     * The root that a leaf and its path lead to; empty when the path is too long or too short.
     *
     * @param hashes of the spans that {@link #path} names
     */
    public static Optional<byte[]> rootOf(byte[] leaf, long index, long size, List<byte[]> hashes) {
        List<Span> path = path(index, size);
        if (path.size() != hashes.size()) {
            return Optional.empty();
        }
        MessageDigest sha256 = sha256();
        byte[] root = leaf;
        for (int i = 0; i < path.size(); i++) {
            byte[] other = hashes.get(i);
            root = path.get(i).from() > index ? node(sha256, root, other) : node(sha256, other, root);
        }
        return Optional.of(root);
    }

    private static byte[] node(MessageDigest sha256, byte[] left, byte[] right) {
        sha256.update(NODE);
        sha256.update(left);
        return sha256.digest(right);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
