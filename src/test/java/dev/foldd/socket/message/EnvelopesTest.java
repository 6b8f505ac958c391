package dev.foldd.socket.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.fault.Fault;
import dev.foldd.socket.message.SocketRequest.Signed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EnvelopesTest {

    private static SocketRequest read(Dialect dialect, String text) {
        return Envelopes.read(dialect, text.getBytes(StandardCharsets.UTF_8));
    }

    static Stream<Arguments> signedTexts() {
        return Stream.of(
                argumentSet("as it stands, with its space", "{\"operation\":\"query\",\"params\" : { \"a\" :  1 } }", "{ \"a\" :  1 }"),
                argumentSet("first", "{\"params\":{\"a\":\"}\"},\"operation\":\"query\"}", "{\"a\":\"}\"}"),
                argumentSet("behind others that look like it",
                        "{\"x\":{\"params\":{}},\"y\":\"\\\"params\\\":{}\",\"z\":[{\"params\":1}],"
                                + "\"operation\":\"query\",\"params\":{\"b\":2}}",
                        "{\"b\":2}"),
                argumentSet("under an escaped name", "{\"operation\":\"query\",\"par\\u0061ms\":{\"c\":3}}", "{\"c\":3}"),
                argumentSet("beyond ASCII, and escaped", "{\"operation\":\"query\",\"params\":{\"ä\":\"\\u00e4😀\"}}",
                        "{\"ä\":\"\\u00e4😀\"}"),
                argumentSet("null", "{\"operation\":\"query\",\"params\":null}", "null"),
                argumentSet("left out", "{\"operation\":\"query\"}", ""),
                argumentSet("among numbers and words", "{\"n\":-1.5e3,\"t\":true,\"f\":false ,\"u\":null\n,\"operation\":\"query\","
                        + "\"params\":{}}", "{}"));
    }

    @ParameterizedTest
    @MethodSource("signedTexts")
    void what_is_signed_is_the_text_as_it_was_sent(String envelope, String signed) {
        assertThat(read(Dialect.FRAMES, envelope).signedText()).isEqualTo(signed);
    }

    @Test
    void a_line_is_read() {
        SocketRequest request = read(Dialect.LINES, "{\"request_id\":\"u1\","
                + "\"operation_type\":\"get_schema\",\"payload\":{\"schema_id\":\"A\"},"
                + "\"auth\":{\"public_key\":\"k\",\"timestamp\":1,\"nonce\":\"n\",\"signature\":\"s\"},\"more\":1}");

        assertThat(request).isEqualTo(new SocketRequest("u1", Operation.GET_SCHEMA, Map.of("schema_id", "A"), "{\"schema_id\":\"A\"}",
                new SocketRequest.Signing("k", 1L, "n", "s", Optional.empty()), Optional.empty()));
        assertThat(request.signing().signed()).isEqualTo(Signed.WHOLLY);
        assertThat(request.toString()).doesNotContain("schema_id", "\"s\"");
    }

    @Test
    void a_frame_is_read() {
        SocketRequest request = read(Dialect.FRAMES, "{\"operation\":\"block_schema\","
                + "\"params\":{},\"target_node_id\":\"n\",\"app_id\":\"a\","
                + "\"request_id\":7,\"nonce\":\"n\"}");

        assertThat(request.requestId()).isEqualTo(7L);
        assertThat(request.targetNode()).contains("n");
        assertThat(request.signing().signed()).isEqualTo(Signed.IN_PART);
        assertThat(read(Dialect.FRAMES, "{\"operation\":\"query\"}").signing().signed()).isEqualTo(Signed.NOT_AT_ALL);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                argumentSet("no JSON", Dialect.LINES, "{", false, "the text is not valid JSON"),
                argumentSet("a list", Dialect.LINES, "[]", false, "a request must be an object"),
                argumentSet("two of one member", Dialect.LINES, "{\"request_id\":\"1\",\"request_id\":\"2\"}", false,
                        "a member stands twice"),
                argumentSet("two of one member deep inside", Dialect.FRAMES, "{\"params\":{\"a\":1,\"a\":1}}", false,
                        "a member stands twice"),
                argumentSet("two of one member, one escaped", Dialect.FRAMES, "{\"nonce\":\"1\",\"nonc\\u0065\":\"2\"}", false,
                        "a member stands twice"),
                argumentSet("too deep", Dialect.FRAMES, "[".repeat(70) + "]".repeat(70), false, "nested too deep"),
                argumentSet("no id", Dialect.LINES, "{\"operation_type\":\"query\"}", true, "request_id must be a text"),
                argumentSet("an id that is an object", Dialect.FRAMES, "{\"operation\":\"query\",\"request_id\":{}}", true,
                        "request_id must be"),
                argumentSet("no operation", Dialect.FRAMES, "{}", true, "Missing operation"),
                argumentSet("one that is a number", Dialect.FRAMES, "{\"operation\":1}", true, "the operation must be a text"),
                argumentSet("one of frames in a line", Dialect.LINES, "{\"request_id\":\"1\",\"operation_type\":\"block_schema\"}", true,
                        "Unknown operation: block_schema"),
                argumentSet("parameters that are a list", Dialect.FRAMES, "{\"operation\":\"query\",\"params\":[]}", true,
                        "params must be an object"),
                argumentSet("a signature that is a text", Dialect.LINES,
                        "{\"request_id\":\"1\",\"operation_type\":\"query\",\"auth\":\"x\"}", true, "auth must be an object"),
                argumentSet("a node that is a number", Dialect.FRAMES, "{\"operation\":\"query\",\"target_node_id\":1}", true,
                        "target_node_id must be a text"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void what_is_no_request_is_refused(Dialect dialect, String text, boolean readable, String sentence) {
        assertThatThrownBy(() -> read(dialect, text)).isInstanceOfSatisfying(EnvelopeException.class, refusal -> {
            assertThat(refusal.isReadable()).isEqualTo(readable);
            assertThat(refusal).hasMessageContaining(sentence);
        });
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void bytes_that_are_no_text_are_refused_and_never_replaced(Dialect dialect) {
        for (int[] bytes : List.of(new int[] {0xc0, 0xaf}, new int[] {0xed, 0xa0, 0x80}, new int[] {0xf5, 0x80, 0x80, 0x80},
                new int[] {0x80},
                new int[] {0xe2, 0x82})) {
            byte[] message = ("{\"a\":\"" + "x".repeat(bytes.length) + "\"}").getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < bytes.length; i++) {
                message[6 + i] = (byte) bytes[i];
            }
            assertThatThrownBy(() -> Envelopes.read(dialect, message)).hasMessage("the text is not valid UTF-8");
        }
        assertThat(StrictText.decode("\uFFFD".getBytes(StandardCharsets.UTF_8))).contains("\uFFFD");
    }

    @Test
    void an_unknown_word_is_told_back_only_as_far_as_it_goes() {
        assertThatThrownBy(() -> read(Dialect.FRAMES, "{\"operation\":\"" + "x".repeat(100_000) + "\"}"))
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(300));
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(new Fault.Invalid("a", "b"), "QUERY_ERROR", "a: b"),
                Arguments.of(new Fault.Invalid("", "Missing schema parameter"), "QUERY_ERROR", "Missing schema parameter"),
                Arguments.of(new Fault.Unauthenticated("r"), "AUTH_ERROR", "Authentication required: r"),
                Arguments.of(new Fault.Forbidden("r"), "QUERY_ERROR", "r"),
                Arguments.of(new Fault.NotFound("r"), "QUERY_ERROR", "r"),
                Arguments.of(new Fault.Conflict("r"), "QUERY_ERROR", "r"),
                Arguments.of(new Fault.TooLarge("w", 5), "QUERY_ERROR", "w is beyond the limit of 5"),
                Arguments.of(new Fault.RateLimited(Duration.ofSeconds(2)), "RATE_LIMITED", "Rate limit exceeded, try again after 2 s"),
                Arguments.of(new Fault.TooFar("r"), "QUERY_ERROR", "r"),
                Arguments.of(new Fault.Timeout(Duration.ofSeconds(1)), "TIMEOUT", "Operation timeout after 1000 ms"),
                Arguments.of(new Fault.Unsupported("r"), "QUERY_ERROR", "r"),
                Arguments.of(new Fault.StorageFull("r"), "QUERY_ERROR", "Storage quota exceeded: r"),
                Arguments.of(new Fault.Unavailable("r", Duration.ofSeconds(1)), "INTERNAL_ERROR", "Database unavailable: r"),
                Arguments.of(new Fault.Internal("i"), "INTERNAL_ERROR", "Internal server error, incident i"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void every_fault_has_its_code_and_sentence(Fault fault, String code, String sentence) {
        assertThat(SocketReply.failure(Dialect.LINES, "1", Operation.Kind.QUERY, fault))
                .isEqualTo("{\"request_id\":\"1\",\"status\":\"error\","
                + "\"data\":null,\"error\":{\"code\":\"" + code + "\",\"message\":\"" + sentence + "\"}}");
        assertThat(SocketReply.failure(Dialect.FRAMES, null, Operation.Kind.QUERY, fault))
                .isEqualTo("{\"error\":\"Error processing request: " + sentence + "\"}");
    }

    @Test
    void who_may_not_change_schemas_has_not_the_proof_for_it() {
        assertThat(SocketFaults.code(Fault.Code.TOO_FAR, Operation.Kind.SCHEMA)).isEqualTo("AUTH_ERROR");
        assertThat(SocketFaults.code(Fault.Code.TOO_FAR, Operation.Kind.MUTATION)).isEqualTo("MUTATION_ERROR");
        assertThat(SocketFaults.code(Fault.Code.NOT_FOUND, Operation.Kind.SCHEMA)).isEqualTo("SCHEMA_ERROR");
    }
}
