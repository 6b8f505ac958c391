package dev.foldd.identity;

/** Base32 of RFC 4648, lower case and without padding: safe in host names and file names. */
final class Base32 {

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BITS = 5;

    private Base32() {
    }

    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder((bytes.length * Byte.SIZE + BITS - 1) / BITS);
        int held = 0;
        int heldBits = 0;
        for (byte next : bytes) {
            held = held << Byte.SIZE | next & 0xff;
            heldBits += Byte.SIZE;
            while (heldBits >= BITS) {
                heldBits -= BITS;
                text.append(ALPHABET.charAt(held >>> heldBits & 0x1f));
            }
            held &= (1 << heldBits) - 1;
        }
        if (heldBits > 0) {
            text.append(ALPHABET.charAt(held << BITS - heldBits & 0x1f));
        }
        return text.toString();
    }
}
