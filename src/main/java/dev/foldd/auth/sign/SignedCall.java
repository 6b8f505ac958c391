package dev.foldd.auth.sign;

import dev.foldd.identity.SignedBytes;

/**
 * A request as its sender has signed it, its parts still as texts of the wire.
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
