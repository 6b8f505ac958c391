package dev.foldd.testing;

import dev.foldd.identity.NodeKey;
import dev.foldd.identity.SignedBytes;
import dev.foldd.json.Json;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/** Speaks lines and frames to a daemon over a Unix socket or TCP, and whatever else a test wants to send. */
public final class SocketClient implements AutoCloseable {

    private static final long TIMEOUT_MILLIS = 15_000;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE = 16;

    private final SocketChannel channel;
    private final Selector selector;
    private ByteBuffer held = ByteBuffer.allocate(1 << 16).flip();

    private SocketClient(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        this.selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
    }

    public static SocketClient unix(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new SocketClient(channel);
    }

    public static SocketClient tcp(SocketAddress address) throws IOException {
        return new SocketClient(SocketChannel.open(address));
    }

    /** The signature's members of a request, as JSON without braces. */
    public static String signature(NodeKey key, String nodeId, String operation, String payload, long seconds, byte[] nonce) {
        byte[] message = SignedBytes.tagged("foldd/call/v1").text(nodeId).text(operation).integer(seconds).bytes(nonce)
                .bytes(key.publicKey().raw()).bytes(sha256(payload)).encode();
        return "\"public_key\":\"" + key.publicKey().text() + "\",\"timestamp\":" + seconds + ",\"nonce\":\"" + base64(nonce)
                + "\",\"signature\":\"" + base64(key.sign(message)) + "\"";
    }

    /** The same, now, with a nonce of its own. */
    public static String signature(NodeKey key, String nodeId, String operation, String payload) {
        return signature(key, nodeId, operation, payload, System.currentTimeMillis() / 1000, nonce());
    }

    public static byte[] nonce() {
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        return nonce;
    }

    /** A line that is not signed. */
    public static String line(String id, String operation, String payload) {
        return "{\"request_id\":\"" + id + "\",\"operation_type\":\"" + operation + "\",\"payload\":" + payload + "}";
    }

    /** A signed line. */
    public static String line(String id, String operation, String payload, NodeKey key, String nodeId) {
        return "{\"request_id\":\"" + id + "\",\"operation_type\":\"" + operation + "\",\"payload\":" + payload + ",\"auth\":{"
                + signature(key, nodeId, operation, payload) + "}}";
    }

    /** A signed line that presents a path of trust, as JSON. */
    public static String line(String id, String operation, String payload, NodeKey key, String nodeId, String path) {
        String line = line(id, operation, payload, key, nodeId);
        return line.substring(0, line.length() - 2) + ",\"path\":" + path + "}}";
    }

    /** A frame's JSON, not signed. */
    public static String frame(String operation, String params) {
        return "{\"operation\":\"" + operation + "\",\"params\":" + params + "}";
    }

    /** A frame's JSON, signed. */
    public static String frame(String operation, String params, NodeKey key, String nodeId) {
        return "{\"operation\":\"" + operation + "\",\"params\":" + params + "," + signature(key, nodeId, operation, params) + "}";
    }

    /** A signed frame's JSON that presents a path of trust. */
    public static String frame(String operation, String params, NodeKey key, String nodeId, String path) {
        String frame = frame(operation, params, key, nodeId);
        return frame.substring(0, frame.length() - 1) + ",\"path\":" + path + "}";
    }

    /** Sends a line and reads the answer. */
    public Map<String, Object> askLine(String line) throws IOException {
        sendLine(line);
        return map(readLine());
    }

    /** Sends a frame and reads the answer. */
    public Object askFrame(String json) throws IOException {
        sendFrame(json);
        return Json.parse(readFrame());
    }

    /** Says hello and logs in, in lines; the answer to the login. */
    public Map<String, Object> login(NodeKey key, String nodeId, String place) throws IOException {
        return login(key, nodeId, place, "null");
    }

    /** The same with a path of trust, as JSON. */
    public Map<String, Object> login(NodeKey key, String nodeId, String place, String path) throws IOException {
        byte[] mine = nonce();
        Map<String, Object> hello = askLine(line("hello", "hello", "{\"client_nonce\":\"" + base64(mine) + "\",\"versions\":[\"1.0\"]}"));
        byte[] theirs = Base64.getDecoder().decode((String) ((Map<?, ?>) hello.get("data")).get("server_nonce"));
        String payload = login(key, nodeId, place, mine, theirs);
        return askLine(line("login", "login", payload.substring(0, payload.length() - 1) + ",\"path\":" + path + "}"));
    }

    /** What a login is sent with. */
    public static String login(NodeKey key, String nodeId, String place, byte[] mine, byte[] theirs) {
        byte[] message = SignedBytes.tagged("foldd/login/v1").text(nodeId).text(place).bytes(mine).bytes(theirs)
                .bytes(key.publicKey().raw()).encode();
        return "{\"key\":\"" + key.publicKey().text() + "\",\"signature\":\"" + base64(key.sign(message)) + "\"}";
    }

    public void sendLine(String line) throws IOException {
        send((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    public void sendFrame(String json) throws IOException {
        send(framed(json));
    }

    public static byte[] framed(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes).array();
    }

    public void send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long deadline = System.currentTimeMillis() + TIMEOUT_MILLIS;
        while (buffer.hasRemaining()) {
            if (channel.write(buffer) == 0) {
                await(SelectionKey.OP_WRITE, deadline);
            }
        }
    }

    /** Sends nothing more. */
    public void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    public String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        for (int b = read(); b != '\n'; b = read()) {
            if (b < 0) {
                throw new IOException("the end came after '" + bytes.toString(StandardCharsets.UTF_8) + "'");
            }
            bytes.write(b);
        }
        return line.append(bytes.toString(StandardCharsets.UTF_8)).toString();
    }

    public String readFrame() throws IOException {
        int length = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            length = length << 8 | some();
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) some();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Whether nothing comes any more but the end. */
    public boolean isEnded() throws IOException {
        try {
            return read() < 0;
        } catch (IOException reset) {
            if (reset instanceof LateException) {
                throw reset;
            }
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }

    private int some() throws IOException {
        int b = read();
        if (b < 0) {
            throw new IOException("the end came too soon");
        }
        return b;
    }

    private int read() throws IOException {
        long deadline = System.currentTimeMillis() + TIMEOUT_MILLIS;
        while (!held.hasRemaining()) {
            held.clear();
            int count = channel.read(held);
            held.flip();
            if (count < 0) {
                return -1;
            }
            if (count == 0) {
                await(SelectionKey.OP_READ, deadline);
            }
        }
        return held.get() & 0xff;
    }

    private void await(int operation, long deadline) throws IOException {
        channel.keyFor(selector).interestOps(operation);
        selector.selectedKeys().clear();
        long left = deadline - System.currentTimeMillis();
        if (left <= 0 || selector.select(left) == 0) {
            throw new LateException();
        }
    }

    private static final class LateException extends IOException {
        private static final long serialVersionUID = 1L;

        private LateException() {
            super("nothing happened in time");
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(String json) {
        return (Map<String, Object>) Json.parse(json);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
