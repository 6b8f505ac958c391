package dev.foldd.client.socket;

import dev.foldd.client.ClientKey;
import dev.foldd.client.FolddClientException;
import dev.foldd.client.FolddClientException.AuthenticationFailed;
import dev.foldd.client.FolddClientException.InvalidResponse;
import dev.foldd.client.json.JsonValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The first words on a connection. {@code hello}: the node signs both sides' nonces; {@code login}: the application does, and
 * needs to sign nothing more on this connection. Both signatures name the node and the socket's path, so that neither serves
 * anywhere else.
 */
final class Greeter {

    private static final String HELLO_TAG = "foldd/hello/v1";
    private static final String LOGIN_TAG = "foldd/login/v1";
    private static final int NONCE_BYTES = 32;
    private static final int NONCE_BYTES_MIN = 16;
    private static final int PATH_BYTES_MAX = 65_536;
    private static final List<String> VERSIONS = List.of("1.0");

    private final SocketSettings settings;
    private final byte[] clientNonce = new byte[NONCE_BYTES];
    private boolean helloAnswered;

    Greeter(SocketSettings settings, SecureRandom random) {
        this.settings = settings;
        random.nextBytes(clientNonce);
    }

    /** Whether there is anything to say before the first request. */
    static boolean isNeeded(SocketSettings settings) {
        return settings.key().isPresent() || settings.nodeId().isPresent();
    }

    /** What comes first. */
    byte[] hello() {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("client_nonce", base64(clientNonce));
        payload.put("versions", VERSIONS);
        return line("hello", "hello", payload);
    }

    /**
     * What comes next.
     *
     * @return empty when nothing does, and requests may follow
     * @throws AuthenticationFailed when the node is not the one that is expected, or does not take the key
     * @throws InvalidResponse when the reply is none
     */
    Optional<byte[]> next(Reply reply) {
        if (reply.failure().isPresent()) {
            throw refused(reply.failure().get());
        }
        if (helloAnswered) {
            return Optional.empty();
        }
        helloAnswered = true;
        if (!(reply.data() instanceof Map<?, ?> hello) || !(hello.get("node_id") instanceof String nodeId)) {
            throw new InvalidResponse("the daemon's answer to hello names no node", null);
        }
        byte[] serverNonce = bytes(hello, "server_nonce");
        if (serverNonce.length < NONCE_BYTES_MIN) {
            throw new InvalidResponse("the daemon's answer to hello has too short a nonce", null);
        }
        if (settings.nodeId().isPresent()) {
            check(settings.nodeId().get(), nodeId, hello, serverNonce);
        }
        return settings.key().map(key -> login(key, nodeId, serverNonce));
    }

    private void check(String expected, String nodeId, Map<?, ?> hello, byte[] serverNonce) {
        if (!nodeId.equals(expected)) {
            throw new AuthenticationFailed("another node answers: " + nodeId + " instead of " + expected, null);
        }
        byte[] key = bytes(hello, "public_key");
        byte[] message = Signed.encoded(Signed.text(HELLO_TAG), Signed.text(nodeId), Signed.text(door()), clientNonce,
                serverNonce);
        if (!Signed.nodeId(key).equals(expected) || !Signed.by(key, message, bytes(hello, "signature"))) {
            throw new AuthenticationFailed("whoever answers has not signed as node " + expected
                    + "; if the socket has another path on the daemon's side, name that one too", null);
        }
    }

    private byte[] login(ClientKey key, String nodeId, byte[] serverNonce) {
        byte[] message = Signed.encoded(Signed.text(LOGIN_TAG), Signed.text(nodeId), Signed.text(door()), clientNonce,
                serverNonce, key.rawPublicKey());
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("key", key.publicKey());
        payload.put("signature", base64(key.sign(message)));
        settings.trustPath().ifPresent(file -> payload.put("path", path(file)));
        return line("login", "login", payload);
    }

    /** Anew for every connection, since edges live for a day or so and are renewed in their file. */
    private static Object path(Path file) {
        try {
            if (Files.size(file) <= PATH_BYTES_MAX) {
                Object path = JsonValues.parse(Files.readAllBytes(file));
                return path instanceof Map<?, ?> ? List.of(path) : path;
            }
        } catch (IOException e) {
            throw new AuthenticationFailed("the path of trust in " + file + " cannot be read", e);
        }
        throw new AuthenticationFailed("the path of trust in " + file + " is too large to be one", null);
    }

    private String door() {
        return "socket:" + settings.knownAs();
    }

    private static FolddClientException refused(FolddClientException failure) {
        return failure instanceof AuthenticationFailed
                ? new AuthenticationFailed("the daemon does not take this key here: " + failure.getMessage(), failure) : failure;
    }

    private static byte[] bytes(Map<?, ?> members, String name) {
        try {
            return members.get(name) instanceof String text ? Base64.getDecoder().decode(text) : new byte[0];
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] line(String id, String operation, Map<String, Object> payload) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("request_id", id);
        request.put("operation_type", operation);
        request.put("payload", payload);
        return (JsonValues.text(request) + '\n').getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
