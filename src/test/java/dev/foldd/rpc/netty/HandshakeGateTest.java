package dev.foldd.rpc.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.limit.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HandshakeGateTest {

    private final MemoryBudget budget = new MemoryBudget(100_000);

    private static final String HEAD = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static void send(EmbeddedChannel channel, String... parts) {
        for (String part : parts) {
            channel.writeInbound(Unpooled.copiedBuffer(part, StandardCharsets.ISO_8859_1));
        }
    }

    private static String passed(EmbeddedChannel channel) {
        StringBuilder passed = new StringBuilder();
        for (ByteBuf bytes = channel.readInbound(); bytes != null; bytes = channel.readInbound()) {
            passed.append(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
        }
        return passed.toString();
    }

    static Stream<Arguments> heads() {
        return Stream.of(
                argumentSet("as it should be", HEAD),
                argumentSet("without CR", "GET / HTTP/1.1\nHost: a\n\n"),
                argumentSet("behind empty lines", "\r\n\r\n" + HEAD));
    }

    @ParameterizedTest
    @MethodSource("heads")
    void a_head_goes_through_however_it_is_cut_and_the_rest_waits(String head) {
        for (int cut = 0; cut <= head.length(); cut++) {
            EmbeddedChannel channel = new EmbeddedChannel(new HandshakeGate(budget));

            send(channel, head.substring(0, cut), head.substring(cut) + "frame", "s");

            assertThat(passed(channel)).as("cut at " + cut).isEqualTo(head);
            HandshakeGate.open(channel.pipeline());
            assertThat(passed(channel)).isEqualTo("frames");
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void what_comes_after_the_handshake_goes_straight_on() {
        EmbeddedChannel channel = new EmbeddedChannel(new HandshakeGate(budget));
        send(channel, HEAD);
        HandshakeGate.open(channel.pipeline());

        send(channel, "frames");

        assertThat(passed(channel)).isEqualTo(HEAD + "frames");
    }

    @Test
    void whoever_sends_on_and_on_without_an_answer_is_not_read_until_he_has_it() {
        EmbeddedChannel channel = new EmbeddedChannel(new HandshakeGate(budget));
        send(channel, HEAD, "x".repeat(HandshakeGate.HELD_MAX));
        assertThat(channel.config().isAutoRead()).isTrue();

        send(channel, "y");

        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(channel.isOpen()).isTrue();
        HandshakeGate.open(channel.pipeline());
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(passed(channel)).isEqualTo(HEAD + "x".repeat(HandshakeGate.HELD_MAX) + "y");
        channel.finishAndReleaseAll();
    }

    @Test
    void what_many_hold_together_is_bounded_and_given_back() {
        EmbeddedChannel one = new EmbeddedChannel(new HandshakeGate(budget));
        EmbeddedChannel another = new EmbeddedChannel(new HandshakeGate(budget));
        send(one, HEAD, "x".repeat(20_000));
        send(another, HEAD, "x".repeat(20_000));
        assertThat(one.isOpen()).isTrue();
        assertThat(another.isOpen()).as("there is no room for him beside the other").isFalse();
        assertThat(budget.held()).isEqualTo(20_000);

        HandshakeGate.open(one.pipeline());

        assertThat(budget.held()).isZero();
        one.finishAndReleaseAll();
        another.finishAndReleaseAll();
        assertThat(budget.held()).isZero();
    }
}
