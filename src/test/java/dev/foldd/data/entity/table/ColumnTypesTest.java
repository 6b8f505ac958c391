package dev.foldd.data.entity.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.foldd.data.entity.table.ColumnTypes.Shape;
import dev.foldd.store.Table.Source;
import dev.foldd.store.Table.TableColumn;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ColumnTypesTest {

    private static final ColumnTypes POSTGRES = new PostgresTypes();
    private static final ColumnTypes MYSQL = new MySqlTypes();
    private static final ColumnTypes SQLITE = new SqliteTypes();

    static Stream<Arguments> types() {
        return Stream.of(
                argumentSet("a text", POSTGRES, "text", "TEXT PLAIN"),
                argumentSet("a text up to a length", POSTGRES, "character varying(40)", "STRING PLAIN <=40"),
                argumentSet("a text of any length", POSTGRES, "character varying", "STRING PLAIN"),
                argumentSet("a padded text", POSTGRES, "character(3)", "STRING CAST bpchar <=3"),
                argumentSet("a text without case", POSTGRES, "citext", "STRING CAST citext"),
                argumentSet("the same from another schema", POSTGRES, "other.citext", "STRING CAST other.citext"),
                argumentSet("an identifier", POSTGRES, "uuid", "UUID UUID uuid"),
                argumentSet("two bytes", POSTGRES, "smallint", "INTEGER PLAIN -32768..32767"),
                argumentSet("four bytes", POSTGRES, "integer", "INTEGER PLAIN"),
                argumentSet("eight bytes", POSTGRES, "bigint", "BIGINT PLAIN"),
                argumentSet("a single float", POSTGRES, "real", "FLOAT PLAIN"),
                argumentSet("a double float", POSTGRES, "double precision", "FLOAT PLAIN"),
                argumentSet("a decimal", POSTGRES, "numeric", "DECIMAL PLAIN"),
                argumentSet("a decimal with digits", POSTGRES, "numeric(6,2)", "DECIMAL PLAIN -9999.99..9999.99"),
                argumentSet("a decimal without the last digits", POSTGRES, "numeric(2,-3)", "DECIMAL PLAIN -99000..99000"),
                argumentSet("a flag", POSTGRES, "boolean", "BOOLEAN PLAIN"),
                argumentSet("a day", POSTGRES, "date", "DATETIME PLAIN"),
                argumentSet("a moment", POSTGRES, "timestamp with time zone", "DATETIME PLAIN"),
                argumentSet("a moment in seconds", POSTGRES, "timestamp(0) without time zone", "DATETIME PLAIN"),
                argumentSet("a time of day", POSTGRES, "time(3) without time zone",
                        "STRING CAST time(3) without time zone"),
                argumentSet("JSON", POSTGRES, "jsonb", "JSON PLAIN"),
                argumentSet("an address", POSTGRES, "inet", "STRING CAST inet"),
                argumentSet("bytes", POSTGRES, "bytea", "none"),
                argumentSet("a list", POSTGRES, "text[]", "none"),
                argumentSet("a place", POSTGRES, "point", "none"),
                argumentSet("a flag", MYSQL, "tinyint(1)", "BOOLEAN PLAIN"),
                argumentSet("a byte", MYSQL, "tinyint(4)", "INTEGER PLAIN -128..127"),
                argumentSet("a byte without sign", MYSQL, "tinyint(1) unsigned", "INTEGER PLAIN 0..255"),
                argumentSet("three bytes", MYSQL, "mediumint(9)", "INTEGER PLAIN -8388608..8388607"),
                argumentSet("four bytes", MYSQL, "int(11)", "INTEGER PLAIN"),
                argumentSet("four bytes without sign", MYSQL, "int unsigned", "BIGINT PLAIN 0..4294967295"),
                argumentSet("eight bytes", MYSQL, "bigint(20)", "BIGINT PLAIN"),
                argumentSet("a bit", MYSQL, "bit(1)", "BOOLEAN PLAIN"),
                argumentSet("many bits", MYSQL, "bit(8)", "none"),
                argumentSet("a decimal", MYSQL, "decimal(10,2)", "DECIMAL PLAIN -99999999.99..99999999.99"),
                argumentSet("a text", MYSQL, "varchar(20)", "STRING PLAIN <=20"),
                argumentSet("a long text", MYSQL, "longtext", "TEXT PLAIN"),
                argumentSet("an identifier", MYSQL, "uuid", "UUID UUID uuid"),
                argumentSet("a moment", MYSQL, "datetime(3)", "DATETIME PLAIN"),
                argumentSet("JSON", MYSQL, "json", "JSON PLAIN"),
                argumentSet("a set", MYSQL, "set('a','b')", "none"),
                argumentSet("bytes", MYSQL, "varbinary(10)", "none"),
                argumentSet("a whole number", SQLITE, "INTEGER", "BIGINT PLAIN"),
                argumentSet("a whole number in other words", SQLITE, "smallint", "BIGINT PLAIN"),
                argumentSet("a flag", SQLITE, "boolean", "BOOLEAN PLAIN"),
                argumentSet("a flag in other words", SQLITE, "TINYINT(1)", "BOOLEAN PLAIN"),
                argumentSet("a text", SQLITE, "TEXT", "TEXT PLAIN"),
                argumentSet("a text up to a length", SQLITE, "varchar( 40 )", "STRING PLAIN <=40"),
                argumentSet("no type, as expressions of views have it", SQLITE, "", "TEXT CAST"),
                argumentSet("an identifier", SQLITE, "uuid", "UUID UUID"),
                argumentSet("a moment", SQLITE, "datetime", "DATETIME MOMENT"),
                argumentSet("a day", SQLITE, "DATE", "DATETIME MOMENT"),
                argumentSet("a double", SQLITE, "double precision", "FLOAT PLAIN"),
                argumentSet("a decimal", SQLITE, "decimal(6, 2)", "DECIMAL PLAIN -9999.99..9999.99"),
                argumentSet("JSON", SQLITE, "JSON", "JSON PLAIN"),
                argumentSet("bytes", SQLITE, "BLOB", "none"),
                argumentSet("a word of no meaning", SQLITE, "WHATEVER", "none"));
    }

    @ParameterizedTest
    @MethodSource("types")
    void a_column_is_a_field_of(ColumnTypes types, String type, String expected) {
        assertThat(types.shape(new TableColumn("c", type, true, false)).map(ColumnTypesTest::told).orElse("none"))
                .isEqualTo(expected);
    }

    static Stream<Arguments> enums() {
        return Stream.of(argumentSet("a type of its own", POSTGRES, "\"Wild Type\"", "ENUM ENUM \"Wild Type\""),
                argumentSet("a list", MYSQL, "enum('a','b')", "ENUM LOOSE"), argumentSet("a check", SQLITE, "text", "ENUM PLAIN"));
    }

    @ParameterizedTest
    @MethodSource("enums")
    void a_column_of_some_words_is_an_enum(ColumnTypes types, String type, String expected) {
        TableColumn column = new TableColumn("c", type, true, false, Optional.empty(), Source.WRITER, List.of("a", "b"), false, "");

        assertThat(types.shape(column).map(ColumnTypesTest::told)).contains(expected);
        assertThat(types.shape(column).orElseThrow().form().words()).containsExactly("a", "b");
    }

    @Test
    void a_text_that_takes_different_texts_for_equal_is_told() {
        TableColumn text = new TableColumn("c", "text", true, false, Optional.empty(), Source.WRITER, List.of(), true, "");

        for (ColumnTypes types : List.of(POSTGRES, MYSQL, SQLITE)) {
            assertThat(types.shape(text).map(ColumnTypesTest::told)).contains("TEXT LOOSE");
        }
    }

    private static String told(Shape shape) {
        StringBuilder told = new StringBuilder(shape.type() + " " + shape.form().kind());
        told.append(shape.form().type().isEmpty() ? "" : " " + shape.form().type());
        shape.maxLength().ifPresent(length -> told.append(" <=").append(length));
        shape.min().map(BigDecimal::toPlainString).ifPresent(min -> told.append(' ').append(min).append("..")
                .append(shape.max().orElseThrow().toPlainString()));
        return told.toString();
    }
}
