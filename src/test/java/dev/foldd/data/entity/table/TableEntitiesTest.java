package dev.foldd.data.entity.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.config.ConfigException;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Entity.Origin;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.Field.Maker;
import dev.foldd.data.entity.file.EntityFiles.Declared;
import dev.foldd.data.entity.table.TableEntities.Found;
import dev.foldd.store.Table;
import dev.foldd.store.Table.Kind;
import dev.foldd.store.Table.Source;
import dev.foldd.store.Table.TableColumn;
import dev.foldd.store.Table.TableIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TableEntitiesTest {

    private static final Declared NOTHING = new Declared(Set.of(), Set.of());
    private static final TableColumn ID = new TableColumn("id", "bigint", false, true);

    private final TableEntities postgres = entities(new PostgresTypes(), List.of(), List.of(), 100);

    @Test
    void a_table_is_an_entity_with_its_columns_and_indexes() {
        Table table = new Table("person", Kind.TABLE, "Whoever is known",
                List.of(ID, new TableColumn("name", "text", false, false), new TableColumn("nick", "text", true, false)),
                List.of(new TableIndex("person_pkey", List.of("id"), true), new TableIndex("by_name", List.of("name"), true),
                        new TableIndex("both", List.of("name", "nick"), false)), List.of());

        Found found = postgres.of(List.of(table), NOTHING);

        assertThat(found.warnings()).isEmpty();
        Entity person = found.entities().get(0);
        assertThat(person.name()).isEqualTo("person");
        assertThat(person.description()).isEqualTo("Whoever is known");
        assertThat(person.origin()).isEqualTo(Origin.FOUND);
        assertThat(person.acl()).isEmpty();
        assertThat(person.primary().name()).isEqualTo("id");
        assertThat(person.field("name").orElseThrow().required()).isTrue();
        assertThat(person.field("name").orElseThrow().unique()).isTrue();
        assertThat(person.field("nick").orElseThrow().required()).isFalse();
        assertThat(person.field("nick").orElseThrow().nullable()).isTrue();
        assertThat(person.indexes()).extracting(Entity.Index::name).containsExactly("by_name", "both");
    }

    static Stream<Arguments> makers() {
        return Stream.of(
                argumentSet("nobody", column("text", false, null, Source.WRITER), Maker.DAEMON, true, "-"),
                argumentSet("a constant, which the daemon knows", column("text", false, "'x'::text", Source.WRITER),
                        Maker.DAEMON, false, "x"),
                argumentSet("a function", column("timestamp with time zone", false, "now()", Source.WRITER), Maker.DATABASE, false, "-"),
                argumentSet("a counter", column("bigint", false, null, Source.COUNTER), Maker.DATABASE, false, "-"),
                argumentSet("a sequence", column("bigint", false, "nextval('s'::regclass)", Source.WRITER), Maker.DATABASE, false, "-"),
                argumentSet("a formula", column("bigint", false, null, Source.DATABASE), Maker.DATABASE_ALONE, false, "-"),
                argumentSet("a fresh identifier", column("uuid", false, "gen_random_uuid()", Source.WRITER), Maker.DAEMON, false, "-"),
                argumentSet("NULL", column("text", true, "NULL::text", Source.WRITER), Maker.DAEMON, false, "-"));
    }

    @ParameterizedTest
    @MethodSource("makers")
    void a_value_that_is_left_out_is_made_by(TableColumn column, Maker maker, boolean required, String fallback) {
        Field field = postgres.of(List.of(table("t", ID, column)), NOTHING).entities().get(0).field("c").orElseThrow();

        assertThat(field.form().maker()).isEqualTo(maker);
        assertThat(field.required()).isEqualTo(required);
        assertThat(field.fallback().map(Object::toString).orElse("-")).isEqualTo(fallback);
        assertThat(field.alwaysHasValue()).isEqualTo(!column.nullable());
    }

    @Test
    void a_tenant_is_never_left_to_the_database() {
        TableColumn tenant = new TableColumn("tenantId", "text", false, false, Optional.of("current_user"), Source.WRITER, List.of(),
                false, "");

        Field field = postgres.of(List.of(table("t", ID, tenant)), NOTHING).entities().get(0).tenant().orElseThrow();

        assertThat(field.form().maker()).isEqualTo(Maker.DAEMON);
        assertThat(field.required()).isTrue();
    }

    @Test
    void a_key_that_the_database_would_not_tell_is_the_callers() {
        TableColumn key = new TableColumn("id", "varchar(40)", false, true, Optional.of("concat('k', rand())"), Source.WRITER,
                List.of(), false, "");
        Table table = table("t", key, column("int", true, null, Source.WRITER));

        Entity mysql = entities(new MySqlTypes(), List.of(), List.of(), 9).of(List.of(table), NOTHING).entities().get(0);

        assertThat(mysql.primary().form().maker()).isEqualTo(Maker.DAEMON);
        assertThat(mysql.primary().required()).isTrue();
    }

    static Stream<Arguments> skipped() {
        return Stream.of(
                argumentSet("no key", table("t", new TableColumn("c", "text", true, false)),
                        "table t is skipped: it has no primary key"),
                argumentSet("a key of two", table("t", ID, new TableColumn("b", "text", false, true)),
                        "table t is skipped: its primary key is made of 2 columns (id, b), and an entity has one"),
                argumentSet("a key that is no name", table("t", new TableColumn("id", "jsonb", false, true)),
                        "table t is skipped: its key id is of a type that can name no row"),
                argumentSet("a key that no field stands for", table("t", new TableColumn("id", "bytea", false, true)),
                        "table t is skipped: its key id is of a type that can name no row"),
                argumentSet("a view without id", new Table("v", Kind.VIEW, "", List.of(new TableColumn("n", "text", true, false)),
                        List.of(), List.of()), "view v is skipped: it has no column id that could name a row"),
                argumentSet("a view that cannot be looked at", new Table("v", Kind.VIEW, "", List.of(), List.of(), List.of()),
                        "view v is skipped: its columns cannot be read"),
                argumentSet("too many columns", table("t", Stream.concat(Stream.of(ID), IntStream.range(0, 500)
                        .mapToObj(i -> new TableColumn("c" + i, "text", true, false))).toArray(TableColumn[]::new)),
                        "table t is skipped: it has more than 500 columns"));
    }

    @ParameterizedTest
    @MethodSource("skipped")
    void a_table_is_skipped_for(Table table, String reason) {
        Found found = postgres.of(List.of(table), NOTHING);

        assertThat(found.entities()).isEmpty();
        assertThat(found.warnings()).containsExactly(reason);
    }

    @Test
    void a_column_that_no_field_stands_for_is_left_out_and_closes_the_table_when_rows_need_it() {
        Found harmless = postgres.of(List.of(table("t", ID, column("bytea", true, null, Source.WRITER))), NOTHING);
        Found filled = postgres.of(List.of(table("t", ID, column("text[]", false, "'{}'::text[]", Source.WRITER))), NOTHING);
        Found needed = postgres.of(List.of(table("t", ID, column("bytea", false, null, Source.WRITER))), NOTHING);

        assertThat(harmless.entities().get(0).origin()).isEqualTo(Origin.FOUND);
        assertThat(harmless.entities().get(0).fields()).hasSize(1);
        assertThat(harmless.warnings()).containsExactly(
                "table t: column c is left out: it is of type bytea, which no field stands for");
        assertThat(filled.entities().get(0).origin()).isEqualTo(Origin.FOUND);
        assertThat(needed.entities().get(0).origin()).isEqualTo(Origin.FOUND_READ_ONLY);
        assertThat(needed.warnings()).containsExactly("table t: column c is left out: it is of type bytea, which no field "
                + "stands for; rows need a value there, so the entity is read only");
    }

    @Test
    void a_column_that_holds_a_secret_by_its_name_is_sensitive() {
        Table table = table("account", ID, new TableColumn("password_hash", "text", false, false));

        Found found = postgres.of(List.of(table), NOTHING);

        assertThat(found.entities().get(0).field("password_hash").orElseThrow().sensitive()).isTrue();
        assertThat(found.entities().get(0).field("id").orElseThrow().sensitive()).isFalse();
        assertThat(found.warnings()).containsExactly(
                "table account: column password_hash is sensitive by its name: only a rule that names it shows it");
    }

    @Test
    void views_are_read_only_and_inner_tables_and_those_of_the_daemon_are_none() {
        Table view = new Table("v", Kind.VIEW, "", List.of(new TableColumn("ID", "bigint", true, false)), List.of(), List.of());
        Table part = new Table("part", Kind.INNER, "", List.of(ID), List.of(), List.of());

        Found found = postgres.of(List.of(view, part, table("foldd_answer", ID), table("SQLITE_seq", ID)), NOTHING);

        assertThat(found.warnings()).isEmpty();
        assertThat(found.entities()).singleElement().satisfies(entity -> {
            assertThat(entity.origin()).isEqualTo(Origin.FOUND_READ_ONLY);
            assertThat(entity.cached()).as("its rows change with those of other tables").isFalse();
            assertThat(entity.primary().name()).isEqualTo("ID");
        });
    }

    @Test
    void what_files_speak_of_is_theirs() {
        List<Table> tables = List.of(table("User", ID), table("people", ID), table("other", ID));

        Found found = postgres.of(tables, new Declared(Set.of("user"), Set.of("people")));

        assertThat(found.entities()).extracting(Entity::name).containsExactly("other");
        assertThat(found.warnings()).containsExactly("table User is skipped: a file declares an entity User of another table");
    }

    static Stream<Arguments> choices() {
        return Stream.of(
                argumentSet("all", List.of(), List.of(), "shop_a shop_b site"),
                argumentSet("some", List.of("shop_*"), List.of(), "shop_a shop_b"),
                argumentSet("all but some", List.of(), List.of("shop_?"), "site"),
                argumentSet("some of some", List.of("s*"), List.of("*b", "si*"), "shop_a"),
                argumentSet("another case", List.of("SHOP_*"), List.of(), ""),
                argumentSet("one", List.of("site"), List.of(), "site"),
                argumentSet("many stars", List.of("*s*o*_*b*"), List.of(), "shop_b"));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void patterns_choose(List<String> include, List<String> exclude, String chosen) {
        List<Table> tables = List.of(table("shop_a", ID), table("shop_b", ID), table("site", ID));

        Found found = entities(new PostgresTypes(), include, exclude, 3).of(tables, NOTHING);

        assertThat(String.join(" ", found.entities().stream().map(Entity::name).toList())).isEqualTo(chosen);
    }

    @Test
    void more_tables_than_are_allowed_are_refused() {
        assertThatThrownBy(() -> entities(new PostgresTypes(), List.of(), List.of(), 1)
                .of(List.of(table("a", ID), table("b", ID)), NOTHING))
                .isInstanceOfSatisfying(ConfigException.class, refused -> assertThat(refused.problems()).containsExactly(
                        "database.introspection.max_tables: there are 2 tables and views, more than 1; choose among them with "
                                + "include and exclude"));
    }

    static Stream<Arguments> names() {
        return Stream.of(
                argumentSet("words", "Order order", "Order=Order order=order"),
                argumentSet("signs that stand in no word", "my-table größe", "my-table=my_table größe=gr__e"),
                argumentSet("a digit in front", "2024", "2024=_2024"),
                argumentSet("two low lines in front", "__meta", "__meta=_meta"),
                argumentSet("words of filters", "and Not", "and=and_ Not=Not_"),
                argumentSet("two that would be one", "a-b a+b c", "c=c"),
                argumentSet("one that would be another's", "a-b a_b", "a_b=a_b"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void names_become_words(String names, String words) {
        List<String> made = new ArrayList<>();
        Naming.of(Arrays.asList(names.split(" "))).forEach((name, word) -> made.add(name + "=" + word));

        assertThat(String.join(" ", made)).isEqualTo(words);
    }

    private static TableEntities entities(ColumnTypes types, List<String> include, List<String> exclude, int max) {
        return new TableEntities(types, new Choice(include, exclude, max));
    }

    private static Table table(String name, TableColumn... columns) {
        return new Table(name, List.of(columns), List.of());
    }

    private static TableColumn column(String type, boolean nullable, String fallback, Source source) {
        return new TableColumn("c", type, nullable, false, Optional.ofNullable(fallback), source, List.of(), false, "");
    }
}
