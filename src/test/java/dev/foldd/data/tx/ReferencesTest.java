package dev.foldd.data.tx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReferencesTest {

    private final References references = new References(Arrays.asList(Map.of("id", "n1", "tags", List.of("a", "b")), 3L, null));

    static Stream<Arguments> resolved() {
        return Stream.of(
                argumentSet("no reference at all", "{\"a\":[1,null,\"x\"]}", "{\"a\":[1,null,\"x\"]}"),
                argumentSet("a member of an earlier result", "[\"Note\",{\"$ref\":\"0.id\"}]", "[\"Note\",\"n1\"]"),
                argumentSet("a whole result", "{\"n\":{\"$ref\":\"1\"}}", "{\"n\":3}"),
                argumentSet("an item of a list in it", "{\"$ref\":\"0.tags.1\"}", "\"b\""),
                argumentSet("a result that is null", "[{\"$ref\":\"2\"}]", "[null]"),
                argumentSet("an object with more in it is none", "{\"$ref\":\"0\",\"b\":1}", "{\"$ref\":\"0\",\"b\":1}"));
    }

    @ParameterizedTest
    @MethodSource("resolved")
    void stands_for_what_it_leads_to(String params, String expected) {
        assertThat(Json.write(references.resolve(Json.parse(params)))).isEqualTo(expected);
    }

    static Stream<Arguments> astray() {
        return Stream.of(
                argumentSet("a call that comes later", "\"3\""), argumentSet("no number", "\"x.id\""),
                argumentSet("a member that is not there", "\"0.name\""), argumentSet("a part of a number", "\"1.id\""),
                argumentSet("a part of nothing", "\"2.id\""), argumentSet("an item beyond the list", "\"0.tags.2\""),
                argumentSet("an item before the list", "\"0.tags.-1\""), argumentSet("nothing", "\"\""),
                argumentSet("a number beyond all", "\"99999999999\""), argumentSet("no text", "7"));
    }

    @ParameterizedTest
    @MethodSource("astray")
    void is_refused_when_it_leads_nowhere(String path) {
        Object params = Json.parse("[{\"$ref\":" + path + "}]");

        assertThatThrownBy(() -> references.resolve(params)).isInstanceOf(FaultException.class)
                .extracting(thrown -> ((FaultException) thrown).fault().toString()).asString().contains("$ref");
    }
}
