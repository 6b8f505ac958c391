package dev.foldd.rpc;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A WebSocket made of a bare socket, which reads nothing and answers no ping until it is told to. */
final class SilentClient implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream in;

    SilentClient(int port, String token) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(("GET /?token=" + token
                + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        int last = 0;
        while (last != 0x0d0a0d0a) {
            last = last << 8 | in.read();
        }
    }

    /** Sends the same short text many times, from a thread of its own, since nobody may be reading. */
    void write(String text, int times) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[payload.length + 6];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        Thread writer = new Thread(() -> {
            try {
                OutputStream out = socket.getOutputStream();
                for (int i = 0; i < times; i++) {
                    out.write(frame);
                }
            } catch (IOException closed) {
                Thread.currentThread().interrupt();
            }
        });
        writer.setDaemon(true);
        writer.start();
    }

    /** Sends one text frame with these bytes, whatever they are. */
    void write(byte[] payload) throws IOException {
        byte[] frame = new byte[payload.length + 6];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        socket.getOutputStream().write(frame);
    }

    /** Sends the head of a text frame of so many bytes, and no more. */
    void beginMessage(int length) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(14).put((byte) 0x81);
        if (length < 1 << 16) {
            head.put((byte) 0xfe).putShort((short) length);
        } else {
            head.put((byte) 0xff).putLong(length);
        }
        head.putInt(0).flip();
        socket.getOutputStream().write(head.array(), 0, head.limit());
    }

    /** The status of the close frame that comes, whatever comes before it. */
    int closeCode() throws IOException {
        while (true) {
            int opcode = in.readByte() & 0x0f;
            int length = in.readByte() & 0x7f;
            if (opcode == 8) {
                return in.readUnsignedShort();
            }
            in.skipNBytes(length == 126 ? in.readUnsignedShort() : length);
        }
    }

    /** Reads so many messages, dropping pings. */
    void readAll(int messages) throws IOException {
        byte[] drop = new byte[1 << 16];
        for (int read = 0; read < messages;) {
            int opcode = in.readByte() & 0x0f;
            long length = in.readByte() & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            for (long left = length; left > 0;) {
                left -= in.read(drop, 0, (int) Math.min(left, drop.length));
            }
            read += opcode == 1 ? 1 : 0;
        }
    }

    /** Whether the other side has ended the connection. Waits for it. */
    boolean isCut() throws IOException {
        InputStream rest = in;
        try {
            while (rest.read() >= 0) {
                continue;
            }
            return true;
        } catch (java.net.SocketTimeoutException stillOpen) {
            return false;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
