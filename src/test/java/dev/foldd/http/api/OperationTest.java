package dev.foldd.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.contract.Caller;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Principal;
import dev.foldd.contract.fold.FoldHistory;
import dev.foldd.contract.fold.FoldMutation;
import dev.foldd.contract.fold.FoldQuery;
import dev.foldd.contract.fold.MutationType;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OperationTest {

    private static final Caller ANN = new Caller(Principal.user("ann", "user"), "http", "127.0.0.1", "1-1", new Cancellation());

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(String text) {
        return (Map<String, Object>) Json.parse(text.replace('\'', '"'));
    }

    @Test
    void a_query_is_taken_over_and_what_is_unknown_passed_over() {
        FoldQuery query = new Operation(map("{'type':'query','description':'x','schema':'Card','fields':['a','b'],"
                + "'filter':{'a':1},'trust_distance':3}")).query(ANN);

        assertThat(query).isEqualTo(new FoldQuery(ANN, "Card", List.of("a", "b"), Map.of("a", 1L), OptionalInt.of(3), false));
        assertThat(new Operation(map("{'schema':'Card','fields':['a']}")).query(ANN).filter()).isNull();
    }

    @Test
    void a_mutation_is_taken_over() {
        FoldMutation mutation = new Operation(map("{'type':'mutation','schema':'Card','mutation_type':'delete','data':{'a':1},"
                + "'idempotency_key':'k'}")).mutation(ANN);

        assertThat(mutation).isEqualTo(new FoldMutation(ANN, "Card", MutationType.DELETE, Map.of("a", 1L), null,
                OptionalInt.empty(), Optional.of("k")));
    }

    static Stream<Arguments> queries() {
        return Stream.of(
                argumentSet("nothing", "{}", "schema", "Missing schema parameter"),
                argumentSet("no fields", "{'schema':'Card'}", "fields", "Missing fields parameter"),
                argumentSet("a schema that is no name", "{'schema':1,'fields':[]}", "schema", "must be a text"),
                argumentSet("fields that are no list", "{'schema':'Card','fields':'a'}", "fields", "must be a list of names"),
                argumentSet("a field that is no name", "{'schema':'Card','fields':['a',1]}", "fields", "must be a list of names"),
                argumentSet("a mutation", "{'type':'mutation','schema':'Card','fields':['a']}", "type",
                        "is mutation, which has a path of its own"),
                argumentSet("a claim below 0", "{'schema':'Card','fields':['a'],'trust_distance':-1}", "trust_distance",
                        "must be a whole number, 0 or more"),
                argumentSet("half a claim", "{'schema':'Card','fields':['a'],'trust_distance':0.5}", "trust_distance",
                        "must be a whole number, 0 or more"),
                argumentSet("a claim in words", "{'schema':'Card','fields':['a'],'trust_distance':'0'}", "trust_distance",
                        "must be a whole number, 0 or more"));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void a_query_must_be_whole(String text, String field, String error) {
        refused(() -> new Operation(map(text)).query(ANN), field, error);
    }

    static Stream<Arguments> mutations() {
        return Stream.of(
                argumentSet("no schema", "{'data':{}}", "schema", "Missing schema parameter"),
                argumentSet("no data", "{'schema':'Card','mutation_type':'create'}", "data", "Missing data parameter"),
                argumentSet("data that are no object", "{'schema':'Card','data':[],'mutation_type':'create'}", "data",
                        "must be an object"),
                argumentSet("no type", "{'schema':'Card','data':{}}", "mutation_type", "Missing mutation_type parameter"),
                argumentSet("a type that is none", "{'schema':'Card','data':{},'mutation_type':'AddToCollection'}",
                        "mutation_type", "Invalid mutation type: AddToCollection"),
                argumentSet("a type that is long", "{'schema':'Card','data':{},'mutation_type':'" + "x".repeat(100) + "'}",
                        "mutation_type", "Invalid mutation type: " + "x".repeat(60) + "…"),
                argumentSet("a key that is no text", "{'schema':'Card','data':{},'mutation_type':'create','idempotency_key':1}",
                        "idempotency_key", "must be a text"),
                argumentSet("a query", "{'type':'query','schema':'Card','data':{},'mutation_type':'create'}", "type",
                        "is query, which has a path of its own"));
    }

    @ParameterizedTest
    @MethodSource("mutations")
    void a_mutation_must_be_whole(String text, String field, String error) {
        refused(() -> new Operation(map(text)).mutation(ANN), field, error);
    }

    @Test
    void a_history_is_taken_over() {
        FoldHistory plain = new Operation(map("{'schema':'Card','field':'a'}")).history(ANN);
        FoldHistory whole = new Operation(map("{'schema':'Card','field':'a','key':'k','before':'u','limit':7,"
                + "'trust_distance':2}")).history(ANN);

        assertThat(plain).isEqualTo(new FoldHistory(ANN, "Card", "a", Optional.empty(), Optional.empty(), 100,
                OptionalInt.empty()));
        assertThat(whole).isEqualTo(new FoldHistory(ANN, "Card", "a", Optional.of("k"), Optional.of("u"), 7, OptionalInt.of(2)));
        assertThat(new Operation(map("{'schema':'Card','field':'a','limit':4294967297}")).history(ANN).limit())
                .as("not what is left of it in 32 bits").isEqualTo(Integer.MAX_VALUE);
    }

    static Stream<Arguments> histories() {
        return Stream.of(
                argumentSet("no schema", "{'field':'a'}", "schema", "Missing schema parameter"),
                argumentSet("no field", "{'schema':'Card'}", "field", "Missing field parameter"),
                argumentSet("a key that is no text", "{'schema':'Card','field':'a','key':1}", "key", "must be a text"),
                argumentSet("an atom that is no text", "{'schema':'Card','field':'a','before':[]}", "before", "must be a text"),
                argumentSet("half a limit", "{'schema':'Card','field':'a','limit':1.5}", "limit", "must be a whole number"));
    }

    @ParameterizedTest
    @MethodSource("histories")
    void a_history_must_be_whole(String text, String field, String error) {
        refused(() -> new Operation(map(text)).history(ANN), field, error);
    }

    static Stream<Arguments> executions() {
        return Stream.of(
                argumentSet("a query as text", "{'operation':'{}'}", false),
                argumentSet("a query by its type", "{'operation':{'type':'query','mutation_type':'create'}}", false),
                argumentSet("a mutation by what it has", "{'operation':{'mutation_type':'create'}}", true),
                argumentSet("a mutation by its type", "{'operation':{'type':'mutation'}}", true));
    }

    @ParameterizedTest
    @MethodSource("executions")
    void either_shape_is_known(String text, boolean mutation) {
        assertThat(Operation.inside(map(text)).isMutation()).isEqualTo(mutation);
    }

    @Test
    void what_is_no_operation_is_refused() {
        refused(() -> Operation.inside(map("{}")), "operation", "must be a query or a mutation, an object or its JSON as a text");
        refused(() -> Operation.inside(map("{'operation':'[]'}")), "operation",
                "must be a query or a mutation, an object or its JSON as a text");
        refused(() -> Operation.inside(map("{'operation':{'type':'dance'}}")).isMutation(), "type", "must be query or mutation");
    }

    private static void refused(Runnable deed, String field, String error) {
        assertThatThrownBy(deed::run).isInstanceOfSatisfying(FaultException.class,
                refused -> assertThat(refused.fault()).isEqualTo(new Fault.Invalid(field, error)));
    }
}
