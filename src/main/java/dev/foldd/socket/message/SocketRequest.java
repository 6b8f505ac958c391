package dev.foldd.socket.message;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One request as it was sent: its envelope is in order, what is asked for may not be.
 *
 * @param requestId a text or a number; null where there is none
 * @param params what belongs to the operation, JSON in plain Java
 * @param signedText the same as it was sent, byte by byte; empty where it was left out
 * @param targetNode the node that is meant, where one is named
 */
public record SocketRequest(Object requestId, Operation operation, Map<String, Object> params, String signedText,
                            Signing signing, Optional<String> targetNode) {

    /** How a request is signed. */
    public enum Signed { NOT_AT_ALL, IN_PART, WHOLLY }

    /**
     * The parts of a signature, still as texts of the wire; null where one is missing.
     *
     * @param timestamp seconds since 1970
     * @param path the path of trust that is presented with it, JSON in plain Java
     */
    public record Signing(String publicKey, Long timestamp, String nonce, String signature, Optional<Object> path) {

        /** Of an object whose members they are; what is of another kind counts as missing. */
        static Signing of(Map<?, ?> members) {
            return new Signing(text(members.get("public_key")), members.get("timestamp") instanceof Long time ? time : null,
                    text(members.get("nonce")), text(members.get("signature")),
                    Optional.ofNullable(members.get("path")));
        }

        private static String text(Object value) {
            return value instanceof String text ? text : null;
        }

        /** Whether nothing, something or everything of it is there; a path alone says nothing about anybody. */
        public Signed signed() {
            boolean all = publicKey != null && timestamp != null && nonce != null && signature != null;
            boolean none = publicKey == null && timestamp == null && nonce == null && signature == null;
            return all ? Signed.WHOLLY : none && path.isEmpty() ? Signed.NOT_AT_ALL : Signed.IN_PART;
        }

        /** Without the signature. */
        @Override
        public String toString() {
            return "Signing[" + signed() + "]";
        }
    }

    public SocketRequest {
        Objects.requireNonNull(operation);
        Objects.requireNonNull(params);
        Objects.requireNonNull(signedText);
        Objects.requireNonNull(signing);
        Objects.requireNonNull(targetNode);
    }

    /** Without what is asked for, which is the caller's own business. */
    @Override
    public String toString() {
        return "SocketRequest[" + operation.wireName() + "]";
    }
}
