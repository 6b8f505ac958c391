package dev.foldd.data.entity.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Field.Form;
import dev.foldd.data.entity.Field.Kind;
import dev.foldd.data.entity.Field.OnDelete;
import dev.foldd.data.entity.Field.Reference;
import dev.foldd.data.entity.Samples;
import dev.foldd.data.entity.file.EntityFiles.Declared;
import dev.foldd.store.Table;
import dev.foldd.store.Table.Source;
import dev.foldd.store.Table.TableColumn;
import dev.foldd.store.Table.TableIndex;
import dev.foldd.store.Table.TableKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FittingTest {

    private static final TableColumn ID = new TableColumn("id", "bigint", false, true);

    static Stream<Arguments> forms() {
        return Stream.of(
                argumentSet("an identifier", "type: uuid", "uuid", Kind.UUID),
                argumentSet("a text over an identifier", "type: string", "uuid", Kind.UUID),
                argumentSet("a text", "type: string", "text", Kind.PLAIN),
                argumentSet("an address", "type: string", "inet", Kind.CAST),
                argumentSet("a number over a text", "type: integer", "inet", Kind.PLAIN),
                argumentSet("a list, which no field stands for", "type: string", "text[]", Kind.PLAIN));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void a_declared_field_learns_how_its_column_is(String attributes, String type, Kind kind) {
        EntityCatalogue declared = Samples.catalogue(
                "entity: Sample\nfields: {id: {type: uuid, primary: true}, it: {" + attributes + "}}");
        Table table = new Table("Sample", List.of(new TableColumn("it", type, true, false)), List.of());

        EntityCatalogue fitted = new Fitting(List.of(table), new PostgresTypes()).fit(declared);

        assertThat(fitted.entity("Sample").orElseThrow().field("it").orElseThrow().form().kind()).isEqualTo(kind);
        assertThat(fitted.entity("Sample").orElseThrow().primary().form()).as("no such column").isEqualTo(Form.PLAIN);
    }

    @Test
    void case_counts_in_names_where_it_counts_in_the_database() {
        EntityCatalogue declared = Samples.catalogue("entity: Sample\nfields: {ID: {type: uuid, primary: true}}");
        Table table = new Table("sample", List.of(new TableColumn("id", "uuid", false, true)), List.of());

        assertThat(new Fitting(List.of(table), new PostgresTypes()).fit(declared).entity("Sample").orElseThrow().primary().form())
                .isEqualTo(Form.PLAIN);
        assertThat(new Fitting(List.of(table), new SqliteTypes()).fit(declared).entity("Sample").orElseThrow().primary().form().kind())
                .isEqualTo(Kind.UUID);
    }

    @Test
    void keys_lead_from_entity_to_entity() {
        Table target = new Table("target", List.of(ID, new TableColumn("code", "integer", false, false),
                new TableColumn("word", "text", false, false)), List.of(new TableIndex("target_code", List.of("code"), true)));
        Table origin = new Table("origin", Table.Kind.TABLE, "",
                List.of(ID, column("a"), column("b"), column("c"), column("d"), column("e"), column("f"), column("g")), List.of(),
                List.of(new TableKey(List.of("a"), "target", List.of("id"), "CASCADE"),
                        new TableKey(List.of("b"), "target", List.of(), "SET NULL"),
                        new TableKey(List.of("c"), "target", List.of("code"), "NO ACTION"),
                        new TableKey(List.of("f"), "target", List.of("word"), "NO ACTION"),
                        new TableKey(List.of("d"), "nowhere", List.of("id"), "CASCADE"),
                        new TableKey(List.of("e", "a"), "target", List.of("id", "code"), "CASCADE")));
        List<Table> tables = List.of(target, origin);
        EntityCatalogue found = new EntityCatalogue(new TableEntities(new PostgresTypes(), new Choice(List.of(), List.of(), 9))
                .of(tables, new Declared(Set.of(), Set.of())).entities());

        EntityCatalogue fitted = new Fitting(tables, new PostgresTypes()).fit(found);

        assertThat(reference(fitted, "a")).contains(new Reference("target", "id", OnDelete.CASCADE));
        assertThat(reference(fitted, "b")).contains(new Reference("target", "id", OnDelete.SET_NULL));
        assertThat(reference(fitted, "c")).contains(new Reference("target", "code", OnDelete.RESTRICT));
        assertThat(reference(fitted, "d")).as("no entity").isEmpty();
        assertThat(reference(fitted, "f")).as("neither unique nor of the same type").isEmpty();
        assertThat(reference(fitted, "e")).as("two columns").isEmpty();
    }

    static Stream<Arguments> keys() {
        return Stream.of(
                argumentSet("none", List.of(), true),
                argumentSet("one that changes nothing", List.of(new TableKey(List.of("a"), "nowhere", List.of("id"), "NO ACTION")), true),
                argumentSet("one that a field has", List.of(new TableKey(List.of("a"), "target", List.of(), "SET NULL")), true),
                argumentSet("one from a table that is no entity",
                        List.of(new TableKey(List.of("a"), "nowhere", List.of("id"), "CASCADE")), false),
                argumentSet("one of two columns", List.of(new TableKey(List.of("a", "b"), "target", List.of("id", "x"), "CASCADE")), false),
                argumentSet("one that sets what nobody knows",
                        List.of(new TableKey(List.of("a"), "target", List.of("id"), "SET DEFAULT")), false));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void rows_that_the_database_changes_by_itself_are_kept_in_memory_only_where_that_is_noticed(List<TableKey> keys, boolean cached) {
        List<Table> tables = List.of(new Table("target", List.of(ID), List.of()),
                new Table("origin", Table.Kind.TABLE, "", List.of(ID, column("a"), column("b")), List.of(), keys));
        EntityCatalogue found = new EntityCatalogue(new TableEntities(new PostgresTypes(), new Choice(List.of(), List.of(), 9))
                .of(tables, new Declared(Set.of(), Set.of())).entities());

        EntityCatalogue fitted = new Fitting(tables, new PostgresTypes()).fit(found);

        assertThat(fitted.entity("origin").orElseThrow().cached()).isEqualTo(cached);
    }

    private static Optional<Reference> reference(EntityCatalogue catalogue, String field) {
        return catalogue.entity("origin").orElseThrow().field(field).orElseThrow().reference();
    }

    private static TableColumn column(String name) {
        return new TableColumn(name, "bigint", true, false, Optional.empty(), Source.WRITER, List.of(), false, "");
    }
}
