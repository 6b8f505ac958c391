package dev.foldd.client.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldd.client.FolddClientException.InvalidResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void lines_come_out_whole_however_they_came_in(int chunk) {
        byte[] bytes = "one\nzwölf\n\nlast\nrest".getBytes(StandardCharsets.UTF_8);
        LineReader reader = new LineReader(10);
        List<String> lines = new ArrayList<>();

        for (int at = 0; at < bytes.length; at += chunk) {
            ByteBuffer part = ByteBuffer.wrap(bytes, at, Math.min(chunk, bytes.length - at));
            reader.take(part).forEach(line -> lines.add(new String(line, StandardCharsets.UTF_8)));
            assertThat(part.hasRemaining()).isFalse();
        }

        assertThat(lines).containsExactly("one", "zwölf", "", "last");
        assertThat(reader.isInside()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345678901", "12345678901\n", "1\n12345678901\n"})
    void a_line_beyond_the_limit_is_refused_before_its_end(String text) {
        LineReader reader = new LineReader(10);

        assertThatThrownBy(() -> reader.take(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII))))
                .isInstanceOf(InvalidResponse.class).hasMessageContaining("longer than 10 bytes");
    }

    @Test
    void a_line_of_the_limit_is_taken() {
        assertThat(new LineReader(10).take(ByteBuffer.wrap("1234567890\n".getBytes(StandardCharsets.US_ASCII)))).hasSize(1);
    }
}
