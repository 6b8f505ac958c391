package dev.foldd.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A WebSocket written by hand (RFC 6455), for what the JDK's own client does not do: one large frame, writing on and on
 * without reading, frames that are against the rules. Every frame is masked with zeros.
 */
public final class RawSocket implements AutoCloseable {

    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int TIMEOUT_MILLIS = 40_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    /** A frame from the daemon. */
    public record Frame(int opcode, byte[] payload) {

        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** The code of a close frame. */
        public int closeCode() {
            return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        }
    }

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    /** Opens a WebSocket, with further lines for the head of the handshake. */
    public static RawSocket open(URI door, String... headers) throws IOException {
        Socket socket = new Socket(door.getHost(), door.getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        RawSocket raw = new RawSocket(socket);
        StringBuilder head = new StringBuilder("GET / HTTP/1.1\r\nHost: " + door.getRawAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        Arrays.stream(headers).forEach(line -> head.append(line).append("\r\n"));
        raw.out.write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        assertThat(raw.head()).startsWith("HTTP/1.1 101 ");
        return raw;
    }

    /** Sends one frame that is a whole message. */
    public void send(int opcode, byte[] payload) throws IOException {
        sendHead(opcode, payload.length);
        out.write(payload);
        out.flush();
    }

    /** One text message in one frame. */
    public void send(String text) throws IOException {
        send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The head of a frame alone. */
    public void sendHead(int opcode, long length) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(head);
        data.writeByte(FINAL | opcode);
        if (length < 126) {
            data.writeByte(MASKED | (int) length);
        } else if (length < 1 << 16) {
            data.writeByte(MASKED | 126);
            data.writeShort((int) length);
        } else {
            data.writeByte(MASKED | 127);
            data.writeLong(length);
        }
        data.writeInt(0);
        out.write(head.toByteArray());
    }

    /** Bytes as they are. */
    public void sendBytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The next frame that is no ping. */
    public Frame next() throws IOException {
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0f;
            long length = in.readUnsignedByte() & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            byte[] payload = new byte[Math.toIntExact(length)];
            in.readFully(payload);
            if (opcode != PING) {
                return new Frame(opcode, payload);
            }
        }
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
