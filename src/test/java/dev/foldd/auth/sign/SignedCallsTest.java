package dev.foldd.auth.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.auth.trust.TrustConfig;
import dev.foldd.auth.trust.TrustFiles;
import dev.foldd.auth.trust.TrustPaths;
import dev.foldd.config.Problems;
import dev.foldd.config.Section;
import dev.foldd.contract.Observation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.PublicKey;
import dev.foldd.testing.TestClock;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedCallsTest {

    private static final NodeKey NODE = NodeKey.ofSeed(new byte[32]);
    private static final NodeKey ALICE = NodeKey.ofSeed(filled(1));
    private static final byte[] PAYLOAD = "{\"schema\":\"Card\"}".getBytes(StandardCharsets.UTF_8);
    private static final long NOW = 1_750_000_100;

    private final Vertx vertx = Vertx.vertx();
    private final TestClock clock = new TestClock(Instant.ofEpochSecond(NOW));
    private final ConcurrentLinkedQueue<Observation> observed = new ConcurrentLinkedQueue<>();
    private Signatures signatures;
    private Applications applications;
    private TrustPaths paths;
    private SignedCalls calls;

    @BeforeEach
    void start(@TempDir Path directory) {
        SignedConfig config = SignedConfig.read(Section.root(Map.of("max_nonces", 3), new Problems()));
        signatures = new Signatures(vertx, config);
        applications = new Applications(directory.resolve("apps"), NODE.publicKey(), List.of());
        paths = new TrustPaths(TrustConfig.read(Section.root(Map.of(), new Problems())), NODE.publicKey(),
                new TrustFiles(directory.resolve("trust")), clock);
        TestClock before = new TestClock(Instant.ofEpochSecond(NOW - 100));
        calls = new SignedCalls("socket", new SignedCalls.Parts(NODE.publicKey().nodeId(), applications, paths, signatures, clock,
                observed::add), new SignedCalls.Shared(config, before.instant(), () -> clock.millis() * 1_000_000));
    }

    @AfterEach
    void stop() throws Exception {
        signatures.close(Duration.ofSeconds(5));
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void who_has_signed_is_known_by_his_key() throws Exception {
        SignedCalls.Signer signer = proved(call(NOW, filled(16, 9), "query"));

        assertThat(signer.key()).isEqualTo(ALICE.publicKey());
        assertThat(signer.principal().key()).contains(ALICE.publicKey().text());
        assertThat(signer.principal().distance()).isEmpty();
        assertThat(proved(signed(NODE, NOW, filled(16, 8), "query")).principal().distance()).isEqualTo(OptionalInt.of(0));
    }

    /** A vector, so that a program in another language can be written against it. */
    @Test
    void these_are_the_bytes_that_are_signed() throws Exception {
        byte[] bytes = SignedCall.bytes(NODE.publicKey().nodeId(), "query", 1, filled(16, 2), ALICE.publicKey().raw(), sha(PAYLOAD));

        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("00000007" + "0000000d" + hex("foldd/call/v1")
                + "00000020" + hex(NODE.publicKey().nodeId()) + "00000005" + hex("query") + "00000008" + "0000000000000001"
                + "00000010" + "02".repeat(16) + "00000020" + HexFormat.of().formatHex(ALICE.publicKey().raw())
                + "00000020" + HexFormat.of().formatHex(sha(PAYLOAD)));
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(
                argumentSet("another operation", change(c -> new SignedCall(c.publicKey(), c.timestamp(), c.nonce(), c.signature(),
                        "mutation", c.digest())), "signature"),
                argumentSet("another payload", change(c -> new SignedCall(c.publicKey(), c.timestamp(), c.nonce(), c.signature(),
                        c.operation(), new byte[32])), "signature"),
                argumentSet("another time", change(c -> new SignedCall(c.publicKey(), c.timestamp() + 1, c.nonce(), c.signature(),
                        c.operation(), c.digest())), "signature"),
                argumentSet("another nonce", change(c -> new SignedCall(c.publicKey(), c.timestamp(), text(filled(16, 7)),
                        c.signature(), c.operation(), c.digest())), "signature"),
                argumentSet("another key", change(c -> new SignedCall(NODE.publicKey().text(), c.timestamp(), c.nonce(),
                        c.signature(), c.operation(), c.digest())), "signature"),
                argumentSet("no signature", change(c -> new SignedCall(c.publicKey(), c.timestamp(), c.nonce(), "",
                        c.operation(), c.digest())), "malformed"),
                argumentSet("no base64", change(c -> new SignedCall(c.publicKey(), c.timestamp(), c.nonce(), "?",
                        c.operation(), c.digest())), "malformed"),
                argumentSet("a short nonce", change(c -> new SignedCall(c.publicKey(), c.timestamp(), text(filled(15, 7)),
                        c.signature(), c.operation(), c.digest())), "malformed"),
                argumentSet("no key", change(c -> new SignedCall("", c.timestamp(), c.nonce(), c.signature(), c.operation(),
                        c.digest())), "key"),
                argumentSet("a signature whose S is not reduced", change(c -> new SignedCall(c.publicKey(), c.timestamp(), c.nonce(),
                        unreduced(c.signature()), c.operation(), c.digest())), "signature"));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void what_was_not_signed_so_proves_nobody(UnaryOperator<SignedCall> forgery, String word) throws Exception {
        assertThat(refusal(forgery.apply(call(NOW, filled(16, 9), "query")))).isInstanceOf(Fault.Unauthenticated.class);

        assertThat(observed).containsExactly(new Observation.CredentialRefused("socket", word));
    }

    @Test
    void what_was_signed_for_another_node_proves_nobody_here() throws Exception {
        byte[] nonce = filled(16, 9);
        byte[] message = SignedCall.bytes(ALICE.publicKey().nodeId(), "query", NOW, nonce, ALICE.publicKey().raw(), sha(PAYLOAD));

        assertThat(refusal(new SignedCall(ALICE.publicKey().text(), NOW, text(nonce), text(ALICE.sign(message)), "query",
                sha(PAYLOAD)))).isInstanceOf(Fault.Unauthenticated.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {NOW - 101, NOW + 301, NOW - 301, 0, -1, Long.MAX_VALUE, Long.MIN_VALUE})
    void a_time_too_far_away_or_before_the_start_is_refused(long timestamp) throws Exception {
        refusal(call(timestamp, filled(16, 9), "query"));

        assertThat(observed).containsExactly(new Observation.CredentialRefused("socket", "time"));
    }

    @ParameterizedTest
    @ValueSource(longs = {NOW - 100, NOW, NOW + 300})
    void a_time_within_the_window_is_taken(long timestamp) throws Exception {
        assertThat(proved(call(timestamp, filled(16, 9), "query")).key()).isEqualTo(ALICE.publicKey());
    }

    @Test
    void a_nonce_serves_once_for_each_key_and_is_used_up_only_by_who_has_signed() throws Exception {
        byte[] nonce = filled(16, 9);
        SignedCall call = call(NOW, nonce, "query");
        refusal(new SignedCall(call.publicKey(), NOW, call.nonce(), text(new byte[64]), "query", call.digest()));

        proved(call);
        assertThat(refusal(call).details().toString()).contains("the nonce has been used");
        proved(signed(NODE, NOW, nonce, "query"));
        clock.forward(Duration.ofSeconds(299));
        assertThat(refusal(call).details().toString()).contains("the nonce has been used");
    }

    @Test
    void a_full_memory_refuses_and_does_not_forget() throws Exception {
        SignedCall first = call(NOW, filled(16, 1), "query");
        proved(first);
        proved(call(NOW, filled(16, 2), "query"));
        proved(call(NOW, filled(16, 3), "query"));

        assertThat(refusal(call(NOW, filled(16, 4), "query"))).isInstanceOf(Fault.RateLimited.class);
        assertThat(refusal(first).details().toString()).contains("the nonce has been used");
        clock.forward(Duration.ofSeconds(901));
        proved(call(NOW + 901, filled(16, 4), "query"));
    }

    @Test
    void a_pinned_door_takes_no_other_key() throws Exception {
        try {
            calls.prove(call(NOW, filled(16, 9), "query"), Optional.empty(), Optional.of(NODE.publicKey()))
                    .toCompletionStage().toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            throw new AssertionError("not refused");
        } catch (ExecutionException e) {
            assertThat(((FaultException) e.getCause()).fault().details().toString()).contains("belongs to another key");
        }
    }

    /** The eight points of small order, in every encoding: who uses one as a key can make signatures that fit anything. */
    @ParameterizedTest
    @ValueSource(strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"})
    void a_key_of_small_order_proves_nobody(String key) throws Exception {
        byte[] raw = HexFormat.of().parseHex(key);
        // R is the neutral point and S is 0: with such a key this fits about every eighth message, or every one.
        byte[] forged = new byte[PublicKey.SIGNATURE_SIZE];
        forged[0] = 1;

        for (int i = 0; i < 16; i++) {
            assertThat(refusal(new SignedCall(text(raw), NOW, text(filled(16, i)), text(forged), "query", sha(PAYLOAD))))
                    .isInstanceOf(Fault.Unauthenticated.class);
        }
        assertThat(observed).containsOnly(new Observation.CredentialRefused("socket", "key"));
    }

    private SignedCall call(long timestamp, byte[] nonce, String operation) throws Exception {
        return signed(ALICE, timestamp, nonce, operation);
    }

    private static SignedCall signed(NodeKey key, long timestamp, byte[] nonce, String operation) throws Exception {
        byte[] message = SignedCall.bytes(NODE.publicKey().nodeId(), operation, timestamp, nonce, key.publicKey().raw(),
                sha(PAYLOAD));
        return new SignedCall(key.publicKey().text(), timestamp, text(nonce), text(key.sign(message)), operation, sha(PAYLOAD));
    }

    private SignedCalls.Signer proved(SignedCall call) throws Exception {
        return calls.prove(call, Optional.empty(), Optional.empty()).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Fault refusal(SignedCall call) throws Exception {
        try {
            proved(call);
        } catch (ExecutionException e) {
            return ((FaultException) e.getCause()).fault();
        }
        throw new AssertionError("not refused");
    }

    private static UnaryOperator<SignedCall> change(UnaryOperator<SignedCall> change) {
        return change;
    }

    /** S plus the order of the group, which signs the same where S is not looked at closely. */
    private static String unreduced(String signature) {
        byte[] bytes = Base64.getDecoder().decode(signature);
        byte[] order = HexFormat.of().parseHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        int carry = 0;
        for (int i = 0; i < 32; i++) {
            int sum = (bytes[32 + i] & 0xff) + (order[i] & 0xff) + carry;
            bytes[32 + i] = (byte) sum;
            carry = sum >> 8;
        }
        return text(bytes);
    }

    private static byte[] sha(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] filled(int value) {
        return filled(32, value);
    }

    private static byte[] filled(int size, int value) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
