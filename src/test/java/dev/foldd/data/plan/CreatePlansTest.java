package dev.foldd.data.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.Principal;
import dev.foldd.contract.data.Method;
import dev.foldd.fault.Fault;
import dev.foldd.json.Json;
import dev.foldd.testing.FakeStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CreatePlansTest {

    private static final PlanWorld WORLD = new PlanWorld("""
            rules:
              - {entity: Doc, role: user, operations: create, fields: {write: [id, slug, title]}}
            """);
    private static final Principal USER = PlanWorld.user("u1", "user", null, Map.of());

    @Test
    void rows_of_one_batch_that_name_other_fields_keep_their_order_and_their_values() {
        FakeStore store = new FakeStore(1);

        WORLD.run(store, USER, Method.CREATE_MANY, batch("{'slug':'a','title':'t','id':'c1'}",
                "{'id':'c2','title':'u','slug':'b'}", "{'slug':'c','id':'c3'}", "{'slug':'d','title':'v','id':'c4'}"));

        List<List<Object>> rows = store.works().get(0).steps().stream().flatMap(step -> step.parameters().stream()).toList();
        assertThat(rows).hasSize(4);
        assertThat(rows.get(0)).contains("c1", "a", "t");
        assertThat(rows.get(1)).contains("c2", "b", "u");
        assertThat(rows.get(2)).contains("c3", "c").doesNotContain("u");
        assertThat(rows.get(3)).contains("c4", "d", "v");
    }

    @Test
    void a_field_that_may_not_be_written_is_refused_in_whichever_row_it_stands() {
        Fault fault = WORLD.refusal(USER, Method.CREATE_MANY, batch("{'slug':'a','id':'c1'}", "{'slug':'b','id':'c2'}",
                "{'slug':'c','team':'x'}"));

        assertThat(fault).isEqualTo(new Fault.Forbidden("no rule allows you to write Doc.team"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> batch(String... rows) {
        return (Map<String, Object>) Json.parse(("{'entity':'Doc','data':[" + String.join(",", rows) + "]}").replace('\'', '"'));
    }
}
