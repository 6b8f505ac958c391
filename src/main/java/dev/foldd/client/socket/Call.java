package dev.foldd.client.socket;

import dev.foldd.client.json.JsonValues;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;

/** A request on its way: its bytes, until when it counts, and who waits. All but the answer belong to the loop's thread. */
final class Call {

    /** What must be decided first stands first. */
    static final Comparator<Call> BY_DEADLINE =
            Comparator.<Call>comparingLong(call -> call.deadline).thenComparingLong(call -> call.number);
    static final Comparator<Call> BY_NEXT_TRY =
            Comparator.<Call>comparingLong(call -> call.nextTryAt).thenComparingLong(call -> call.number);

    /** A daemon takes ten million with what stands around the payload. */
    private static final int REQUEST_BYTES_MAX = 10_000_000 - 200;

    final long number;
    final String id;
    final byte[] line;
    final boolean repeatable;
    final Duration timeout;
    final long deadline;
    final CompletableFuture<Object> answer = new CompletableFuture<>();

    /** How often it has been begun. */
    int tries;
    /** When it was handed to a connection the last time. */
    long sentAt;
    /** When it is to be tried again. */
    long nextTryAt;

    /**
     * A new request.
     *
     * @param number one of its own, from which its id is made
     * @param line with its end
     * @param repeatable whether asking twice does no harm
     * @param deadline by the clock of nanoseconds since the loop's start
     */
    Call(long number, byte[] line, boolean repeatable, Duration timeout, long deadline) {
        this.number = number;
        this.id = id(number);
        this.line = line;
        this.repeatable = repeatable;
        this.timeout = timeout;
        this.deadline = deadline;
    }

    /**
     * A request as it is sent: {@code {"request_id","operation_type","payload"}} and the end of the line.
     *
     * @throws IllegalArgumentException when the payload cannot be written, or is too large to be taken by a daemon
     */
    static byte[] line(long number, String operation, Object payload) {
        byte[] bytes = JsonValues.bytes(payload);
        if (bytes.length > REQUEST_BYTES_MAX) {
            throw new IllegalArgumentException("a request must not be longer than " + REQUEST_BYTES_MAX + " bytes");
        }
        byte[] head = ("{\"request_id\":\"" + id(number) + "\",\"operation_type\":\"" + operation + "\",\"payload\":")
                .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(head.length + bytes.length + 2).put(head).put(bytes).put((byte) '}').put((byte) '\n').array();
    }

    private static String id(long number) {
        return Long.toString(number);
    }
}
