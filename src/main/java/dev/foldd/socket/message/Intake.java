package dev.foldd.socket.message;

import java.util.Arrays;

/** Bytes that have come and are not yet taken as messages. It grows with what comes, never with what is announced. */
final class Intake {

    private static final int SMALL = 8 * 1024;

    private byte[] bytes = new byte[0];
    private int start;
    private int end;

    /** Makes room for so many bytes behind those that are there; {@link #array} and {@link #end} tell where. */
    void reserve(int more) {
        if (start == end) {
            start = 0;
            end = 0;
            // What a large message needed is not kept for the small ones after it.
            if (bytes.length > SMALL && more <= SMALL) {
                bytes = new byte[SMALL];
            }
        }
        if (bytes.length - end >= more) {
            return;
        }
        int held = end - start;
        int wanted = Math.addExact(held, more);
        byte[] target = wanted <= bytes.length / 2 ? bytes : new byte[Math.max(SMALL, wanted + wanted / 2)];
        System.arraycopy(bytes, start, target, 0, held);
        bytes = target;
        start = 0;
        end = held;
    }

    byte[] array() {
        return bytes;
    }

    int end() {
        return end;
    }

    void added(int count) {
        end += count;
    }

    int size() {
        return end - start;
    }

    int at(int index) {
        return bytes[start + index] & 0xff;
    }

    /** The index of a byte from some index on, or -1. */
    int indexOf(byte wanted, int from) {
        for (int i = start + from; i < end; i++) {
            if (bytes[i] == wanted) {
                return i - start;
            }
        }
        return -1;
    }

    byte[] take(int count) {
        byte[] taken = Arrays.copyOfRange(bytes, start, start + count);
        start += count;
        return taken;
    }

    void skip(int count) {
        start += count;
    }
}
