package dev.foldd.cli.bench.load;

import dev.foldd.client.Frames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request as the finished bytes of its frame, with places of twelve hexadecimal digits that are all that differs from
 * one request to the next. The frame's mask is 0, so that hiding the payload costs the load generator nothing; to the
 * server it is a mask like any other.
 */
final class Template {

    /** Twelve digits hold 48 bits, the last group of a UUID. */
    static final int DIGITS = 12;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final char MARK = '#';

    private enum Number { REQUEST, ROW, TENANT }

    private record Slot(int position, Number number, int offset) {
    }

    private final byte[] frame;
    private final Slot[] slots;

    private Template(byte[] frame, Slot[] slots) {
        this.frame = frame;
        this.slots = slots;
    }

    /**
     * Makes a template of a text with marks: {@code #q} the request's number, {@code #r} the row's, {@code #r7;} the
     * seventh after it, {@code #t} the row's tenant.
     */
    static Template of(String marked) {
        StringBuilder payload = new StringBuilder();
        List<Slot> slots = new ArrayList<>();
        int at = 0;
        for (int mark = marked.indexOf(MARK); mark >= 0; mark = marked.indexOf(MARK, at)) {
            payload.append(marked, at, mark);
            at = mark + 2;
            int offset = 0;
            if (at < marked.length() && Character.isDigit(marked.charAt(at))) {
                int end = marked.indexOf(';', at);
                offset = Integer.parseInt(marked.substring(at, end));
                at = end + 1;
            }
            slots.add(new Slot(payload.length(), number(marked.charAt(mark + 1)), offset));
            payload.append("0".repeat(DIGITS));
        }
        payload.append(marked, at, marked.length());
        byte[] bytes = payload.toString().getBytes(StandardCharsets.US_ASCII);
        byte[] frame = Frames.encode(Frames.TEXT, bytes, 0);
        int header = frame.length - bytes.length;
        return new Template(frame, slots.stream()
                .map(slot -> new Slot(slot.position + header, slot.number, slot.offset)).toArray(Slot[]::new));
    }

    int length() {
        return frame.length;
    }

    /** Writes the frame of one request into a buffer that has an array behind it and room enough. */
    void write(ByteBuffer buffer, long request, long row) {
        int start = buffer.position();
        buffer.put(frame);
        for (Slot slot : slots) {
            long value = switch (slot.number) {
                case REQUEST -> request;
                case ROW -> row + slot.offset;
                case TENANT -> Population.tenantNumber(row);
            };
            digits(buffer.array(), buffer.arrayOffset() + start + slot.position, value);
        }
    }

    /** The lowest 48 bits. */
    static void digits(byte[] into, int at, long value) {
        long rest = value;
        for (int i = at + DIGITS - 1; i >= at; i--) {
            into[i] = HEX[(int) (rest & 0xF)];
            rest >>>= 4;
        }
    }

    private static Number number(char mark) {
        return switch (mark) {
            case 'q' -> Number.REQUEST;
            case 'r' -> Number.ROW;
            case 't' -> Number.TENANT;
            default -> throw new IllegalArgumentException("no such mark: " + mark);
        };
    }
}
