package dev.foldd.fold;

import static dev.foldd.fold.FoldHarness.at;
import static dev.foldd.fold.FoldHarness.done;
import static dev.foldd.fold.FoldHarness.json;
import static dev.foldd.fold.FoldHarness.refusal;
import static dev.foldd.fold.FoldHarness.unresolved;
import static dev.foldd.fold.schema.Schemas.field;
import static dev.foldd.fold.schema.Schemas.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Principal;
import dev.foldd.contract.audit.AuditEntry;
import dev.foldd.contract.data.DataReply;
import dev.foldd.contract.fold.FoldAnswer;
import dev.foldd.contract.fold.FoldWritten;
import dev.foldd.contract.fold.MutationType;
import dev.foldd.contract.fold.SchemaDeed;
import dev.foldd.contract.fold.SchemaState;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.schema.SchemaText;
import dev.foldd.fold.schema.Schemas;
import dev.foldd.fold.storage.Atom;
import dev.foldd.store.Query;
import dev.foldd.store.Statement;
import dev.foldd.store.ValueType;
import dev.foldd.testing.Database;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Schemas, questions and changes on every database. */
@ParameterizedClass
@EnumSource(value = Database.class, names = {"SQLITE", "POSTGRES", "MARIADB"})
class FoldPathIT {

    private static final Principal NODE = at(0);
    private static final Schema CARD = Schemas.of("Card", field("name", "Single", "any", "0"), field("mail", "Single", "1", "0"),
            field("age", "Single", "2", "1"), field("stock", "Range", "any", "1"));
    private static final Schema SCORES = Schemas.range("Scores", "user", open("user", "Range"), open("score", "Range"),
            field("note", "Range", "1", "1"));

