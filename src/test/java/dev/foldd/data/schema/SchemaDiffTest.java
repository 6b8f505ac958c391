package dev.foldd.data.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Samples;
import dev.foldd.store.Table;
import dev.foldd.store.Table.TableColumn;
import dev.foldd.store.Table.TableIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaDiffTest {

    private static final TableColumn ID = column("id", "TEXT", false, true);
    private static final TableColumn NAME = column("name", "TEXT", false, false);
    private static final TableColumn AGE = column("age", "INTEGER", true, false);
    private static final TableIndex NAME_KEY = new TableIndex("Person_name_key", List.of("name"), true);

    private static final EntityCatalogue PERSON = Samples.catalogue("""
            entity: Person
            fields:
              id: {type: uuid, primary: true, generated: true}
              name: {type: string, required: true, unique: true}
              age: {type: integer}
            """);

    static Stream<Arguments> differences() {
        return Stream.of(
                argumentSet("nothing is there", List.of(),
                        List.of("create table Person", "create unique index Person_name_key on Person (name)"),
                        List.of()),
                argumentSet("all is there", person(List.of(ID, NAME, AGE), NAME_KEY), List.of(), List.of()),
                argumentSet("all is there under names of another case", List.of(new Table("PERSON",
                        List.of(ID, column("NAME", "varchar(20)", false, false), AGE), List.of(NAME_KEY))), List.of(),
                        List.of()),
                argumentSet("the index has another name", person(List.of(ID, NAME, AGE),
                        new TableIndex("old_name", List.of("name"), true)), List.of(), List.of()),
                argumentSet("the primary key is listed as an index", person(List.of(ID, NAME, AGE), NAME_KEY,
                        new TableIndex("sqlite_autoindex_Person_1", List.of("id"), true)), List.of(), List.of()),
                argumentSet("a column is missing", person(List.of(ID, NAME), NAME_KEY),
                        List.of("add column Person.age"), List.of()),
                argumentSet("a column that must not be null is missing", person(List.of(ID, AGE)),
                        List.of("add column Person.name", "create unique index Person_name_key on Person (name)"),
                        List.of("Person.name is added without NOT NULL, since rows that exist have no value for it")),
                argumentSet("the primary key is missing", person(List.of(NAME, AGE), NAME_KEY), List.of(),
                        List.of("Person.id is missing and is the primary key, which cannot be added")),
                argumentSet("another column is the key", person(List.of(column("id", "TEXT", false, false),
                        column("name", "TEXT", false, true), AGE), NAME_KEY), List.of(),
                        List.of("Person.id is not the primary key", "Person.name is part of the primary key")),
                argumentSet("a column is in no file", person(List.of(ID, NAME, AGE, column("x", "TEXT", true, false)),
                        NAME_KEY),
                        List.of(), List.of("Person.x is in no file")),
                argumentSet("a column in no file needs a value",
                        person(List.of(ID, NAME, AGE, column("x", "TEXT", false, false)), NAME_KEY), List.of(),
                        List.of("Person.x is in no file; it is NOT NULL, so rows without it may be refused")),
                argumentSet("a column has another type", person(List.of(ID, NAME, column("age", "TEXT", true, false)),
                        NAME_KEY),
                        List.of(), List.of("Person.age is of type TEXT, not INTEGER")),
                argumentSet("a column may be null", person(List.of(ID, column("name", "TEXT", true, false), AGE),
                        NAME_KEY),
                        List.of(), List.of("Person.name may be null, unlike its field")),
                argumentSet("a column must not be null", person(List.of(ID, NAME, column("age", "INT", false, false)),
                        NAME_KEY),
                        List.of(), List.of("Person.age is NOT NULL, unlike its field")),
                argumentSet("the index is not unique", person(List.of(ID, NAME, AGE),
                        new TableIndex("other", List.of("name"), false)),
                        List.of("create unique index Person_name_key on Person (name)"), List.of()),
                argumentSet("the index's name is taken", person(List.of(ID, NAME, AGE),
                        new TableIndex("person_NAME_key", List.of("age"), false)), List.of(),
                        List.of("index Person_name_key exists and is another one, so it is not made on Person (name)")),
                argumentSet("a unique index is in no file", person(List.of(ID, NAME, AGE), NAME_KEY,
                        new TableIndex("age_key", List.of("age"), true)), List.of(),
                        List.of("unique index age_key on Person is in no file")),
                argumentSet("other tables are none of our business", List.of(new Table("Person", List.of(ID, NAME, AGE),
                        List.of(NAME_KEY)), new Table("Other", List.of(), List.of())), List.of(), List.of()));
    }

    @ParameterizedTest
    @MethodSource("differences")
    void finds(List<Table> present, List<String> changes, List<String> drift) {
        SchemaDiff diff = SchemaDiff.of(PERSON, present, new SqliteDialect());

        assertThat(diff.changes()).extracting(Change::summary).containsExactlyElementsOf(changes);
        assertThat(diff.drift()).containsExactlyElementsOf(drift);
    }

    @Test
    void a_table_comes_after_those_it_refers_to_and_circles_are_no_trap() {
        EntityCatalogue catalogue = Samples.catalogue("""
                entity: Leaf
                fields:
                  id: {type: uuid, primary: true, generated: true}
                  rootId: {type: uuid, foreign_key: {entity: Root, field: id}}
                ---
                entity: Root
                fields:
                  id: {type: uuid, primary: true, generated: true}
                  parentId: {type: uuid, foreign_key: {entity: Root, field: id}}
                ---
                entity: Hen
                fields:
                  id: {type: uuid, primary: true, generated: true}
                  eggId: {type: uuid, foreign_key: {entity: Egg, field: id}}
                ---
                entity: Egg
                fields:
                  id: {type: uuid, primary: true, generated: true}
                  henId: {type: uuid, foreign_key: {entity: Hen, field: id}}
                """);

        SchemaDiff diff = SchemaDiff.of(catalogue, List.of(), new SqliteDialect());

        assertThat(diff.changes()).extracting(Change::summary)
                .containsExactly("create table Root", "create table Leaf", "create table Hen", "create table Egg");
    }

    @Test
    void a_column_with_a_default_and_a_key_is_added_without_the_key() {
        EntityCatalogue catalogue = Samples.catalogue("""
                entity: Person
                fields:
                  id: {type: uuid, primary: true, generated: true}
                  boss: {type: uuid, required: true, default: nobody, foreign_key: {entity: Person, field: id}}
                """);

        SchemaDiff diff = SchemaDiff.of(catalogue, List.of(new Table("Person", List.of(ID), List.of())),
                new SqliteDialect());

        assertThat(diff.drift()).containsExactly("Person.boss is added without its foreign key, since it has a "
                + "default");
        assertThat(new Ddl(new SqliteDialect()).statements(diff.changes()))
                .containsExactly("ALTER TABLE \"Person\" ADD COLUMN \"boss\" TEXT NOT NULL DEFAULT 'nobody'");
    }

    private static List<Table> person(List<TableColumn> columns, TableIndex... indexes) {
        return new ArrayList<>(List.of(new Table("Person", columns, Arrays.asList(indexes))));
    }

    private static TableColumn column(String name, String type, boolean nullable, boolean primary) {
        return new TableColumn(name, type, nullable, primary);
    }
}
