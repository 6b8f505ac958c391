package dev.foldd.auth.sign;

import dev.foldd.identity.SignedBytes;

/**
 * A request as its sender has signed it, its parts still as texts of the wire.
 *
 * <p>A path of trust that he presents with it is not among the signed bytes, and need not be: each of its edges is signed by
 * itself, and it speaks for the key at its end alone, which must be the one that signed the request. Whoever stands between
 * can leave it out or put another one in its place that leads to the same key. Then the verifier computes another distance
 * for the same caller, none that his edges do not grant him, and the request does what it says.
 *
 * @param publicKey base64 of the raw key
 * @param timestamp seconds since 1970
 * @param nonce base64 of 16 bytes
 * @param signature base64
 * @param operation what is asked for, as the door names it
 * @param digest SHA-256 of the exact bytes of what belongs to it
 */
public record SignedCall(String publicKey, long timestamp, String nonce, String signature, String operation, byte[] digest) {

    private static final String TAG = "foldd/call/v1";

    /** The bytes that were signed. The node that is meant stands among them, so that no other can be sent the same. */
    static byte[] bytes(String nodeId, String operation, long timestamp, byte[] nonce, byte[] rawKey, byte[] digest) {
        return SignedBytes.tagged(TAG).text(nodeId).text(operation).integer(timestamp).bytes(nonce).bytes(rawKey).bytes(digest)
                .encode();
    }
}