    @Parameter
    private Database database;
    private FoldHarness fold;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        fold = new FoldHarness(database, directory);
        fold.open(List.of(CARD, SCORES));
    }

    @AfterEach
    void stop() throws Exception {
        fold.close();
    }

    @Test
    void a_record_is_one_value_for_each_field_and_many_for_a_range_field() throws Exception {
        set("Card", "{'name': 'Ada', 'mail': 'a@x', 'stock': {'n:1': 1, 'n:2': {'a': [null]}}}");
        set("Card", "{'name': 'Grace', 'stock': {'n:2': 2, 's': 'é😀'}}");

        assertThat(results(NODE, "Card", "null", "name", "mail", "age", "stock"))
                .isEqualTo(json("[{'name': 'Grace', 'mail': 'a@x', 'age': null, 'stock': {'n:1': 1, 'n:2': 2, 's': 'é😀'}}]"));
        assertThat(results(NODE, "Card", "{'field': 'stock', 'range_filter': {'KeyPrefix': 'n:'}}", "name", "stock"))
                .isEqualTo(json("[{'name': 'Grace', 'stock': {'n:1': 1, 'n:2': 2}}]"));
        assertThat(results(NODE, "Card", "{'name': 'Ada'}", "mail")).isEqualTo(List.of());
    }

    @Test
    void a_row_is_found_by_its_key_and_by_its_values() throws Exception {
        for (String user : List.of("1", "2", "10", "_", "%")) {
            set("Scores", "{'user': '%s', 'score': %d}".formatted(user, user.hashCode()));
        }
        set("Scores", "{'user': '2', 'note': 'two'}");

        assertThat(results(NODE, "Scores", "{'range_filter': {'user': '1'}}", "score")).isEqualTo(json("[{'score': {'1': 49}}]"));
        assertThat(results(NODE, "Scores", "{'range_filter': {'user': {'KeyPrefix': '1'}}}", "user"))
                .isEqualTo(json("[{'user': {'1': '1', '10': '10'}}]"));
        assertThat(results(NODE, "Scores", "{'range_filter': {'user': {'KeyPattern': '_*'}}}", "user"))
                .isEqualTo(json("[{'user': {'_': '_'}}]"));
        assertThat(results(NODE, "Scores", "{'note': 'two'}", "user", "note"))
                .isEqualTo(json("[{'user': {'2': '2'}, 'note': {'2': 'two'}}]"));
        assertThat(results(NODE, "Scores", "{'range_filter': {'user': 'A'}}", "score")).isEqualTo(List.of());
    }

    @Test
    void what_is_deleted_is_gone_and_not_lost() throws Exception {
        set("Card", "{'name': 'Ada', 'mail': 'a@x', 'age': 36, 'stock': {'a': 1, 'b': 2}}");

        fold.mutate(NODE, "Card", MutationType.DELETE, "{'mail': null, 'stock': ['a']}", "null");
        assertThat(results(NODE, "Card", "null", "name", "mail", "stock"))
                .isEqualTo(json("[{'name': 'Ada', 'mail': null, 'stock': {'b': 2}}]"));
        fold.mutate(NODE, "Card", MutationType.DELETE, "{}", "null");
        assertThat(results(NODE, "Card", "null", "name", "stock")).isEqualTo(json("[{'name': null, 'stock': null}]"));
        set("Card", "{'name': 'Grace'}");

        assertThat(atoms("name")).containsExactly("\"Ada\" Active", "null Deleted", "\"Grace\" Active");
    }

    @Test
    void a_row_is_deleted_by_its_key_or_field_by_field() throws Exception {
        set("Scores", "{'user': 'a', 'score': 1, 'note': 'x'}");
        set("Scores", "{'user': 'b', 'score': 2, 'note': 'y'}");

        fold.mutate(NODE, "Scores", MutationType.DELETE, "{'user': 'a', 'note': null}", "null");
        assertThat(results(NODE, "Scores", "null", "score", "note")).isEqualTo(json("[{'score': {'a': 1, 'b': 2}, 'note': {'b': 'y'}}]"));
        fold.mutate(NODE, "Scores", MutationType.DELETE, "{'user': 'a'}", "null");
        assertThat(results(NODE, "Scores", "null", "user", "score")).isEqualTo(json("[{'user': {'b': 'b'}, 'score': {'b': 2}}]"));
    }

    @Test
    void a_mutation_whose_filter_does_not_match_writes_nothing() throws Exception {
        set("Card", "{'name': 'Ada', 'age': 36}");
        set("Scores", "{'user': 'a', 'score': 1}");

        assertThat(fold.mutate(NODE, "Card", MutationType.UPDATE, "{'age': 1}", "{'name': 'Bob'}")).isEqualTo(new FoldWritten(0));
        assertThat(fold.mutate(NODE, "Card", MutationType.UPDATE, "{'age': 37}", "{'name': 'Ada'}")).isEqualTo(new FoldWritten(1));
        assertThat(fold.mutate(NODE, "Scores", MutationType.UPDATE, "{'user': 'b', 'score': 2}", "{'score': 1}").matched()).isZero();
        assertThat(fold.mutate(NODE, "Scores", MutationType.UPDATE, "{'user': 'a', 'score': 2}", "{'score': 1}").matched()).isOne();

        assertThat(results(NODE, "Card", "null", "age")).isEqualTo(json("[{'age': 37}]"));
        assertThat(results(NODE, "Scores", "null", "score")).isEqualTo(json("[{'score': {'a': 2}}]"));
    }

    @Test
    void a_caller_reads_as_far_as_his_distance_reaches() throws Exception {
        set("Card", "{'name': 'Ada', 'mail': 'a@x', 'age': 36}");

        assertThat(fold.partial(at(2), OptionalInt.empty(), "Card", List.of("name", "mail", "age"))).isEqualTo(
                new FoldAnswer(List.of(Map.of("name", "Ada", "age", 36L)), List.of("mail")));
        assertThat(fold.partial(unresolved("k"), OptionalInt.of(0), "Card", List.of("name", "age")).denied())
                .containsExactly("age");
        assertThat(fold.partial(NODE, OptionalInt.of(2), "Card", List.of("mail")).denied()).containsExactly("mail");
        assertThat(fold.partial(at(2), OptionalInt.of(0), "Card", List.of("mail")).denied()).containsExactly("mail");
        assertThat(refusal(() -> fold.query(at(2), "Card", List.of("name", "mail"), "null")))
                .isEqualTo(new Fault.TooFar("Invalid permission: Read access denied for field mail"));
    }

    @Test
    void a_hidden_field_is_not_found_out_by_filters() throws Exception {
        set("Card", "{'name': 'Ada', 'mail': 'a@x'}");

        for (String filter : List.of("{'mail': 'a@x'}", "{'mail': {'gt': 'a'}}", "{'operator': 'or', 'conditions': "
                + "[{'name': 'Ada'}, {'field': 'mail', 'operator': 'starts_with', 'value': 'b'}]}")) {
            assertThat(refusal(() -> fold.query(at(2), "Card", List.of("name"), filter))).isInstanceOf(Fault.TooFar.class);
        }
        assertThat(refusal(() -> fold.mutate(unresolved("k"), "Scores", MutationType.UPDATE, "{'user': 'a'}", "{'note': 1}")))
                .isInstanceOf(Fault.TooFar.class);
    }

    @Test
    void one_field_that_may_not_be_written_keeps_all_from_being_written() throws Exception {
        assertThat(refusal(() -> fold.mutate(at(1), "Card", MutationType.CREATE, "{'age': 1, 'name': 'Eve'}", "null")))
                .isEqualTo(new Fault.TooFar("Invalid permission: Write access denied for field name"));
        assertThat(refusal(() -> fold.mutate(at(1), "Card", MutationType.DELETE, "{}", "null"))).isInstanceOf(Fault.TooFar.class);

        assertThat(results(NODE, "Card", "null", "age", "name")).isEqualTo(json("[{'age': null, 'name': null}]"));
        assertThat(fold.records).extracting(AuditEntry::outcome).contains(AuditEntry.Outcome.REFUSED);
    }

    @Test
    void an_alias_shows_what_both_policies_let_through() throws Exception {
        set("Card", "{'name': 'Ada', 'mail': 'a@x'}");
        create("{'name': 'View', 'fields': {" + mapped("who", "any", "Card", "name") + ", " + mapped("address", "any", "Card", "mail")
                + ", " + mapped("lost", "any", "Nowhere", "x") + ", " + mapped("other", "any", "Card", "stock") + "}, "
                + "'payment_config': {'base_multiplier': 1}}");

        assertThat(results(at(1), "View", "{'who': 'Ada'}", "who", "address")).isEqualTo(json("[{'who': 'Ada', 'address': 'a@x'}]"));
        assertThat(fold.partial(at(2), OptionalInt.empty(), "View", List.of("who", "address")).denied())
                .containsExactly("address");
        assertThat(refusal(() -> fold.query(NODE, "View", List.of("lost"), "null"))).isInstanceOf(Fault.NotFound.class);
        assertThat(refusal(() -> fold.query(NODE, "View", List.of("other"), "null"))).isInstanceOf(Fault.Invalid.class);
        set("View", "{'who': 'Grace'}");
        assertThat(results(NODE, "Card", "null", "name")).isEqualTo(json("[{'name': 'Grace'}]"));
    }

    @Test
    void only_an_approved_schema_answers_and_blocking_keeps_its_data() throws Exception {
        set("Card", "{'name': 'Ada'}");

        fold.schema(NODE, SchemaDeed.BLOCK, "Card", Map.of());
        assertThat(refusal(() -> fold.query(NODE, "Card", List.of("name"), "null")).details().toString())
                .contains("Schema 'Card' exists but is not approved for queries.");
        assertThat(refusal(() -> set("Card", "{'name': 'x'}")).details().toString()).contains("not approved for mutations.");
        fold.open(List.of(CARD));
        assertThat(fold.schema(NODE, SchemaDeed.STATE, "Card", Map.of()).states()).containsEntry("Card", SchemaState.BLOCKED);
        fold.schema(NODE, SchemaDeed.UNLOAD, "Card", Map.of());
        assertThat(fold.schema(NODE, SchemaDeed.STATE, "Card", Map.of()).states()).containsEntry("Card", SchemaState.AVAILABLE);
        fold.schema(NODE, SchemaDeed.APPROVE, "Card", Map.of());

        assertThat(results(NODE, "Card", "null", "name")).isEqualTo(json("[{'name': 'Ada'}]"));
    }

    @Test
    void a_schema_is_made_once_by_operators() throws Exception {
        Map<String, Object> tree = SchemaText.of(Schemas.of("New", open("a", "Single")));

        assertThat(refusal(() -> fold.schema(at(1), SchemaDeed.CREATE, "", tree))).isInstanceOf(Fault.TooFar.class);
        fold.schema(NODE, SchemaDeed.CREATE, "", tree);
        assertThat(refusal(() -> fold.schema(NODE, SchemaDeed.CREATE, "", tree))).isInstanceOf(Fault.Conflict.class);
        assertThat(refusal(() -> fold.schema(NODE, SchemaDeed.CREATE, "", Map.of("name", "X"))).details().toString())
                .contains("payment_config", "fields");

        assertThat(fold.schema(at(3), SchemaDeed.GET, "New", Map.of()).schema()).contains(tree);
        assertThat(fold.schema(at(3), SchemaDeed.LIST, "", Map.of()).states()).containsOnlyKeys("Card", "New", "Scores");
        assertThat(refusal(() -> fold.schema(NODE, SchemaDeed.GET, "Old", Map.of())))
                .isEqualTo(new Fault.NotFound("Schema not found: Old"));
    }

    @Test
    void a_caller_narrowed_to_a_schema_knows_of_no_other() throws Exception {
        Principal narrow = FoldHarness.narrowedTo("Card");

        assertThat(fold.schema(narrow, SchemaDeed.LIST, "", Map.of()).states()).containsOnlyKeys("Card");
        assertThat(refusal(() -> fold.query(narrow, "Scores", List.of("score"), "null")))
                .isEqualTo(new Fault.NotFound("Schema 'Scores' does not exist. Please create the schema first."));
        assertThat(refusal(() -> fold.schema(narrow, SchemaDeed.BLOCK, "Scores", Map.of()))).isInstanceOf(Fault.NotFound.class);
    }

    @Test
    void writers_at_the_same_time_lose_nothing() throws Exception {
        List<Future<FoldWritten>> writes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            writes.add(fold.mutation(NODE, "Card", MutationType.UPDATE, "{'age': %d, 'stock': {'k%d': %d}}".formatted(i, i, i),
                    "null", Optional.empty()));
        }
        long acknowledged = 0;
        for (Future<FoldWritten> write : writes) {
            try {
                done(write);
                acknowledged++;
            } catch (FaultException e) {
                assertThat(e.fault()).isInstanceOf(Fault.Conflict.class);
            }
        }

        assertThat(acknowledged).isPositive();
        assertThat(atoms("age")).hasSize((int) acknowledged);
        assertThat((Map<?, ?>) fold.query(NODE, "Card", List.of("stock"), "null").results().get(0).get("stock"))
                .hasSize((int) acknowledged);
    }

    @Test
    void a_writing_with_a_name_happens_once() throws Exception {
        Optional<String> once = Optional.of("k1");
        done(fold.mutation(NODE, "Card", MutationType.UPDATE, "{'age': 1, 'name': 'Ada'}", "null", once));
        set("Card", "{'age': 2}");

        assertThat(done(fold.mutation(NODE, "Card", MutationType.UPDATE, "{'age': 1, 'name': 'Ada'}", "null", once)))
                .isEqualTo(new FoldWritten(1));
        assertThat(results(NODE, "Card", "null", "age")).isEqualTo(json("[{'age': 2}]"));
        assertThat(refusal(() -> done(fold.mutation(NODE, "Card", MutationType.UPDATE, "{'age': 3}", "null", once)))
                .details().toString()).contains("idempotency key");
        done(fold.mutation(at(1), "Card", MutationType.UPDATE, "{'age': 4}", "null", once));
        assertThat(results(NODE, "Card", "null", "age")).isEqualTo(json("[{'age': 4}]"));
    }

    @Test
    void what_is_too_much_is_refused_before_anything_is_written() throws Exception {
        StringBuilder many = new StringBuilder("{'stock': {");
        for (int i = 0; i <= FoldHarness.CONFIG.entriesMax(); i++) {
            many.append(i == 0 ? "" : ", ").append("'k").append(i).append("': 1");
        }

        assertThat(refusal(() -> set("Card", many + "}}"))).isInstanceOf(Fault.TooLarge.class);
        assertThat(refusal(() -> set("Card", "{'name': '" + "x".repeat(1_001) + "'}"))).isInstanceOf(Fault.TooLarge.class);
        for (String data : List.of("{}", "{'nome': 1}", "{'stock': 1}", "{'stock': {'': 1}}", "{'stock': {'a\\u0000': 1}}",
                "{'stock': {'" + "x".repeat(256) + "': 1}}", "{'name': '\\ud800'}")) {
            assertThat(refusal(() -> set("Card", data))).as(data).isInstanceOf(Fault.Invalid.class);
        }
        assertThat(refusal(() -> set("Scores", "{'score': 1}"))).isInstanceOf(Fault.Invalid.class);
        assertThat(results(NODE, "Card", "null", "name", "stock")).isEqualTo(json("[{'name': null, 'stock': null}]"));
    }

    @Test
    void every_atom_is_signed_by_the_node_and_names_the_one_before() throws Exception {
        set("Card", "{'name': 'Ada'}");
        set("Card", "{'name': 'Grace'}");

        List<Object[]> rows = done(fold.store.read(new Query(new Statement("SELECT uuid, prev_atom_uuid, prev_digest, created_at, "
                + "source_pub_key, content, signature FROM fold_atom WHERE field_name = 'name' ORDER BY created_at, prev_atom_uuid",
                List.of(text("uuid"), text("p"), text("d"), new Statement.Column("t", ValueType.BIGINT), text("s"), text("c"),
                        text("sig"))), List.of(), FoldHarness.LIMITS, new Cancellation()))).values();

        assertThat(rows).hasSize(2);
        Object[] last = rows.get(0)[1] == null ? rows.get(1) : rows.get(0);
        Object[] first = rows.get(0)[1] == null ? rows.get(0) : rows.get(1);
        var place = new Atom.Place("Card", "name", "");
        var before = new Atom((String) first[0], place, "key0", (Long) first[3], Optional.empty(),
                Atom.Content.of("Ada"));
        var after = new Atom((String) last[0], place, "key0", (Long) last[3],
                Optional.of(new Atom.Previous((String) first[0],
                        Atom.digest(before.signedBytes()))), Atom.Content.of("Grace"));
        assertThat(last[2]).isEqualTo(Atom.digest(before.signedBytes()));
        assertThat(FoldHarness.NODE.publicKey().verify(after.signedBytes(),
                Base64.getDecoder().decode((String) last[6]))).isTrue();
    }

    @Test
    void a_schema_on_an_entity_asks_the_entity() throws Exception {
        create("{'name': 'Person', 'storage': {'entity': 'User', 'key': 'id'}, 'fields': {" + field("id", "Single", "any", "any")
                + ", " + field("email", "Single", "1", "any") + "}, 'payment_config': {'base_multiplier': 1}}");
        fold.entityReply = new DataReply(Map.of("data", List.of(Map.of("id", "u1", "email", "a@x"))));

        assertThat(results(at(1), "Person", "{'email': {'ne': 'b'}}", "email", "id")).isEqualTo(json("[{'email': 'a@x', 'id': 'u1'}]"));
        assertThat(refusal(() -> fold.query(at(2), "Person", List.of("id"), "{'email': 'a'}"))).isInstanceOf(Fault.TooFar.class);
        fold.entityReply = new DataReply(1L);
        assertThat(fold.mutate(at(1), "Person", MutationType.UPDATE, "{'id': 'u1', 'email': 'c'}", "{'email': 'a@x'}").matched()).isOne();

        assertThat(fold.asked).extracting(request -> request.method().wireName()).containsExactly("list", "updateMany");
        assertThat(fold.asked.get(0).arguments().toString()).contains("isNull");
    }

    private static Statement.Column text(String name) {
        return new Statement.Column(name, ValueType.TEXT);
    }

    private static String mapped(String name, String read, String schema, String target) {
        return field(name, "Single", read, "any")
                .replace("'field_mappers': {}", "'field_mappers': {'" + schema + "': '" + target + "'}");
    }

    private void create(String schema) throws Exception {
        fold.schema(NODE, SchemaDeed.CREATE, "", SchemaText.of(Schemas.schema(schema)));
    }

    private void set(String schema, String data) throws Exception {
        fold.mutate(NODE, schema, MutationType.CREATE, data, "null");
    }

    private Object results(Principal who, String schema, String filter, String... fields) throws Exception {
        return fold.query(who, schema, List.of(fields), filter).results();
    }

    private List<String> atoms(String name) throws Exception {
        return done(fold.store.read(new Query(new Statement("SELECT content, status FROM fold_atom WHERE field_name = '" + name
                + "' ORDER BY created_at, CASE WHEN prev_atom_uuid IS NULL THEN 0 ELSE 1 END", List.of(text("c"), text("s"))),
                List.of(), FoldHarness.LIMITS, new Cancellation()))).values().stream()
                .map(row -> row[0] + " " + row[1]).toList();
    }
}
