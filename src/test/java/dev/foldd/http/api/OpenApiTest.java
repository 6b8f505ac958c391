package dev.foldd.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.http.StatusPage;
import dev.foldd.json.Json;
import dev.foldd.testing.Golden;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OpenApiTest {

    static Stream<Arguments> goldens() {
        return Golden.of(OpenApiTest.class);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void the_document_is_the_one_that_was_read(Path file) {
        Golden.check(file, version -> lines(OpenApi.document(version.strip()), "") + "\n");
    }

    @Test
    @SuppressWarnings("unchecked")
    void it_has_every_route_and_nothing_else() {
        Set<String> told = new TreeSet<>();
        ((Map<String, Map<String, Object>>) OpenApi.document("1").get("paths")).forEach((path, operations) ->
                operations.keySet().forEach(method -> told.add(method + " " + path)));

        Set<String> served = new TreeSet<>();
        for (Endpoint endpoint : Endpoint.values()) {
            assertThat(served.add(endpoint.method().name().toLowerCase(Locale.ROOT) + " " + endpoint.path())).isTrue();
        }
        for (StatusPage page : StatusPage.values()) {
            served.add("get " + page.path());
        }

        assertThat(told).isEqualTo(served);
        assertThat(Endpoint.operations()).hasSize(Endpoint.values().length).allMatch(name -> name.startsWith("api."));
    }

    @Test
    @SuppressWarnings("unchecked")
    void every_pointer_leads_somewhere() {
        Map<String, Object> document = OpenApi.document("1");
        Map<String, Object> schemas = (Map<String, Object>) ((Map<String, Object>) document.get("components")).get("schemas");
        List<String> pointers = new ArrayList<>();

        collect(document, pointers);

        assertThat(pointers).isNotEmpty().allSatisfy(pointer ->
                assertThat(schemas).containsKey(pointer.substring("#/components/schemas/".length())));
        assertThat(Json.parse(Json.write(document))).isInstanceOf(Map.class);
    }

    private static void collect(Object value, List<String> pointers) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, member) -> {
                if (name.equals("$ref")) {
                    pointers.add((String) member);
                }
                collect(member, pointers);
            });
        } else if (value instanceof List<?> list) {
            list.forEach(item -> collect(item, pointers));
        }
    }

    /** With line breaks, so that a change can be read. */
    private static String lines(Object value, String indent) {
        String deeper = indent + "  ";
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            List<String> members = new ArrayList<>();
            map.forEach((name, member) -> members.add(deeper + Json.write(name) + ": " + lines(member, deeper)));
            return "{\n" + String.join(",\n", members) + "\n" + indent + "}";
        }
        return Json.write(value);
    }
}
