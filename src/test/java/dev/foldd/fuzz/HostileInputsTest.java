package dev.foldd.fuzz;

import dev.foldd.identity.trust.EdgeRevocation;
import dev.foldd.identity.trust.Edges;
import dev.foldd.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Honest inputs, changed at random, some ten thousand in each build and the same in all; {@link HostileInputFuzz} goes further. */
class HostileInputsTest {

    private static final int ROUNDS = 4_000;
    private static final long SEED = 20_260_101;

    static Stream<Arguments> targets() {
        String line = "{\"request_id\":\"1\",\"operation_type\":\"query\",\"payload\":{\"schema\":\"A\",\"fields\":[\"é\"]},"
                + "\"auth\":{\"public_key\":\"a\",\"timestamp\":1,\"nonce\":\"b\",\"signature\":\"c\"}}";
        String frame = "{\"operation\":\"query\",\"params\":{\"a\":[1,-2.5e3,null,true,\"\\u0041\\\"\"]},"
                + "\"request_id\":7,\"nonce\":\"n\"}";
        return Stream.of(
                Arguments.argumentSet("the framing", (Consumer<byte[]>) HostileInputs::framing,
                        List.of(line + "\n\n" + line + "\n", "\0\0\0\2{}\0\0\0\0", "\0\0\3\350" + "x".repeat(1_000))),
                Arguments.argumentSet("the envelopes", (Consumer<byte[]>) HostileInputs::envelope, List.of(line, frame)),
                Arguments.argumentSet("the reader of schemas", (Consumer<byte[]>) HostileInputs::schema,
                        List.of(HostileInputs.schemaText())),
                Arguments.argumentSet("the reader of paths", (Consumer<byte[]>) HostileInputs::path, List.of(
                        Json.write(Edges.path(Edges.NODE, Edges.BOB, 2, Edges.NOW).tree()))),
                Arguments.argumentSet("the reader of revocations", (Consumer<byte[]>) HostileInputs::revocation, List.of(
                        Json.write(EdgeRevocation.ofSubject(Edges.NODE, Edges.BOB.publicKey(), 7).tree()),
                        Json.write(EdgeRevocation.ofEdge(Edges.NODE, "0".repeat(64), 7).tree()))),
                Arguments.argumentSet("the reader of filters", (Consumer<byte[]>) HostileInputs::filter, List.of(
                        "{\"operator\":\"and\",\"conditions\":[{\"field\":\"score\",\"operator\":\"gt\",\"value\":3}]}",
                        "{\"field\":\"score\",\"range_filter\":{\"KeyRange\":{\"start\":\"a\",\"end\":\"b\"}}}",
                        "{\"score\":{\"lt\":30},\"range_filter\":{\"player\":{\"KeyPattern\":\"a*?\"}}}",
                        "{\"range_filter\":{\"player\":{\"Keys\":[\"1\",\"2\"]}}}")));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void nothing_but_the_declared_refusal_comes_of_changed_inputs(Consumer<byte[]> target, List<String> honest) {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] input = honest.get(round % honest.size()).getBytes(StandardCharsets.UTF_8);
            target.accept(changed(input, random));
        }
    }

    /** Some bytes changed, taken out, doubled, or words of JSON put between them. */
    private static byte[] changed(byte[] input, Random random) {
        List<Byte> bytes = new ArrayList<>();
        for (byte b : input) {
            bytes.add(b);
        }
        String[] words = {"{", "}", "[", "]", "\"", ",", ":", "null", "true", "-1", "1e9", "\\u0000", "\\ud800", "{\"a\":1}", "[[[[", "\n"};
        for (int change = random.nextInt(4); change >= 0 && !bytes.isEmpty(); change--) {
            int at = random.nextInt(bytes.size());
            switch (random.nextInt(4)) {
                case 0 -> bytes.set(at, (byte) random.nextInt(256));
                case 1 -> bytes.subList(at, Math.min(bytes.size(), at + 1 + random.nextInt(20))).clear();
                case 2 -> bytes.addAll(at, List.copyOf(bytes.subList(at, Math.min(bytes.size(), at + 1 + random.nextInt(40)))));
                default -> {
                    for (byte b : words[random.nextInt(words.length)].getBytes(StandardCharsets.UTF_8)) {
                        bytes.add(at, b);
                    }
                }
            }
        }
        byte[] changed = new byte[bytes.size()];
        for (int i = 0; i < changed.length; i++) {
            changed[i] = bytes.get(i);
        }
        return changed;
    }
}
