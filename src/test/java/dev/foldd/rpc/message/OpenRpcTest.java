package dev.foldd.rpc.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The document is held against what the OpenRPC specification 1.3 demands of it. */
class OpenRpcTest {

    private static final Set<String> ALL = Set.of("create", "read", "update", "delete", "list");
    private static final Set<String> TYPES =
            Set.of("string", "number", "integer", "boolean", "object", "array", "null");

    private static Map<?, ?> document(boolean operator) {
        Map<String, Set<String>> entities = new LinkedHashMap<>();
        entities.put("User", ALL);
        entities.put("Page", Set.of("read", "list"));
        return (Map<?, ?>) Json.parse(Json.write(OpenRpc.document("1.2.3", entities, operator)));
    }

    static Stream<Arguments> methods() {
        return ((List<?>) document(true).get("methods")).stream().map(Map.class::cast)
                .map(method -> Arguments.argumentSet((String) method.get("name"), method));
    }

    @Test
    void it_holds_every_method_of_the_catalogue_once() {
        List<String> names = methods().map(method -> (String) ((Map<?, ?>) method.get()[0]).get("name")).toList();

        assertThat(names).containsExactlyInAnyOrderElementsOf(EdgeMethod.allNames());
        assertThat(document(true).get("openrpc")).isEqualTo("1.3.2");
        assertThat(((Map<?, ?>) document(true).get("info")).keySet().stream().map(String::valueOf)).contains("title", "version");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void every_parameter_has_a_name_of_its_own_and_a_schema_that_says_something(Map<?, ?> method) {
        List<String> names = new ArrayList<>();
        boolean optionalSeen = false;
        for (Object param : (List<?>) method.get("params")) {
            Map<?, ?> descriptor = (Map<?, ?>) param;
            names.add((String) descriptor.get("name"));
            boolean required = (Boolean) descriptor.get("required");
            assertThat(required && optionalSeen).as("a required one behind an optional one").isFalse();
            optionalSeen |= !required;
            assertThat((Map<?, ?>) descriptor.get("schema")).isNotEmpty();
            check(descriptor.get("schema"));
        }
        assertThat(names).doesNotHaveDuplicates();
        assertThat((Map<?, ?>) ((Map<?, ?>) method.get("result")).get("schema")).isNotEmpty();
        check(((Map<?, ?>) method.get("result")).get("schema"));
    }

    @Test
    void what_schemas_share_is_sound_too() {
        ((Map<?, ?>) ((Map<?, ?>) document(false).get("components")).get("schemas")).values().forEach(OpenRpcTest::check);
    }

    /** Types that exist, references that lead somewhere, and lists that are not empty. */
    private static void check(Object schema) {
        if (schema instanceof List<?> list) {
            list.forEach(OpenRpcTest::check);
        }
        if (!(schema instanceof Map<?, ?> members)) {
            return;
        }
        if (members.get("type") instanceof String type) {
            assertThat(TYPES).contains(type);
        } else if (members.get("type") instanceof List<?> types) {
            assertThat(TYPES).containsAll(types.stream().map(String::valueOf).toList());
        }
        if (members.get("$ref") instanceof String reference) {
            assertThat(reference).startsWith("#/components/schemas/");
            assertThat(((Map<?, ?>) ((Map<?, ?>) document(false).get("components")).get("schemas")).keySet()
                    .stream().map(String::valueOf)).contains(reference.substring("#/components/schemas/".length()));
        }
        if (members.get("enum") instanceof List<?> words) {
            assertThat(words).isNotEmpty().doesNotHaveDuplicates();
        }
        members.values().forEach(OpenRpcTest::check);
    }

    @Test
    void an_entity_is_one_of_those_that_the_method_may_be_used_on() {
        assertThat(entitiesOf("create")).containsExactly("User");
        assertThat(entitiesOf("list")).containsExactly("Page", "User");
        assertThat(entitiesOf("schema.get")).containsExactly("Page", "User");
        assertThat(entitiesOf("policy.explain")).isEmpty();
    }

    private static Set<String> entitiesOf(String method) {
        Set<String> names = new TreeSet<>();
        methods().map(candidate -> (Map<?, ?>) candidate.get()[0]).filter(candidate -> method.equals(candidate.get("name")))
                .map(candidate -> (Map<?, ?>) ((Map<?, ?>) ((List<?>) candidate.get("params")).get(0)).get("schema"))
                .filter(schema -> schema.get("enum") != null)
                .forEach(schema -> ((List<?>) schema.get("enum")).forEach(name -> names.add((String) name)));
        return names;
    }

    @Test
    void many_rows_are_a_list_and_one_is_an_object() {
        assertThat(OpenRpc.document("1", Map.of("User", ALL), false).toString())
                .contains("data, required=true, schema={type=array")
                .contains("data, required=true, schema={$ref=#/components/schemas/Row}");
    }

    @Test
    void what_is_no_list_of_entities_allows_nothing() {
        assertThat(OpenRpc.entities("x")).isEmpty();
        assertThat(OpenRpc.entities(List.of("x", Map.of("name", "User"), Map.of("operations", List.of("read"))))).isEmpty();
    }
}
