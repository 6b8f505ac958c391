package dev.foldd.socket.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FramingTest {

    private static final int MAX = 20;

    private final Framing framing = new Framing(MAX, true);

    private void add(Framing to, byte[] bytes) {
        to.add(bytes.length, (target, at) -> System.arraycopy(bytes, 0, target, at, bytes.length));
    }

    private List<String> taken(Framing from) {
        List<String> messages = new ArrayList<>();
        for (Optional<byte[]> next = from.next(); next.isPresent(); next = from.next()) {
            messages.add(new String(next.get(), StandardCharsets.UTF_8));
        }
        return messages;
    }

    static Stream<Arguments> streams() {
        return Stream.of(
                argumentSet("lines", "{a}\n{b}\n\n{c}\n{d", List.of("{a}", "{b}", "", "{c}")),
                argumentSet("a line as long as may be", "{" + "x".repeat(19) + "\n", List.of("{" + "x".repeat(19))),
                argumentSet("frames", "\0\0\0\2{}\0\0\0\0\0\0\0\1x\0\0", List.of("{}", "", "x")),
                argumentSet("a frame as long as may be", "\0\0\0\24" + "y".repeat(20), List.of("y".repeat(20))));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void messages_are_the_same_however_the_stream_is_cut(String stream, List<String> messages) {
        byte[] bytes = stream.getBytes(StandardCharsets.ISO_8859_1);
        for (int size = 1; size <= bytes.length; size++) {
            Framing cut = new Framing(MAX, true);
            List<String> taken = new ArrayList<>();
            for (int from = 0; from < bytes.length; from += size) {
                add(cut, Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
                taken.addAll(taken(cut));
            }
            assertThat(taken).as("cut into pieces of %d", size).isEqualTo(messages);
        }
    }

    static Stream<Arguments> endless() {
        return Stream.of(
                argumentSet("one more than the limit", "00000015", false),
                argumentSet("2^31", "00000000" + "80000000", false),
                argumentSet("a little-endian length behind a frame", "00000000" + "05000000", true),
                argumentSet("another first byte", "01", true),
                argumentSet("text", "47455420", true));
    }

    @ParameterizedTest
    @MethodSource("endless")
    void what_can_never_be_a_message_is_refused(String hex, boolean hinted) {
        add(framing, HexFormat.of().parseHex(hex));

        assertThatThrownBy(() -> taken(framing)).isInstanceOfSatisfying(FramingException.class,
                refusal -> assertThat(refusal.isHinted()).isEqualTo(hinted));
    }

    @Test
    void a_line_beyond_the_limit_is_refused_before_it_ends_and_when_it_does() {
        add(framing, ("{" + "x".repeat(20)).getBytes());
        assertThatThrownBy(framing::next).isInstanceOf(FramingException.class);

        Framing whole = new Framing(MAX, true);
        add(whole, ("{" + "x".repeat(20) + "\n").getBytes());
        assertThatThrownBy(whole::next).isInstanceOf(FramingException.class);
    }

    @Test
    void lines_are_not_spoken_everywhere() {
        Framing frames = new Framing(MAX, false);
        add(frames, "{}\n".getBytes());

        assertThatThrownBy(frames::next).isInstanceOf(FramingException.class);
        assertThat(frames.dialect()).isEqualTo(Dialect.FRAMES);
    }

    @Test
    void what_is_held_is_what_has_come_and_not_what_was_announced() {
        Framing large = new Framing(10_000_000, true);
        add(large, HexFormat.of().parseHex("00989680"));

        assertThat(large.next()).isEmpty();
        assertThat(large.held()).isEqualTo(4);
    }
}
