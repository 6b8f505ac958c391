package dev.foldd.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** A WebSocket connection of text messages, blocking, for one thread at a time. Pings are answered while it waits. */
public final class WebSocketConnection implements AutoCloseable {

    private static final int PORT_PLAIN = 80;
    private static final int PORT_TLS = 443;
    private static final int BUFFER_BYTES = 65_536;
    private static final int NORMAL_CLOSURE = 1000;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final SecureRandom random;
    private final int messageBytesMax;
    private final LongSupplier nanoClock;

    private WebSocketConnection(Socket socket, SecureRandom random, int messageBytesMax, LongSupplier nanoClock)
            throws IOException {
        this.socket = socket;
        this.random = random;
        this.messageBytesMax = messageBytesMax;
        this.nanoClock = nanoClock;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
        this.out = socket.getOutputStream();
    }

    /**
     * Connects and shakes hands.
     *
     * @param url {@code ws://} or {@code wss://}
     * @throws ClientException when nobody is there, or the server refuses
     */
    public static WebSocketConnection open(URI url, ClientOptions options) throws ClientException {
        boolean tls = "wss".equalsIgnoreCase(url.getScheme());
        if (!tls && !"ws".equalsIgnoreCase(url.getScheme()) || url.getHost() == null) {
            throw new ClientException("the URL must be ws://host:port/ or wss://host:port/");
        }
        int port = url.getPort() >= 0 ? url.getPort() : tls ? PORT_TLS : PORT_PLAIN;
        String host = url.getHost().replaceAll("[\\[\\]]", "");
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), (int) options.connectTimeout().toMillis());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) options.connectTimeout().toMillis());
            Socket used = tls ? secured(socket, host, port, options) : socket;
            SecureRandom random = new SecureRandom();
            WebSocketConnection connection =
                    new WebSocketConnection(used, random, options.messageBytesMax(), System::nanoTime);
            Handshake handshake = new Handshake(url, random);
            connection.out.write(handshake.request());
            handshake.accept(connection.in);
            return connection;
        } catch (IOException e) {
            closeAfter(e, socket);
            throw e instanceof ClientException refused ? refused
                    : new ClientException("cannot connect to " + host + ":" + port + ": " + reason(e), e);
        }
    }

    /** Sends one message. */
    public void send(String text) throws IOException {
        out.write(Frames.encode(Frames.TEXT, text.getBytes(StandardCharsets.UTF_8), random.nextInt()));
    }

    /**
     * The next message. After an exception the connection is good for nothing but being closed, since a message may
     * have been read in part.
     *
     * @throws ClientException when none comes in time, the server closes, or breaks the protocol
     */
    public String receive(Duration timeout) throws IOException {
        long deadline = nanoClock.getAsLong() + timeout.toNanos();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        boolean begun = false;
        while (true) {
            Frames.Frame frame = next(deadline, messageBytesMax - message.size());
            if (frame.isControl()) {
                control(frame);
                continue;
            }
            if (begun != (frame.opcode() == Frames.CONTINUATION) || frame.opcode() > Frames.TEXT) {
                throw new ClientException("the server sent something that is not a text message");
            }
            begun = true;
            message.write(frame.payload());
            if (frame.last()) {
                return text(message.toByteArray());
            }
        }
    }

    /** Says goodbye and does not wait for the answer. */
    @Override
    public void close() throws IOException {
        try {
            byte[] code = ByteBuffer.allocate(2).putShort((short) NORMAL_CLOSURE).array();
            out.write(Frames.encode(Frames.CLOSE, code, random.nextInt()));
        } finally {
            socket.close();
        }
    }

    private Frames.Frame next(long deadline, int payloadMax) throws IOException {
        long left = (deadline - nanoClock.getAsLong()) / 1_000_000;
        if (left <= 0) {
            throw new ClientException("the server did not answer in time");
        }
        socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
        try {
            return Frames.read(in, payloadMax);
        } catch (SocketTimeoutException e) {
            throw new ClientException("the server did not answer in time", e);
        } catch (EOFException e) {
            throw new ClientException("the server closed the connection", e);
        }
    }

    private void control(Frames.Frame frame) throws IOException {
        if (frame.opcode() == Frames.PING) {
            out.write(Frames.encode(Frames.PONG, frame.payload(), random.nextInt()));
        } else if (frame.opcode() == Frames.CLOSE) {
            ByteBuffer payload = ByteBuffer.wrap(frame.payload());
            int code = payload.remaining() >= 2 ? payload.getShort() & 0xFFFF : 0;
            String reason = StandardCharsets.UTF_8.decode(payload).toString();
            throw new ClientException("the server closed the connection"
                    + (code == 0 ? "" : " with " + code + (reason.isEmpty() ? "" : " (" + reason + ")")));
        }
    }

    private static Socket secured(Socket socket, String host, int port, ClientOptions options) throws IOException {
        SSLSocketFactory factory = options.tls().orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
        SSLSocket secured = (SSLSocket) factory.createSocket(socket, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static String text(byte[] message) throws ClientException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message)).toString();
        } catch (CharacterCodingException e) {
            throw new ClientException("the server's message is not UTF-8", e);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null || e.getMessage().isBlank() ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static void closeAfter(IOException failure, Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
