package dev.foldd.identity.trust;

import static dev.foldd.identity.trust.Edges.ALICE;
import static dev.foldd.identity.trust.Edges.BOB;
import static dev.foldd.identity.trust.Edges.NODE;
import static dev.foldd.identity.trust.Edges.NOW;
import static dev.foldd.identity.trust.Edges.edge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeTest {

    private static final Edge EDGE = edge(NODE, ALICE);

    private static Map<String, Object> with(String name, Object value) {
        Map<String, Object> tree = new LinkedHashMap<>(EDGE.tree());
        tree.put(name, value);
        return tree;
    }

    private static Map<String, Object> grant(Object pattern, Object... operations) {
        Map<String, Object> grant = new LinkedHashMap<>();
        grant.put("pattern", pattern);
        grant.put("operations", Arrays.asList(operations));
        return grant;
    }

    @Test
    void comes_back_from_its_text_as_it_was() {
        Edge again = Edge.read(Json.parse(Json.write(EDGE.tree())));

        assertThat(again).isEqualTo(EDGE);
        assertThat(again.isGenuine()).isTrue();
        assertThat(again.id()).isEqualTo(EDGE.id()).matches("[0-9a-f]{64}");
    }

    static Stream<Arguments> malformed() {
        Map<String, Object> without = new LinkedHashMap<>(EDGE.tree());
        without.remove("serial");
        String key = ALICE.publicKey().text();
        return Stream.of(
                argumentSet("no object", List.of()),
                argumentSet("nothing", (Object) null),
                argumentSet("a member too few", without),
                argumentSet("a member too many", with("note", 1L)),
                argumentSet("a short key", with("to", "AAAA")),
                argumentSet("no text for a key", with("to", 7L)),
                argumentSet("null for a key", with("from", null)),
                argumentSet("a key without padding", with("to", key.substring(0, 43))),
                argumentSet("a key with unused bits", with("to", key.substring(0, 42) + (char) (key.charAt(42) + 1) + "=")),
                argumentSet("a key of the other alphabet", with("to", "-".repeat(43) + "=")),
                argumentSet("a key with a line break", with("to", key.substring(0, 43) + "\n")),
                argumentSet("a key of 33 bytes", with("to", Base64.getEncoder().encodeToString(new byte[33]))),
                argumentSet("a short signature", with("signature", key)),
                argumentSet("hops below 0", with("maxHops", -1L)),
                argumentSet("more hops than any path has", with("maxHops", 8L)),
                argumentSet("hops as a fraction", with("maxHops", new java.math.BigDecimal("1.0"))),
                argumentSet("a time before 1970", with("notBefore", -1L)),
                argumentSet("a time beyond all", with("notAfter", Long.MAX_VALUE)),
                argumentSet("ends before it begins", with("notAfter", EDGE.notBefore() - 1)),
                argumentSet("a serial below 0", with("serial", -1L)),
                argumentSet("a serial beyond 64 bits", with("serial", new java.math.BigInteger("9223372036854775808"))),
                argumentSet("no list for a scope", with("scope", "*")),
                argumentSet("an empty scope", with("scope", List.of())),
                argumentSet("too many patterns", with("scope", Collections.nCopies(17, grant("*", "read")))),
                argumentSet("a pattern twice", with("scope", List.of(grant("a", "read"), grant("a", "write")))),
                argumentSet("an operation twice", with("scope", List.of(grant("a", "read", "read")))),
                argumentSet("no operation", with("scope", List.of(grant("a")))),
                argumentSet("too many operations", with("scope", List.of(grant("a", "a", "b", "c", "d", "e", "f", "g", "h", "i")))),
                argumentSet("null for an operation", with("scope", List.of(grant("a", (Object) null)))),
                argumentSet("an operation in capitals", with("scope", List.of(grant("a", "READ")))),
                argumentSet("an empty pattern", with("scope", List.of(grant("", "read")))),
                argumentSet("a long pattern", with("scope", List.of(grant("a".repeat(256), "read")))),
                argumentSet("half a surrogate pair", with("scope", List.of(grant("\ud800", "read")))),
                argumentSet("no text for a pattern", with("scope", List.of(grant(1L, "read")))),
                argumentSet("more than a pattern and its operations", with("scope",
                        List.of(Map.of("pattern", "a", "operations", List.of("read"), "x", 1L)))));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void is_refused_when_it_is_not_written_as_it_must_be(Object tree) {
        assertThatThrownBy(() -> Edge.read(tree)).isInstanceOf(TrustException.class);
        assertThatThrownBy(() -> TrustPath.read(Collections.singletonList(tree))).isInstanceOf(TrustException.class);
    }

    @Test
    void a_path_has_at_least_one_edge_and_at_most_eight() {
        assertThatThrownBy(() -> TrustPath.read(List.of())).isInstanceOf(TrustException.class);
        assertThatThrownBy(() -> TrustPath.read(Map.of())).isInstanceOf(TrustException.class);
        assertThatThrownBy(() -> TrustPath.read(Collections.nCopies(9, EDGE.tree()))).isInstanceOf(TrustException.class);
        assertThat(TrustPath.read(Collections.nCopies(8, EDGE.tree())).edges()).hasSize(8);
    }

    @Test
    void a_member_that_stands_there_twice_is_no_json() {
        String text = Json.write(EDGE.tree());

        assertThatThrownBy(() -> Json.parse(text.substring(0, text.length() - 1) + ",\"serial\":1}")).isInstanceOf(JsonException.class);
    }

    /** Everything that is signed, changed by a little. */
    static Stream<Arguments> forgeries() {
        return Stream.of(
                argumentSet("from", with("from", BOB.publicKey().text())),
                argumentSet("to", with("to", BOB.publicKey().text())),
                argumentSet("maxHops", with("maxHops", EDGE.maxHops() + 1L)),
                argumentSet("scope", with("scope", List.of(grant("*", "read", "write", "forward")))),
                argumentSet("the order of operations", with("scope", List.of(grant("*", "write", "read")))),
                argumentSet("notBefore", with("notBefore", EDGE.notBefore() - 1)),
                argumentSet("notAfter", with("notAfter", EDGE.notAfter() + 1)),
                argumentSet("serial", with("serial", EDGE.serial() - 1)),
                argumentSet("signature", with("signature", edge(NODE, BOB).signature())));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void is_not_genuine_when_anything_was_changed(Map<String, Object> tree) {
        assertThat(Edge.read(tree).isGenuine()).isFalse();
    }

    /** RFC 8032's curve has eight points of small order; the first bit of the last byte is the sign, which is ignored. */
    @ParameterizedTest
    @ValueSource(strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"})
    void a_key_of_small_order_or_another_encoding_is_none(String hex) {
        String key = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
        // Such a key as a signer accepts R = 0, S = 0 of anything where nobody looks at its order.
        String nothing = Base64.getEncoder().encodeToString(HexFormat.of().parseHex("01" + "00".repeat(63)));
        Edge bare = new Edge(NODE.publicKey().text(), key, 0, Scope.READ_AND_WRITE, 0, NOW, 1, nothing);
        Edge toIt = new Edge(bare.from(), key, 0, bare.scope(), 0, NOW, 1,
                Base64.getEncoder().encodeToString(NODE.sign(bare.signedBytes())));
        Edge fromIt = new Edge(key, ALICE.publicKey().text(), 0, bare.scope(), 0, NOW, 1, nothing);

        assertThat(toIt.isGenuine()).isFalse();
        assertThat(fromIt.isGenuine()).isFalse();
    }
}
