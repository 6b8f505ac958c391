package dev.foldd.data.entity.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Entity.Index;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.Field.OnDelete;
import dev.foldd.data.entity.Samples;
import dev.foldd.data.entity.file.EntityFiles.Reading;
import dev.foldd.data.entity.file.EntityFiles.Source;
import dev.foldd.data.entity.file.EntityFiles.Warning;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EntityReaderTest {

    private static final String KEY = "id: {type: uuid, primary: true, generated: true}";

    static Stream<Arguments> skippedDocuments() {
        String fields = "fields: {" + KEY + "}";
        return Stream.of(
                argumentSet("a list", "[1, 2]", "it is no map"),
                argumentSet("a text", "hello", "it is no map"),
                argumentSet("no name", fields, "no 'entity:' key"),
                argumentSet("a number for a name", "entity: 5\n" + fields, "entity must be the entity's name"),
                argumentSet("a name that is no word", "entity: 'A; DROP'\n" + fields, "entity must be letters"),
                argumentSet("a word of filters as name", "entity: Not\n" + fields, "entity must be letters"),
                argumentSet("a table of the database's own", "entity: A\ntable: SQLite_x\n" + fields,
                        "table must not begin"),
                argumentSet("a table of the daemon's own", "entity: foldd_change\n" + fields, "table must not begin"),
                argumentSet("a table with a line break", "entity: A\ntable: \"a\\nb\"\n" + fields,
                        "table must be 1 to 63"),
                argumentSet("a misspelt section", "entity: A\nsecurty: {never_expose: [id]}\n" + fields,
                        "securty is unknown (did you mean 'security'?)"),
                argumentSet("no fields", "entity: A", "fields must be a map"),
                argumentSet("fields as a list", "entity: A\nfields: [a]", "fields must be a map"),
                argumentSet("no primary key", "entity: A\nfields: {a: {type: string}}", "no primary key"),
                argumentSet("two primary keys", "entity: A\nfields: {" + KEY + ", b: {type: string, primary: true}}",
                        "2 primary keys"),
                argumentSet("two versions", "entity: A\nfields: {" + KEY
                        + ", a: {type: bigint, version: true}, b: {type: integer, version: true}}", "have 2 versions"),
                argumentSet("a version that is a text", "entity: A\nfields: {" + KEY + ", a: {type: string, version: true}}",
                        "fields.a.version is for fields of type integer and bigint"),
                argumentSet("a version with a default", "entity: A\nfields: {" + KEY
                        + ", a: {type: bigint, version: true, default: 5}}", "fields.a.version goes with none of"),
                argumentSet("one column twice", "entity: A\nfields: {" + KEY
                        + ", a: {type: string}, b: {type: string, column: A}}",
                        "fields.b shares the column 'A'"),
                argumentSet("a field hidden that is not there", "entity: A\nsecurity: {never_expose: [idd]}\n" + fields,
                        "names 'idd', which is no field (did you mean 'id'?)"),
                argumentSet("a misspelt hiding", "entity: A\nsecurity: {never_expos: [id]}\n" + fields,
                        "security.never_expos is unknown"),
                argumentSet("indexes that are no list", "entity: A\nindexes: {a: 1}\n" + fields,
                        "indexes must be a list"),
                argumentSet("an index with an unknown attribute", "entity: A\nindexes: [{fields: [id], uniqe: true}]\n"
                        + fields,
                        "indexes[0].uniqe is unknown (did you mean 'unique'?)"),
                argumentSet("an index over nothing", "entity: A\nindexes: [{fields: []}]\n" + fields,
                        "indexes[0].fields must be"),
                argumentSet("an index over one field twice", "entity: A\nindexes: [{fields: [id, id]}]\n" + fields,
                        "indexes[0].fields must be"),
                argumentSet("a unique index over an unknown field",
                        "entity: A\nindexes: [{fields: [ide], unique: true}]\n" + fields,
                        "names 'ide', which is no field (did you mean 'id'?)"),
                argumentSet("a key twice", "entity: A\nentity: B\n" + fields, "has a key twice in one section, line 2"),
                argumentSet("a key that YAML takes for true", "entity: A\nfields: {true: {type: string}}",
                        "quotes as keys"),
                argumentSet("a tag of a class", "!!java.net.URL [\"http://localhost\"]", "not valid YAML"),
                argumentSet("a bomb of aliases",
                        "a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\n"
                        + "c: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c]\n"
                        + "e: &e [*d, *d, *d, *d, *d, *d, *d, *d]\nf: [*e, *e, *e, *e, *e, *e, *e, *e]",
                        "holds too much"),
                argumentSet("many aliases", "a: &a {x: 1}\nb: [" + "*a, ".repeat(60) + "1]", "too many aliases"),
                argumentSet("a map inside itself", "entity: A\nacl: &a {read: *a}\n" + fields, "nested too deep"),
                argumentSet("deep nesting", "[".repeat(100) + "]".repeat(100), "nested too deep"));
    }

    @ParameterizedTest
    @MethodSource("skippedDocuments")
    void skips_with_a_reason(String yaml, String reason) {
        Reading reading = Samples.read(yaml);

        assertThat(reading.catalogue().entities()).isEmpty();
        assertThat(reading.warnings()).singleElement().extracting(Warning::text).asString()
                .contains("is skipped: ").contains(reason);
    }

    static Stream<Arguments> skippedFields() {
        return Stream.of(
                argumentSet("no type", "description: x", "fields.it.type is missing"),
                argumentSet("an unknown type", "type: strng", "'strng' is unknown (did you mean 'string'?)"),
                argumentSet("a type in another case", "type: Boolean",
                        "'Boolean' is unknown (did you mean 'boolean'?)"),
                argumentSet("a type that is no text", "type: 5", "fields.it.type must be a text"),
                argumentSet("a misspelt attribute", "type: string, sensitve: true", "fields.it.sensitve is unknown"
                        + " (did you mean 'sensitive'?)"),
                argumentSet("a flag in words", "type: string, sensitive: 'true'",
                        "fields.it.sensitive must be true or false"),
                argumentSet("a pattern that is none", "type: string, pattern: '['",
                        "fields.it.pattern is no regular expression"),
                argumentSet("a pattern of another kind", "type: integer, pattern: 'a'",
                        "fields.it.pattern is for texts"),
                argumentSet("a pattern without end", "type: string, pattern: '" + "a".repeat(1_001) + "'",
                        "at most 1000"),
                argumentSet("bounds of a text", "type: string, min: 1", "min and max are for numbers"),
                argumentSet("bounds the wrong way round", "type: integer, min: 2, max: 1",
                        "fields.it.min is above max"),
                argumentSet("a bound that is no number", "type: integer, min: x", "fields.it.min must be a number"),
                argumentSet("a length of a number", "type: integer, max_length: 1",
                        "max_length and min_length are for texts"),
                argumentSet("lengths the wrong way round", "type: text, min_length: 2, max_length: 1",
                        "min_length is above"),
                argumentSet("a length below nothing", "type: text, min_length: -1", "whole number of at least 0"),
                argumentSet("an enum without words", "type: enum", "fields.it.values must list the words"),
                argumentSet("words that YAML takes for flags", "type: enum, values: [true, false]", "put true in quotes"),
                argumentSet("words of a text", "type: string, values: [a]", "values are for the type enum"),
                argumentSet("a default of another kind", "type: integer, default: many",
                        "fields.it.default must be a whole"),
                argumentSet("a default that is no word of the enum", "type: enum, values: [a], default: b",
                        "must be one of a"),
                argumentSet("a default outside the bounds", "type: integer, max: 1, default: 2",
                        "default must be at most 1"),
                argumentSet("a default that calls a function", "type: bigint, default: 'now()'",
                        "fields.it.default must be"),
                argumentSet("a generated text", "type: string, generated: true", "generated works for uuid"),
                argumentSet("a broken reference", "type: uuid, foreign_key: {entity: A}",
                        "must name an entity and a field"),
                argumentSet("a reference in short", "type: uuid, foreign_key: A.id",
                        "fields.it.foreign_key must be a map"),
                argumentSet("an unknown on_delete",
                        "type: uuid, foreign_key: {entity: A, field: id, on_delete: casacde}",
                        "did you mean 'cascade'?"),
                argumentSet("an unknown part of a reference",
                        "type: uuid, foreign_key: {entity: A, field: id, ondelete: cascade}",
                        "foreign_key.ondelete is unknown"));
    }

    @ParameterizedTest
    @MethodSource("skippedFields")
    void skips_the_document_for_one_field(String attributes, String reason) {
        Reading reading = Samples.read("entity: A\nfields: {" + KEY + ", it: {" + attributes + "}}");

        assertThat(reading.catalogue().entities()).isEmpty();
        assertThat(reading.warnings()).singleElement().extracting(Warning::text).asString()
                .startsWith("entity A is skipped: ").contains(reason);
    }

    static Stream<Arguments> skippedNames() {
        return Stream.of("__proto__", "AND", "not", "a b", "a.b", "1a", "$where", "x".repeat(64), "é")
                .map(name -> argumentSet(name, name));
    }

    @ParameterizedTest
    @MethodSource("skippedNames")
    void skips_names_that_requests_cannot_use(String name) {
        Reading reading = Samples.read("entity: A\nfields: {" + KEY + ", \"" + name + "\": {type: string}}");

        assertThat(reading.catalogue().entities()).isEmpty();
        assertThat(reading.warnings()).singleElement().extracting(Warning::text).asString()
                .contains("is no name for a field");
    }

    static Stream<Arguments> skippedKeys() {
        return Stream.of(
                argumentSet("a key of JSON", "type: json, primary: true", "primary is for texts"),
                argumentSet("a key of flags", "type: boolean, primary: true", "primary is for texts"),
                argumentSet("a key of the time", "type: bigint, primary: true, generated: true",
                        "makes keys of type uuid and cuid"));
    }

    @ParameterizedTest
    @MethodSource("skippedKeys")
    void skips_keys_that_cannot_name_a_row(String attributes, String reason) {
        Reading reading = Samples.read("entity: A\nfields: {id: {" + attributes + "}}");

        assertThat(reading.catalogue().entities()).isEmpty();
        assertThat(reading.warnings()).singleElement().extracting(Warning::text).asString().contains(reason);
    }

    static Stream<Arguments> droppedDetails() {
        return Stream.of(
                argumentSet("optional and required", "it: {type: string, required: true, optional: true}", "",
                        "fields.it.optional counts for nothing"),
                argumentSet("a default of what is generated", "it: {type: bigint, generated: true, default: 1}", "",
                        "fields.it.default counts for nothing"),
                argumentSet("set_null of what is never null",
                        "it: {type: uuid, required: true, foreign_key: {entity: A, field: id, on_delete: set_null}}",
                        "",
                        "fields.it.foreign_key.on_delete set_null is treated as restrict"),
                argumentSet("an index over an unknown field", "it: {type: string}", "indexes: [{fields: [itt]}]",
                        "indexes[0].fields names 'itt', which is no field, so this index is not made (did you mean "
                        + "'it'?)"),
                argumentSet("an empty rule", "it: {type: string}", "acl: {read: }",
                        "acl.read is empty and grants nothing"),
                argumentSet("rules that are no map", "it: {type: string}", "acl: true", "acl is no map"),
                argumentSet("a reference to nothing", "it: {type: uuid, foreign_key: {entity: B, field: id}}", "",
                        "fields.it.foreign_key names the entity 'B', which is not loaded; it is not enforced"),
                argumentSet("a reference to an unknown field", "it: {type: uuid, foreign_key: {entity: A, field: b}}",
                        "",
                        "names 'b', which is no field of A"),
                argumentSet("a reference to what is not unique",
                        "it: {type: string, foreign_key: {entity: A, field: it}}", "",
                        "leads to A.it, which is not unique"),
                argumentSet("a reference to another type",
                        "it: {type: integer, foreign_key: {entity: A, field: id}}", "",
                        "leads to A.id, which is of another type"));
    }

    @ParameterizedTest
    @MethodSource("droppedDetails")
    void drops_a_detail_with_a_warning(String field, String rest, String warning) {
        Reading reading = Samples.read("entity: A\nfields: {" + KEY + ", " + field + "}\n" + rest);

        assertThat(reading.catalogue().names()).containsExactly("A");
        assertThat(reading.warnings()).singleElement().extracting(Warning::text).asString()
                .startsWith("entity A: ").contains(warning);
    }

    @Test
    void set_null_of_what_is_never_null_restricts() {
        Entity entity = Samples.read("entity: A\nfields: {" + KEY + ", up: {type: uuid, required: true,"
                + " foreign_key: {entity: A, field: id, on_delete: set_null}}}").catalogue().entity("A").orElseThrow();

        assertThat(entity.field("up").flatMap(Field::reference).orElseThrow().onDelete()).isEqualTo(OnDelete.RESTRICT);
    }

    @Test
    void of_two_entities_of_one_name_neither_is_loaded() {
        String yaml = "entity: %s\nfields: {" + KEY + "}";
        Reading reading = new EntityFiles(EntityFileLimits.DEFAULT).parse(List.of(new Source("a.yaml",
                yaml.formatted("A")),
                new Source("b.yaml", yaml.formatted("a")), new Source("c.yaml", yaml.formatted("C"))));

        assertThat(reading.catalogue().names()).containsExactly("C");
        assertThat(reading.warnings()).extracting(Warning::toString).containsExactly(
                "a.yaml: entity A is skipped: the same entity is declared in a.yaml, b.yaml",
                "b.yaml: entity a is skipped: the same entity is declared in a.yaml, b.yaml");
    }

    @Test
    void of_two_entities_of_one_table_neither_is_loaded() {
        Reading reading = Samples.read("entity: A\nfields: {" + KEY + "}\n---\nentity: B\ntable: a\nfields: {" + KEY
                + "}");

        assertThat(reading.catalogue().entities()).isEmpty();
        assertThat(reading.warnings()).extracting(Warning::text).allMatch(text -> text.contains("the same table"));
    }

    @Test
    void index_names_are_unique_in_the_database_and_short_enough() {
        String longName = "x".repeat(60);
        Reading reading = Samples.read("entity: A\nfields: {" + KEY + ", b_c: {type: string, index: true}, " + longName
                + ": {type: string, index: true}}\n---\nentity: A_b\nfields: {" + KEY
                + ", c: {type: string, index: true}}");

        List<Index> indexes = reading.catalogue().entities().stream().flatMap(entity -> entity.indexes().stream())
                .toList();
        assertThat(indexes).extracting(Index::name).hasSize(3).doesNotHaveDuplicates().allMatch(name ->
                name.length() <= 63)
                .contains("A_b_c_idx").anyMatch(name -> name.startsWith("A_b_c_idx_"));
        assertThat(reading.warnings()).isEmpty();
    }

    @Test
    void too_many_documents_skip_the_file() {
        Reading reading = new EntityFiles(new EntityFileLimits(10, 2, 1_024, 10))
                .parse(List.of(new Source("a.yaml", "a: 1\n---\nb: 1\n---\nc: 1")));

        assertThat(reading.warnings()).singleElement().extracting(Warning::text).asString()
                .contains("more than 2 documents");
    }

    @Test
    void one_bad_document_does_not_keep_its_neighbours_out() {
        Reading reading = Samples.read("\uFEFFentity: A\nfields: {" + KEY + "}\n---\nname: B\n---\nentity: C\nfields: {"
                + KEY + "}");

        assertThat(reading.catalogue().names()).containsExactly("A", "C");
        assertThat(reading.warnings()).extracting(Warning::text)
                .containsExactly("document 2 is skipped: it has no 'entity:' key");
    }

    @Test
    void json_may_hold_several_entities_but_no_key_twice() {
        EntityFiles files = new EntityFiles(EntityFileLimits.DEFAULT);
        String one = "{\"entity\": \"%s\", \"fields\": {\"id\": {\"type\": \"uuid\", \"primary\": true}}}";

        assertThat(files.parse(List.of(new Source("a.json", "[" + one.formatted("A") + "," + one.formatted("B") + "]")))
                .catalogue().names()).containsExactly("A", "B");
        assertThat(files.parse(List.of(new Source("a.JSON", "{\"entity\": \"A\", \"entity\": \"B\"}"))).warnings())
                .singleElement().extracting(Warning::text).asString().contains("stands twice");
    }
}
