package dev.foldd.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.config.Problems;
import dev.foldd.fault.FaultException;
import dev.foldd.fold.query.FilterReader;
import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.schema.SchemaReader;
import dev.foldd.identity.trust.EdgeRevocation;
import dev.foldd.identity.trust.RevokedEdges;
import dev.foldd.identity.trust.TrustException;
import dev.foldd.identity.trust.TrustPath;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import dev.foldd.socket.message.Dialect;
import dev.foldd.socket.message.EnvelopeException;
import dev.foldd.socket.message.Envelopes;
import dev.foldd.socket.message.Framing;
import dev.foldd.socket.message.FramingException;
import dev.foldd.socket.message.SocketRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything that reads what strangers send; each takes any bytes, or refuses them with the one exception that is declared. */
final class HostileInputs {

    private static final int MESSAGE_MAX = 1_000;
    private static final Schema SCHEMA = SchemaReader.read((Map<?, ?>) Json.parse(schemaText()), new Problems()).orElseThrow();

    private HostileInputs() {
    }

    static void framing(byte[] stream) {
        Framing framing = new Framing(MESSAGE_MAX, true);
        try {
            for (int from = 0; from < stream.length; from += 7) {
                int at = from;
                int count = Math.min(7, stream.length - from);
                framing.add(count, (target, to) -> System.arraycopy(stream, at, target, to, count));
                for (Optional<byte[]> next = framing.next(); next.isPresent(); next = framing.next()) {
                    assertThat(next.get().length).isLessThanOrEqualTo(MESSAGE_MAX);
                }
                assertThat(framing.held()).isLessThanOrEqualTo(MESSAGE_MAX + 7);
            }
        } catch (FramingException refused) {
            assertThat(refused).isNotNull();
        }
    }

    static void envelope(byte[] message) {
        for (Dialect dialect : Dialect.values()) {
            try {
                SocketRequest request = Envelopes.read(dialect, message);
                // What is signed must be what was read, or something else could be asked for than was signed.
                Object signed = request.signedText().isEmpty() ? Map.of() : Json.parse(request.signedText());
                assertThat(signed == null ? Map.of() : signed).isEqualTo(request.params());
            } catch (EnvelopeException refused) {
                assertThat(refused.getMessage()).isNotEmpty().hasSizeLessThan(400);
            }
        }
    }

    static void schema(byte[] text) {
        if (parsed(text) instanceof Map<?, ?> tree) {
            Problems problems = new Problems();
            assertThat(SchemaReader.read(tree, problems).isPresent()).isEqualTo(problems.list().isEmpty());
        }
    }

    static void filter(byte[] text) {
        try {
            FilterReader.read(parsed(text), SCHEMA, new FilterReader.Limits(8, 100));
        } catch (FaultException refused) {
            assertThat(refused.fault()).isNotNull();
        }
    }

    /** What is read is written as it was, so that what is signed is what was sent. */
    static void path(byte[] text) {
        try {
            TrustPath path = TrustPath.read(parsed(text));
            assertThat(path.edges()).hasSizeBetween(1, TrustPath.EDGES_MAX);
            assertThat(TrustPath.read(Json.parse(Json.write(path.tree())))).isEqualTo(path);
            path.edges().forEach(edge -> assertThat(edge.weight()).isLessThan(50_000));
            TrustPath.Rules rules = new TrustPath.Rules(Set.of(path.edges().get(0).from()), TrustPath.EDGES_MAX);
            assertThat(path.obstacle(rules, RevokedEdges.NONE, path.edges().get(0).to(), 0)).isNotNull();
            assertThat(path.edges().get(0).signedBytes()).isNotEmpty();
        } catch (TrustException refused) {
            assertThat(refused.getMessage()).isNotEmpty().hasSizeLessThan(200);
        }
    }

    static void revocation(byte[] text) {
        try {
            EdgeRevocation revocation = EdgeRevocation.read(parsed(text));
            assertThat(EdgeRevocation.read(Json.parse(Json.write(revocation.tree())))).isEqualTo(revocation);
            assertThat(revocation.signedBytes()).isNotEmpty();
        } catch (TrustException refused) {
            assertThat(refused.getMessage()).isNotEmpty().hasSizeLessThan(200);
        }
    }

    private static Object parsed(byte[] text) {
        try {
            return Json.parse(new String(text, StandardCharsets.UTF_8));
        } catch (JsonException noJson) {
            return null;
        }
    }

    static String schemaText() {
        String policy = "\"permission_policy\":{\"read_policy\":{\"Distance\":1},\"write_policy\":\"NoRequirement\","
                + "\"explicit_read_policy\":{\"counts_by_pub_key\":{\"k\":1}}},\"payment_config\":{\"base_multiplier\":2.0,"
                + "\"trust_distance_scaling\":{\"Linear\":{\"slope\":0.5,\"intercept\":1.0,\"min_factor\":1.0}},\"min_payment\":1000},"
                + "\"field_mappers\":{\"Other\":\"field\"}";
        return "{\"name\":\"Scores\",\"schema_type\":{\"Range\":{\"range_key\":\"player\"}},\"fields\":{\"player\":"
                + "{\"field_type\":\"Range\","
                + policy + "},\"score\":{\"field_type\":\"Range\"," + policy + "}},\"payment_config\":{\"base_multiplier\":1.5}}";
    }
}
