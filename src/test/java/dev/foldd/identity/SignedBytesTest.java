package dev.foldd.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignedBytesTest {

    private static final HexFormat HEX = HexFormat.of();

    @Test
    void counts_the_fields_and_puts_each_behind_its_length() {
        byte[] encoded = SignedBytes.tagged("t").text("é").integer(258).bytes(new byte[] {9}).encode();

        assertThat(HEX.formatHex(encoded)).isEqualTo("00000004" + "00000001" + "74" + "00000002" + "c3a9"
                + "00000008" + "0000000000000102" + "00000001" + "09");
    }

    @Test
    void a_list_is_one_field() {
        byte[] encoded = SignedBytes.tagged("t").list(List.of(new byte[] {1}, new byte[0])).encode();

        assertThat(HEX.formatHex(encoded)).isEqualTo("00000002" + "00000001" + "74"
                + "0000000d" + "00000002" + "00000001" + "01" + "00000000");
    }

    @Test
    void moving_a_byte_from_one_field_to_the_next_changes_the_bytes() {
        byte[] one = SignedBytes.tagged("t").text("ab").text("c").encode();
        byte[] other = SignedBytes.tagged("t").text("a").text("bc").encode();

        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void does_not_change_when_the_array_it_was_given_does() {
        byte[] field = "x".getBytes(StandardCharsets.UTF_8);
        SignedBytes bytes = SignedBytes.tagged("t").bytes(field);

        field[0] = 'y';

        assertThat(bytes.encode()).endsWith((byte) 'x');
    }
}
