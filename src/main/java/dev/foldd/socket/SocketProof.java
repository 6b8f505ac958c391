package dev.foldd.socket;

import dev.foldd.auth.sign.Greeting;
import dev.foldd.auth.sign.SignedCall;
import dev.foldd.auth.sign.SignedCalls;
import dev.foldd.auth.sign.SignedCalls.Signer;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Principal;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.socket.message.SocketReply.Success;
import dev.foldd.socket.message.SocketRequest;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one connection has proved. Each request is signed, or the connection itself has been logged in: the client signs the
 * nonce that the node has given this connection, once and soon. Belongs to the connection's event loop.
 */
final class SocketProof {

    /** The version of what is said in a greeting. */
    private static final String VERSION = "1.0";
    private static final Duration LOGIN_WITHIN = Duration.ofSeconds(10);
    private static final int NONCE_BYTES = 32;
    private static final int CLIENT_NONCE_MIN = 16;
    private static final int CLIENT_NONCE_MAX = 64;

    private final SocketParts parts;
    private final SignedCalls calls;
    private final Listener listener;
    private final String remote;
    private final SecureRandom random;
    private Optional<Nonces> greeted = Optional.empty();
    private Optional<Signer> session = Optional.empty();
    private boolean proved;
    private int failuresInRow;

    private record Nonces(byte[] client, byte[] server, long bornNanos) {
    }

    SocketProof(SocketParts parts, SignedCalls calls, Listener listener, String remote, SecureRandom random) {
        this.parts = parts;
        this.calls = calls;
        this.listener = listener;
        this.remote = remote;
        this.random = random;
    }

    /** Whether anybody has ever been proved here. */
    boolean provedSomebody() {
        return proved;
    }

    int failuresInRow() {
        return failuresInRow;
    }

    /** Something came that proves nobody and is no request either. */
    void countFailure() {
        failuresInRow++;
    }

    /**
     * Who sent a request, as he is known now: who has been taken off the applications meanwhile is so at once, and so is one
     * whose path of trust has expired or been revoked.
     *
     * @return fails with {@code Unauthenticated}, or {@code RateLimited} when too much has to be checked
     */
    Future<Principal> prove(SocketRequest request) {
        return switch (request.signing().signed()) {
            case WHOLLY -> signed(request);
            case IN_PART -> refused("in-part", "a signed request has public_key, timestamp, nonce and signature, "
                    + "and may have a path");
            case NOT_AT_ALL -> {
                if (session.isPresent()) {
                    yield succeeded(calls.now(session.get()));
                }
                yield listener.unsigned() ? succeeded(listener.nobody())
                        : refused("absent", "the request is not signed, and nobody has logged in on this connection");
            }
        };
    }

    private Future<Principal> signed(SocketRequest request) {
        SocketRequest.Signing signing = request.signing();
        return admitted().compose(open -> calls.prove(new SignedCall(signing.publicKey(), signing.timestamp(), signing.nonce(),
                        signing.signature(), request.operation().wireName(), digest(request.signedText())), signing.path(),
                        listener.key()))
                .onFailure(this::count).compose(signer -> succeeded(signer.principal()));
    }

    /**
     * Answers a {@code hello}: what the node signs shows a client who is there.
     *
     * @throws FaultException {@code Invalid} when it is not as it should be
     */
    Future<Success> hello(Map<String, Object> params) {
        byte[] client = bytes(params, "client_nonce");
        if (client.length < CLIENT_NONCE_MIN || client.length > CLIENT_NONCE_MAX) {
            throw invalid("client_nonce", "must be base64 of " + CLIENT_NONCE_MIN + " to " + CLIENT_NONCE_MAX + " bytes");
        }
        Object versions = params.get("versions");
        if (versions != null && !(versions instanceof List<?> known && known.contains(VERSION))) {
            throw invalid("versions", "must be a list with \"" + VERSION + "\" in it");
        }
        byte[] server = new byte[NONCE_BYTES];
        random.nextBytes(server);
        String nodeId = parts.node().nodeId();
        return parts.signer().apply(Greeting.hello(nodeId, listener.place(), client, server)).map(signature -> {
            greeted = Optional.of(new Nonces(client, server, parts.nanos().getAsLong()));
            Map<String, Object> reply = new LinkedHashMap<>();
            reply.put("node_id", nodeId);
            reply.put("server_nonce", text(server));
            reply.put("version", VERSION);
            reply.put("public_key", parts.node().text());
            reply.put("signature", text(signature));
            return new Success(reply);
        });
    }

    /** Carries out a {@code login}: from now on requests on this connection need no signature. Its nonce serves once. */
    Future<Principal> login(Map<String, Object> params) {
        if (!listener.local()) {
            return Future.failedFuture(new FaultException(new Fault.Unsupported(
                    "over TCP nobody logs in, since others could speak on his connection: sign each request")));
        }
        Optional<Nonces> nonces = greeted;
        greeted = Optional.empty();
        boolean late = nonces.isPresent()
                && parts.nanos().getAsLong() - nonces.get().bornNanos() > LOGIN_WITHIN.toNanos();
        if (nonces.isEmpty() || late) {
            return refused("login", "a login follows a hello on the same connection, once and within "
                    + LOGIN_WITHIN.toSeconds() + " s");
        }
        if (!(params.get("key") instanceof String key) || !(params.get("signature") instanceof String signature)) {
            return refused("in-part", "a login has key and signature");
        }
        Nonces fresh = nonces.get();
        return admitted().compose(open -> calls.login(key, signature, raw -> Greeting.login(parts.node().nodeId(),
                        listener.place(), fresh.client(), fresh.server(), raw), Optional.ofNullable(params.get("path")),
                        listener.key()))
                .onFailure(this::count).compose(this::loggedIn);
    }

    private Future<Principal> loggedIn(Signer signer) {
        session = Optional.of(signer);
        return succeeded(signer.principal());
    }

    private Future<Principal> succeeded(Principal who) {
        proved = true;
        failuresInRow = 0;
        return Future.succeededFuture(listener.narrowed(who));
    }

    /** The cheap limit before the dear check. */
    private Future<Void> admitted() {
        try {
            parts.failedProofs().admit(remote);
            return Future.succeededFuture();
        } catch (FaultException tooMany) {
            return Future.failedFuture(tooMany);
        }
    }

    private void count(Throwable cause) {
        if (FaultException.carriedBy(cause).filter(Fault.Unauthenticated.class::isInstance).isPresent()) {
            failuresInRow++;
            parts.failedProofs().count(remote);
        }
    }

    private <T> Future<T> refused(String word, String sentence) {
        failuresInRow++;
        parts.observer().observe(new Observation.CredentialRefused(listener.door(), word));
        return Future.failedFuture(new FaultException(new Fault.Unauthenticated(sentence)));
    }

    private static FaultException invalid(String field, String error) {
        return new FaultException(new Fault.Invalid(field, error));
    }

    private static byte[] bytes(Map<String, Object> params, String name) {
        try {
            return params.get(name) instanceof String text ? Base64.getDecoder().decode(text) : new byte[0];
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
