package dev.foldd.data.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Samples;
import dev.foldd.store.Table;
import dev.foldd.store.Table.TableColumn;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Statements for database servers, which take a foreign key only to a table that is there. */
class ServerDdlTest {

    private static final EntityCatalogue ROUND = Samples.catalogue("""
            entity: Ship
            fields:
              id: {type: uuid, primary: true, generated: true}
              name: {type: string, nullable: true, unique: true}
              captain: {type: uuid, nullable: true, foreign_key: {entity: Person, field: id}}
            ---
            entity: Person
            fields:
              id: {type: uuid, primary: true, generated: true}
              ship: {type: uuid, nullable: true, foreign_key: {entity: Ship, field: id}}
            """);

    @Test
    void postgres_gets_its_types_and_its_keys_when_both_tables_are_there() {
        assertThat(statements(new PostgresDialect(), List.of())).containsExactly(
                "CREATE TABLE \"Ship\" (\n  \"id\" text COLLATE \"C\" PRIMARY KEY NOT NULL,\n  \"name\" text COLLATE \"C\",\n"
                        + "  \"captain\" text COLLATE \"C\"\n)",
                "CREATE TABLE \"Person\" (\n  \"id\" text COLLATE \"C\" PRIMARY KEY NOT NULL,\n  \"ship\" text COLLATE \"C\",\n"
                        + "  FOREIGN KEY (\"ship\") REFERENCES \"Ship\" (\"id\") ON DELETE RESTRICT\n)",
                "ALTER TABLE \"Ship\" ADD FOREIGN KEY (\"captain\") REFERENCES \"Person\" (\"id\") ON DELETE RESTRICT",
                "CREATE UNIQUE INDEX \"Ship_name_key\" ON \"Ship\" (\"name\" NULLS FIRST)");
    }

    @Test
    void mysql_gets_a_collation_of_bytes_whichever_of_the_two_it_is() {
        String bytes = " CHARACTER SET utf8mb4 /*!80017 COLLATE utf8mb4_0900_bin */ /*M! COLLATE utf8mb4_nopad_bin */";

        assertThat(statements(new MySqlDialect(), List.of())).first().isEqualTo("CREATE TABLE \"Ship\" (\n  \"id\" varchar(255)"
                + bytes + " PRIMARY KEY NOT NULL,\n  \"name\" varchar(255)" + bytes + ",\n  \"captain\" varchar(255)" + bytes
                + "\n) ENGINE=InnoDB" + bytes);
    }

    @Test
    void a_column_that_is_added_gets_its_key_after_it() {
        List<Table> present = List.of(
                new Table("Ship", List.of(new TableColumn("id", "text", false, true), new TableColumn("name", "text", true, false)),
                        List.of(new Table.TableIndex("n", List.of("name"), true))),
                new Table("Person", List.of(new TableColumn("id", "text", false, true),
                        new TableColumn("ship", "text", true, false)), List.of()));

        assertThat(statements(new PostgresDialect(), present)).containsExactly(
                "ALTER TABLE \"Ship\" ADD COLUMN \"captain\" text COLLATE \"C\"",
                "ALTER TABLE \"Ship\" ADD FOREIGN KEY (\"captain\") REFERENCES \"Person\" (\"id\") ON DELETE RESTRICT");
    }

    private static List<String> statements(SchemaDialect dialect, List<Table> present) {
        return new Ddl(dialect).statements(SchemaDiff.of(ROUND, present, dialect).changes());
    }
}
