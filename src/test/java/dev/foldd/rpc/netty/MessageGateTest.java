package dev.foldd.rpc.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.limit.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageGateTest {

    private static final int MAX = 10_000;
    private static final int TEXT = 1;
    private static final int CONTINUATION = 0;
    private static final int PING = 9;

    private final MemoryBudget budget = new MemoryBudget(MAX);
    private final List<Long> shortened = new ArrayList<>();
    private final List<Integer> refused = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final MessageGate gate = new MessageGate(budget, () -> MAX, () -> 100, (code, reason) -> refused.add(code),
            shortened::add, later::add);
    private final EmbeddedChannel channel = new EmbeddedChannel(gate);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    /** A masked frame whose payload counts up. */
    private static ByteBuf frame(boolean last, int opcode, int bytes) {
        ByteBuf frame = Unpooled.buffer().writeByte((last ? 0x80 : 0) | opcode);
        if (bytes < 126) {
            frame.writeByte(0x80 | bytes);
        } else if (bytes < 65_536) {
            frame.writeByte(0x80 | 126).writeShort(bytes);
        } else {
            frame.writeByte(0x80 | 127).writeLong(bytes);
        }
        frame.writeInt(0x01020304);
        for (int i = 0; i < bytes; i++) {
            frame.writeByte(i);
        }
        return frame;
    }

    /** All that came through, in one piece. */
    private ByteBuf through() {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf bytes = channel.readInbound(); bytes != null; bytes = channel.readInbound()) {
            all.writeBytes(bytes);
            bytes.release();
        }
        return all;
    }

    private void send(ByteBuf bytes, int pieces) {
        while (bytes.isReadable()) {
            channel.writeInbound(bytes.readRetainedSlice(Math.min(pieces, bytes.readableBytes())));
        }
        bytes.release();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 4096, 1_000_000})
    void of_a_frame_that_is_too_long_the_beginning_comes_through_as_a_frame_of_its_own(int pieces) {
        send(Unpooled.wrappedBuffer(frame(true, TEXT, 100), frame(true, TEXT, MAX + 1), frame(true, PING, 5),
                frame(true, TEXT, 200)), pieces);

        assertThat(through()).isEqualTo(Unpooled.wrappedBuffer(frame(true, TEXT, 100), frame(true, TEXT, 4096),
                frame(true, PING, 5), frame(true, TEXT, 200)));
        assertThat(shortened).containsExactly(2L);
        assertThat(gate.begun()).isEqualTo(3);
        assertThat(gate.isWithinMessage()).isFalse();
        assertThat(refused).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 1_000_000})
    void of_fragments_those_come_through_that_fit_and_an_empty_end(int pieces) {
        send(Unpooled.wrappedBuffer(frame(false, TEXT, 6000), frame(false, CONTINUATION, 6000), frame(true, PING, 0),
                frame(true, CONTINUATION, 6000), frame(true, TEXT, 1)), pieces);

        assertThat(through()).isEqualTo(Unpooled.wrappedBuffer(frame(false, TEXT, 6000), frame(false, CONTINUATION, 0),
                frame(true, PING, 0), frame(true, CONTINUATION, 0), frame(true, TEXT, 1)));
        assertThat(shortened).contains(1L).doesNotContain(2L);
        assertThat(refused).isEmpty();
    }

    @Test
    void what_was_dropped_holds_no_memory() {
        send(frame(true, TEXT, 4 * MAX), 1000);
        assertThat(budget.takeWithin(MAX, MAX)).isTrue();
        budget.give(MAX);
        gate.release(4096);

        send(frame(true, TEXT, MAX), 1000);

        assertThat(refused).isEmpty();
        assertThat(through().readableBytes()).isEqualTo(4 + 4 + 4096 + 4 + 4 + MAX);
    }

    @Test
    void a_frame_of_many_times_too_much_is_refused_at_its_head() {
        ByteBuf whole = frame(true, TEXT, 4 * MAX + 1);
        channel.writeInbound(whole.readRetainedSlice(8));
        whole.release();

        assertThat(refused).containsExactly(1009);
        assertThat(through().isReadable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1_000_000})
    void frames_that_wait_for_room_come_one_after_the_other_when_answers_leave(int pieces) {
        ByteBuf three = Unpooled.wrappedBuffer(frame(true, TEXT, MAX), frame(true, TEXT, MAX), frame(true, TEXT, MAX));
        send(three, pieces);
        assertThat(through().readableBytes()).as("the first").isEqualTo(8 + MAX);
        assertThat(channel.config().isAutoRead()).isFalse();

        for (String next : List.of("the second", "the third")) {
            gate.release(MAX);
            List.copyOf(later).forEach(Runnable::run);
            later.clear();
            assertThat(through().readableBytes()).as(next).isEqualTo(8 + MAX);
        }
        assertThat(channel.config().isAutoRead()).as("is read on").isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE - 4_999, Long.MIN_VALUE, -1, 4L * MAX + 1})
    void no_length_on_the_wire_takes_more_than_there_is(long length) {
        send(frame(false, TEXT, 5_000), 10_000);
        channel.writeInbound(Unpooled.buffer().writeByte(0x80 | CONTINUATION).writeByte(0xff).writeLong(length));

        assertThat(refused).hasSize(1).first().isIn(1009, 1002);
        assertThat(budget.held()).isBetween(0L, 5_000L);
    }

    @Test
    void frames_out_of_turn_and_control_frames_with_too_much_are_refused() {
        send(frame(false, TEXT, 10), 100);
        send(frame(true, TEXT, 10), 100);
        assertThat(refused).containsExactly(1002);
    }

    @Test
    void a_control_frame_is_short() {
        send(frame(true, PING, 126), 1_000);

        assertThat(refused).containsExactly(1002);
    }
}
