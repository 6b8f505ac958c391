package dev.foldd.auth.sign;

import dev.foldd.identity.SignedBytes;

/**
 * The bytes of the two signatures that open a connection: the node's, by which a client is sure whom it speaks to, and the
 * client's, after which its requests on that connection need none. Both hold the nonces of both sides, and so serve once.
 */
public final class Greeting {

    private static final String HELLO = "foldd/hello/v1";
    private static final String LOGIN = "foldd/login/v1";

    private Greeting() {
    }

    /** What the node signs. */
    public static byte[] hello(String nodeId, String door, byte[] clientNonce, byte[] serverNonce) {
        return SignedBytes.tagged(HELLO).text(nodeId).text(door).bytes(clientNonce).bytes(serverNonce).encode();
    }

    /** What a client signs. The path of the socket is in it, so that a false daemon cannot pass it on from another place. */
    public static byte[] login(String nodeId, String door, byte[] clientNonce, byte[] serverNonce, byte[] rawKey) {
        return SignedBytes.tagged(LOGIN).text(nodeId).text(door).bytes(clientNonce).bytes(serverNonce).bytes(rawKey).encode();
    }
}
