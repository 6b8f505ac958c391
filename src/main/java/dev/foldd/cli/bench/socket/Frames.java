package dev.foldd.cli.bench.socket;

import dev.foldd.identity.NodeKey;
import dev.foldd.identity.SignedBytes;
import dev.foldd.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/** Requests as the bytes of their frames: a length of four bytes, big-endian, and JSON. */
final class Frames {

    private static final String TAG = "foldd/call/v1";
    private static final int NONCE_BYTES = 16;

    private final String nodeId;
    private final NodeKey key;
    private final SecureRandom random = new SecureRandom();

    /** @param nodeId whom signed requests are meant for */
    Frames(String nodeId, NodeKey key) {
        this.nodeId = nodeId;
        this.key = key;
    }

    /** A request without a signature. */
    static byte[] plain(String operation, Map<String, Object> params) {
        return framed("{\"operation\":\"" + operation + "\",\"params\":" + Json.write(params) + "}");
    }

    /** A request that is signed at some second, with a nonce of its own. */
    byte[] signed(String operation, Map<String, Object> params, long second) {
        String text = Json.write(params);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] signature = key.sign(SignedBytes.tagged(TAG).text(nodeId).text(operation).integer(second).bytes(nonce)
                .bytes(key.publicKey().raw()).bytes(sha256(text)).encode());
        Base64.Encoder base64 = Base64.getEncoder();
        return framed("{\"operation\":\"" + operation + "\",\"params\":" + text + ",\"public_key\":\"" + key.publicKey().text()
                + "\",\"timestamp\":" + second + ",\"nonce\":\"" + base64.encodeToString(nonce) + "\",\"signature\":\""
                + base64.encodeToString(signature) + "\"}");
    }

    private static byte[] framed(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes).array();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
