package dev.foldd.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Clients that do not wait for answers. */
class RpcHandshakeTest {

    private static final String UPGRADE = "GET /?token=user:u1 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private static RpcHarness harness;

    @BeforeAll
    static void open() {
        harness = new RpcHarness(Map.of("max_message_size", "1MiB", "message_memory", "1MiB"));
    }

    @AfterAll
    static void close() {
        harness.close();
    }

    @RepeatedTest(20)
    void what_is_sent_right_behind_the_handshake_is_read_and_counted_as_ever() throws IOException {
        assertAnswered(40_000);
    }

    /** More than is held: nothing is read until somebody looks at frames. */
    @RepeatedTest(20)
    void however_much_is_sent_right_behind_the_handshake_nothing_of_it_is_lost() throws IOException {
        assertAnswered(900_000);
    }

    private static void assertAnswered(int length) throws IOException {
        String message = "{\"id\":1,\"method\":\"read\",\"params\":[\"User\",\"" + "x".repeat(length) + "\"]}";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(UPGRADE.getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(length < 65_000
                ? ByteBuffer.allocate(8).put((byte) 0x81).put((byte) 0xfe).putShort((short) message.length()).putInt(0).array()
                : ByteBuffer.allocate(14).put((byte) 0x81).put((byte) 0xff).putLong(message.length()).putInt(0).array());
        bytes.writeBytes(message.getBytes(StandardCharsets.US_ASCII));

        try (Socket socket = new Socket("127.0.0.1", harness.port)) {
            socket.setSoTimeout(10_000);
            // In two pieces, so that the frame has begun when its connection is not ready for frames yet.
            socket.getOutputStream().write(bytes.toByteArray(), 0, UPGRADE.length() + 1_000);
            socket.getOutputStream().write(bytes.toByteArray(), UPGRADE.length() + 1_000, bytes.size() - UPGRADE.length() - 1_000);

            DataInputStream in = new DataInputStream(socket.getInputStream());
            assertThat(head(in)).startsWith("HTTP/1.1 101");
            assertThat(in.readUnsignedByte()).isEqualTo(0x81);
        }
    }

    @Test
    void pages_that_are_asked_for_in_one_go_are_answered_one_after_the_other() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", harness.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(3))
                    .getBytes(StandardCharsets.US_ASCII));

            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int i = 0; i < 3; i++) {
                assertThat(head(in)).startsWith("HTTP/1.1 200");
                in.readNBytes("dbal_active_connections 15\n".length());
            }
        }
    }

    private static String head(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }
}
