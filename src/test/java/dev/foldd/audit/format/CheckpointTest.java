package dev.foldd.audit.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.identity.NodeKey;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

    private static final String LOG = "00000000-0000-0000-0000-000000000001";
    private static final String HASH = "ab".repeat(32);

    private final Checkpoint checkpoint = Checkpoint.sign(NodeKey.ofSeed(new byte[32]), LOG, 1, 41, HASH,
            1_750_000_000_000L);

    /** The vector of src/docs/audit-format.md, computed with openssl and python. */
    @Test
    void signs_these_bytes_with_this_signature() {
        assertThat(HexFormat.of().formatHex(Checkpoint.signedBytes(LOG, 1, 41, HASH, 1_750_000_000_000L)))
                .isEqualTo("0000000600000013666f6c64642f636865636b706f696e742f76310000002430303030303030302d"
                        + "303030302d303030302d303030302d30303030303030303030303100000008000000000000000100"
                        + "000008000000000000002900000020ababababababababababababababababababababababababab"
                        + "ababababababab00000008000001977420dc00");
        assertThat(checkpoint.signature())
                .isEqualTo("Tk3Bt7KAs4fqHEvl4iBWTRuweF/KqCB8U/BBRSmHbY1iTaYq243JU6cdyd9ODmAZMZxy2+PvslYYdDn8aDyEDw==");
        assertThat(checkpoint.isSigned()).isTrue();
    }

    @Test
    void is_read_from_its_own_text() {
        assertThat(Checkpoint.parse(checkpoint.text())).contains(checkpoint);
    }

    @Test
    void does_not_hold_for_anything_else() {
        assertThat(new Checkpoint(LOG, 1, 42, HASH, 1_750_000_000_000L, checkpoint.key(), checkpoint.signature())
                .isSigned())
                .isFalse();
        assertThat(new Checkpoint(LOG, 1, 41, HASH, 1_750_000_000_000L, checkpoint.key(), "no base64!").isSigned())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"log\":1}", "not json"})
    void is_not_read_from_other_texts(String text) {
        assertThat(Checkpoint.parse(text)).isEmpty();
    }
}
