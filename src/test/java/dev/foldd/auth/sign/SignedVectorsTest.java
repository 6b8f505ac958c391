package dev.foldd.auth.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.audit.format.Checkpoint;
import dev.foldd.fold.storage.Atom;
import dev.foldd.identity.NodeKey;
import dev.foldd.identity.SignedBytes;
import dev.foldd.identity.trust.Edge;
import dev.foldd.identity.trust.EdgeRevocation;
import dev.foldd.identity.trust.Scope;
import dev.foldd.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors by which other languages are tested: made by code that shares no line with this daemon's. */
class SignedVectorsTest {

    private static final Path FILE = Path.of("src/test/resources/dev/foldd/identity/signed-bytes.json");
    private static final Path PAGE = Path.of("src/docs/signed-bytes.md");
    private static final Pattern TAG = Pattern.compile("\"(foldd/[a-z]+/v\\d+)\"");

    private static Map<?, ?> file() {
        try {
            return (Map<?, ?>) Json.parse(Files.readString(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NodeKey key(Object name) {
        Map<?, ?> told = (Map<?, ?>) ((Map<?, ?>) file().get("keys")).get(name);
        NodeKey key = NodeKey.ofSeed(HexFormat.of().parseHex((String) told.get("seed")));
        assertThat(key.publicKey().text()).isEqualTo(told.get("public_key"));
        assertThat(key.nodeId()).isEqualTo(told.get("node_id"));
        return key;
    }

    static Stream<Arguments> vectors() {
        return ((List<?>) file().get("vectors")).stream().map(vector -> (Map<?, ?>) vector)
                .map(vector -> argumentSet(vector.get("tag") + ", " + vector.get("about"), vector));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void these_fields_have_these_bytes_and_this_signature(Map<?, ?> vector) {
        SignedBytes bytes = SignedBytes.tagged((String) vector.get("tag"));
        fields(vector).values().forEach(bytes::bytes);
        byte[] message = HexFormat.of().parseHex((String) vector.get("message"));
        NodeKey signer = key(vector.get("signer"));

        assertThat(HexFormat.of().formatHex(bytes.encode())).isEqualTo(vector.get("message"));
        assertThat(HexFormat.of().formatHex(ofTheDaemon(vector))).isEqualTo(vector.get("message"));
        assertThat(Base64.getEncoder().encodeToString(signer.sign(message))).isEqualTo(vector.get("signature"));
        assertThat(signer.publicKey().verify(message, Base64.getDecoder().decode((String) vector.get("signature")))).isTrue();
    }

    /** The same by the code that signs and verifies. */
    private static byte[] ofTheDaemon(Map<?, ?> vector) {
        Map<String, byte[]> of = fields(vector);
        return switch ((String) vector.get("tag")) {
            case "foldd/call/v1" -> SignedCall.bytes(text(of, "node id"), text(of, "operation"), number(vector, "timestamp"),
                    of.get("nonce"), of.get("public key"), of.get("body"));
            case "foldd/hello/v1" -> Greeting.hello(text(of, "node id"), text(of, "door"), of.get("client nonce"),
                    of.get("server nonce"));
            case "foldd/login/v1" -> Greeting.login(text(of, "node id"), text(of, "door"), of.get("client nonce"),
                    of.get("server nonce"), of.get("public key"));
            case "foldd/atom/v1" -> atom(vector, of).signedBytes();
            case "foldd/checkpoint/v1" -> Checkpoint.signedBytes(text(of, "log"), number(vector, "segment"),
                    number(vector, "at"), HexFormat.of().formatHex(of.get("hash")), number(vector, "millis"));
            case "foldd/edge/v1" -> new Edge(base64(of, "from"), base64(of, "to"), (int) number(vector, "max hops"), scope(vector),
                    number(vector, "not before"), number(vector, "not after"), number(vector, "serial"),
                    (String) vector.get("signature")).signedBytes();
            case "foldd/revoke/v1" -> revocation(vector, of).signedBytes();
            default -> throw new IllegalStateException("there is no code for " + vector.get("tag"));
        };
    }

    private static Atom atom(Map<?, ?> vector, Map<String, byte[]> of) {
        Optional<Atom.Previous> previous = of.get("previous digest").length == 0 ? Optional.empty() : Optional.of(new Atom.Previous(
                text(of, "previous uuid"), Base64.getEncoder().encodeToString(of.get("previous digest"))));
        Atom.Status status = text(of, "status").equals("Active") ? Atom.Status.ACTIVE : Atom.Status.DELETED;
        return new Atom(text(of, "uuid"), new Atom.Place(text(of, "schema"), text(of, "field"), text(of, "range key")),
                text(of, "source key"), number(vector, "created at"), previous, new Atom.Content(text(of, "content"), status));
    }

    private static Scope scope(Map<?, ?> vector) {
        List<?> grants = ((List<?>) vector.get("fields")).stream().map(field -> (Map<?, ?>) field)
                .filter(field -> field.get("name").equals("scope")).map(field -> (List<?>) field.get("value")).findFirst().orElseThrow();
        return new Scope(grants.stream().map(grant -> (List<?>) grant).map(grant -> new Scope.Grant((String) grant.get(0),
                ((List<?>) grant.get(1)).stream().map(String.class::cast).toList())).toList());
    }

    private static EdgeRevocation revocation(Map<?, ?> vector, Map<String, byte[]> of) {
        Optional<String> edge = Optional.of(HexFormat.of().formatHex(of.get("edge"))).filter(id -> !id.isEmpty());
        Optional<String> subject = Optional.of(base64(of, "subject")).filter(key -> !key.isEmpty());
        return new EdgeRevocation(base64(of, "issuer"), edge, subject, number(vector, "serial"), (String) vector.get("signature"));
    }

    private static String base64(Map<String, byte[]> fields, String name) {
        return Base64.getEncoder().encodeToString(fields.get(name));
    }

    private static byte[] list(Object value) {
        return value instanceof String text ? text.getBytes(StandardCharsets.UTF_8)
                : SignedBytes.encoded(((List<?>) value).stream().map(SignedVectorsTest::list).toList());
    }

    @Test
    void every_tag_has_a_vector_and_stands_on_the_page() throws IOException {
        Set<String> signed;
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            signed = sources.filter(Files::isRegularFile).flatMap(source -> TAG.matcher(read(source)).results())
                    .map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
        }

        Set<String> told = new TreeSet<>();
        vectors().forEach(vector -> told.add((String) ((Map<?, ?>) vector.get()[0]).get("tag")));

        assertThat(told).isEqualTo(signed);
        assertThat(read(PAGE)).contains(signed);
    }

    @Test
    void the_example_of_the_page_is_one_of_the_vectors() {
        Map<?, ?> vector = (Map<?, ?>) ((List<?>) file().get("vectors")).get(0);
        String bytes = Pattern.compile("(?m)^([0-9a-f]{8,64}) {2,}").matcher(read(PAGE)).results()
                .map(line -> line.group(1)).collect(Collectors.joining());

        assertThat(bytes).isEqualTo(vector.get("message"));
        assertThat(read(PAGE)).contains((String) vector.get("signature"));
    }

    private static Map<String, byte[]> fields(Map<?, ?> vector) {
        Map<String, byte[]> fields = new LinkedHashMap<>();
        for (Object field : (List<?>) vector.get("fields")) {
            Map<?, ?> told = (Map<?, ?>) field;
            fields.put((String) told.get("name"), switch ((String) told.get("type")) {
                case "text" -> utf8(told);
                case "integer" -> ByteBuffer.allocate(Long.BYTES).putLong((Long) told.get("value")).array();
                case "bytes" -> HexFormat.of().parseHex((String) told.get("value"));
                case "list" -> list(told.get("value"));
                case "sha256" -> sha256(utf8(told));
                default -> throw new IllegalStateException("there is no type " + told.get("type"));
            });
        }
        return fields;
    }

    private static byte[] utf8(Map<?, ?> field) {
        return ((String) field.get("value")).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Map<String, byte[]> fields, String name) {
        return new String(fields.get(name), StandardCharsets.UTF_8);
    }

    private static long number(Map<?, ?> vector, String name) {
        return ByteBuffer.wrap(fields(vector).get(name)).getLong();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
