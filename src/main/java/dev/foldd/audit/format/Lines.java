package dev.foldd.audit.format;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;

/**
 * Lines on their way to the log: JSON written by hand into one growing buffer, each line bound to the one before it.
 * Writing by hand costs about a quarter of what a JSON library costs here, and this is done once per request. For one
 * thread.
 */
public final class Lines {

    /** Longer texts are cut: a line of the log must not grow with what a caller sends. */
    public static final int TEXT_MAX = 512;

    /** Longer lists are cut. */
    public static final int LIST_MAX = 64;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int START_SIZE = 64 * 1024;
    private static final String HEX = "0123456789abcdef";

    private Chain chain;
    private byte[] bytes = new byte[START_SIZE];
    private int length;
    private int lineStart;
    private long timeMillis = Long.MIN_VALUE;
    private String timeText = "";

    public Lines(Chain chain) {
        this.chain = chain;
    }

    /** Where the lines written so far have brought the chain. */
    public Chain chain() {
        return chain;
    }

    /** The bytes waiting, all of them whole lines. */
    public int size() {
        return lineStart;
    }

    /** A view on the bytes waiting, good until the next change. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes, 0, lineStart);
    }

    /** Forgets the bytes: they have been written. */
    public void clear() {
        length = 0;
        lineStart = 0;
    }

    /** Forgets the bytes and goes back in the chain: they could not be written. */
    public void clear(Chain backTo) {
        clear();
        chain = backTo;
    }

    /**
     * Begins a line; one that was begun and not ended is dropped.
     *
     * @param millis since the epoch
     */
    public Lines begin(String kind, long millis) {
        if (millis != timeMillis) {
            timeMillis = millis;
            timeText = TIME.format(Instant.ofEpochMilli(millis));
        }
        length = lineStart;
        ascii("{\"seq\":");
        number(chain.seq() + 1);
        ascii(",\"time\":\"");
        ascii(timeText);
        ascii("\",\"kind\":\"");
        ascii(kind);
        put('"');
        return this;
    }

    /** Ends the line, which from now on is part of the chain; returns it without its line feed. */
    public ByteBuffer end() {
        ascii(",\"prev\":\"");
        ascii(chain.hashBytes());
        ascii("\"}");
        int size = length - lineStart;
        chain.advance(bytes, lineStart, size);
        put('\n');
        ByteBuffer line = ByteBuffer.wrap(bytes, lineStart, size).slice();
        lineStart = length;
        return line;
    }

    public Lines text(String name, String value) {
        name(name);
        quoted(value);
        return this;
    }

    public Lines number(String name, long value) {
        name(name);
        number(value);
        return this;
    }

    public Lines texts(String name, List<String> values) {
        name(name);
        put('[');
        int count = Math.min(values.size(), LIST_MAX);
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                put(',');
            }
            quoted(values.get(i));
        }
        if (values.size() > LIST_MAX) {
            ascii(",\"and ");
            number(values.size() - LIST_MAX);
            ascii(" more\"");
        }
        put(']');
        return this;
    }

    /** Text of which it is known that it needs no escapes and is not to be cut: hexadecimal digits, base64. */
    Lines plain(String name, byte[] value) {
        name(name);
        put('"');
        ascii(value);
        put('"');
        return this;
    }

    private void name(String name) {
        ascii(",\"");
        ascii(name);
        ascii("\":");
    }

    private void quoted(String value) {
        int end = value.length();
        if (end > TEXT_MAX) {
            // A pair of surrogates stays whole.
            end = Character.isHighSurrogate(value.charAt(TEXT_MAX - 1)) ? TEXT_MAX - 1 : TEXT_MAX;
        }
        put('"');
        for (int i = 0; i < end; i++) {
            char next = value.charAt(i);
            if (next >= ' ' && next < 0x7f && next != '"' && next != '\\') {
                put(next);
            } else if (i + 1 < end && Character.isSurrogatePair(next, value.charAt(i + 1))) {
                beyondPlane(Character.toCodePoint(next, value.charAt(++i)));
            } else {
                special(next);
            }
        }
        if (end < value.length()) {
            ascii("\\u2026 (");
            number(value.length());
            ascii(" characters)");
        }
        put('"');
    }

    /** Escapes what JSON wants escaped, what would steer a terminal, and half pairs; the rest is UTF-8. */
    private void special(char next) {
        if (next == '"' || next == '\\') {
            put('\\');
            put(next);
        } else if (next < 0xa0 || Character.isSurrogate(next)) {
            ascii("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                put(HEX.charAt(next >> shift & 0xf));
            }
        } else if (next < 0x800) {
            put(0xc0 | next >> 6);
            put(0x80 | next & 0x3f);
        } else {
            put(0xe0 | next >> 12);
            put(0x80 | next >> 6 & 0x3f);
            put(0x80 | next & 0x3f);
        }
    }

    private void beyondPlane(int point) {
        put(0xf0 | point >> 18);
        put(0x80 | point >> 12 & 0x3f);
        put(0x80 | point >> 6 & 0x3f);
        put(0x80 | point & 0x3f);
    }

    private void number(long value) {
        if (value < 0) {
            ascii(Long.toString(value));
        } else if (value < 10) {
            put((int) ('0' + value));
        } else {
            number(value / 10);
            put((int) ('0' + value % 10));
        }
    }

    @SuppressWarnings("deprecation") // The one method that copies ASCII without an array in between.
    private void ascii(String text) {
        int size = text.length();
        makeRoom(size);
        text.getBytes(0, size, bytes, length);
        length += size;
    }

    private void ascii(byte[] text) {
        makeRoom(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
    }

    private void put(int next) {
        makeRoom(1);
        bytes[length++] = (byte) next;
    }

    private void makeRoom(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
