package dev.foldd.fold;

import static dev.foldd.fold.FoldHarness.at;
import static dev.foldd.fold.FoldHarness.refusal;
import static dev.foldd.fold.schema.Schemas.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.Principal;
import dev.foldd.contract.fold.MutationType;
import dev.foldd.contract.fold.SchemaDeed;
import dev.foldd.fault.Fault;
import dev.foldd.fold.schema.SchemaText;
import dev.foldd.fold.schema.Schemas;
import dev.foldd.testing.Database;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.provider.EnumSource;

/** What stood in a place before, on every database that keeps it. */
@ParameterizedClass
@EnumSource(value = Database.class, names = {"SQLITE", "POSTGRES", "MARIADB"})
@Timeout(120)
class FoldHistoryIT {

    private static final Principal NODE = at(0);

    @Parameter
    private Database database;

    private FoldHarness fold;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        fold = new FoldHarness(database, directory);
        fold.open(List.of(Schemas.schema("{'name': 'Card', 'fields': {" + field("name", "Single", "1", "any") + ", "
                + field("stock", "Range", "any", "any") + "}, 'payment_config': {'base_multiplier': 1}}")));
    }

    @AfterEach
    void stop() throws Exception {
        fold.close();
    }

    @Test
    void goes_from_the_newest_to_the_oldest_and_says_who_wrote_and_when() throws Exception {
        set("{'name': 'Ada', 'stock': {'a': 1}}");
        fold.mutate(NODE, "Card", MutationType.DELETE, "{'name': null}", "null");
        set("{'name': 'Grace', 'stock': {'a': {'n': [2]}, 'b': 3}}");

        List<Map<String, Object>> names = history("name", null, null, 100);
        assertThat(names).extracting(atom -> atom.get("content")).containsExactly("Grace", null, "Ada");
        assertThat(names).extracting(atom -> atom.get("status")).containsExactly("Active", "Deleted", "Active");
        assertThat(names).extracting(atom -> atom.get("source_pub_key")).containsOnly("key0");
        assertThat(names).extracting(atom -> atom.get("source_schema_name")).containsOnly("Card");
        assertThat(names).allSatisfy(atom -> assertThat(Instant.parse((String) atom.get("created_at"))).isNotNull());
        assertThat(names.get(0).get("prev_atom_uuid")).isEqualTo(names.get(1).get("uuid"));
        assertThat(names.get(2).get("prev_atom_uuid")).isNull();
        assertThat(history("stock", "a", null, 100)).extracting(atom -> atom.get("content"))
                .containsExactly(FoldHarness.json("{'n': [2]}"), 1L);
        assertThat(history("stock", "never", null, 100)).isEmpty();
    }

    @Test
    void is_read_page_by_page() throws Exception {
        for (int i = 1; i <= 5; i++) {
            set("{'name': 'n" + i + "'}");
        }

        List<Map<String, Object>> first = history("name", null, null, 2);
        List<Map<String, Object>> second = history("name", null, (String) first.get(1).get("uuid"), 2);

        assertThat(first).extracting(atom -> atom.get("content")).containsExactly("n5", "n4");
        assertThat(second).extracting(atom -> atom.get("content")).containsExactly("n3", "n2");
        assertThat(history("name", null, (String) second.get(1).get("uuid"), 2)).extracting(atom -> atom.get("content"))
                .containsExactly("n1");
        assertThat(history("stock", "a", (String) first.get(0).get("uuid"), 2)).isEmpty();
    }

    @Test
    void is_for_those_who_may_read_what_stands_there_now() throws Exception {
        set("{'name': 'Ada'}");

        assertThat(fold.history(at(1), "name", Optional.empty(), Optional.empty(), 9)).hasSize(1);
        assertThat(refusal(() -> fold.history(at(2), "name", Optional.empty(), Optional.empty(), 9)))
                .isInstanceOf(Fault.TooFar.class);
        fold.schema(NODE, SchemaDeed.BLOCK, "Card", Map.of());
        assertThat(refusal(() -> history("name", null, null, 9))).isInstanceOf(Fault.Conflict.class);
    }

    @Test
    void what_does_not_fit_is_refused() throws Exception {
        fold.schema(NODE, SchemaDeed.CREATE, "", SchemaText.of(Schemas.schema("{'name': 'Person', 'storage': {'entity': 'User', "
                + "'key': 'id'}, 'fields': {" + field("id", "Single", "any", "any")
                + "}, 'payment_config': {'base_multiplier': 1}}")));

        assertThat(refusal(() -> history("name", "a", null, 9)).toString()).contains("is for Range fields alone");
        assertThat(refusal(() -> history("stock", null, null, 9)).toString()).contains("must name the range key");
        assertThat(refusal(() -> history("name", null, null, 0)).toString()).contains("must be from 1 to 1000");
        assertThat(refusal(() -> history("nom", null, null, 9)).toString()).contains("is not a field of schema");
        assertThat(refusal(() -> fold.history(NODE, "Person", "id", Optional.empty(), Optional.empty(), 9)))
                .isInstanceOf(Fault.Unsupported.class);
    }

    private void set(String data) throws Exception {
        fold.mutate(NODE, "Card", MutationType.CREATE, data, "null");
    }

    private List<Map<String, Object>> history(String field, String key, String before, int limit) throws Exception {
        return fold.history(NODE, field, Optional.ofNullable(key), Optional.ofNullable(before), limit);
    }
}
