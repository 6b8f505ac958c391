package dev.foldd.client.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.auth.sign.Greeting;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.SignedBytes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What the client signs and believes is what the daemon's own code says. */
class SignedTest {

    private static final byte[] NONCE = new byte[32];

    @Test
    void the_encoding_is_that_of_the_daemon() {
        byte[] encoded = Signed.encoded(Signed.text("foldd/call/v1"), Signed.text("Ünï"), Signed.integer(-2), new byte[0]);

        assertThat(encoded).isEqualTo(
                SignedBytes.tagged("foldd/call/v1").text("Ünï").integer(-2).bytes(new byte[0]).encode());
        assertThat(Signed.encoded(Signed.text("foldd/hello/v1"), Signed.text("n"), Signed.text("socket:/s"), NONCE, NONCE))
                .isEqualTo(Greeting.hello("n", "socket:/s", NONCE, NONCE));
    }

    @Test
    void a_nodes_name_is_made_as_the_daemon_makes_it() {
        for (int i = 0; i < 50; i++) {
            NodeKey key = NodeKey.generate();

            assertThat(Signed.nodeId(key.publicKey().raw())).isEqualTo(key.nodeId());
        }
    }

    @Test
    void only_the_owner_of_a_key_has_signed_and_only_what_he_has_signed() {
        NodeKey key = NodeKey.generate();
        byte[] message = "hello".getBytes(StandardCharsets.UTF_8);
        byte[] signature = key.sign(message);
        byte[] raw = key.publicKey().raw();

        assertThat(Signed.by(raw, message, signature)).isTrue();
        assertThat(Signed.by(NodeKey.generate().publicKey().raw(), message, signature)).isFalse();
        assertThat(Signed.by(raw, "hallo".getBytes(StandardCharsets.UTF_8), signature)).isFalse();
        assertThat(Signed.by(raw, message, new byte[64])).isFalse();
        assertThat(Signed.by(raw, message, new byte[3])).isFalse();
        assertThat(Signed.by(new byte[0], message, signature)).isFalse();
    }
}
