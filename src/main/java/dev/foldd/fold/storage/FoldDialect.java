package dev.foldd.fold.storage;

import java.util.List;

/** In what a database differs from the others, as far as the fixed tables of the fold node need to know. */
public enum FoldDialect {
    SQLITE("TEXT", "TEXT", "INTEGER", ""),
    POSTGRES("VARCHAR(%d) COLLATE \"C\"", "TEXT", "BIGINT", ""),
    /** Bytewise and with trailing spaces counted; MySQL and MariaDB have different names for that. */
    MYSQL("VARCHAR(%d)", "LONGTEXT", "BIGINT",
            " CHARACTER SET utf8mb4 /*!80017 COLLATE utf8mb4_0900_bin */ /*M! COLLATE utf8mb4_nopad_bin */");

    private final String name;
    private final String text;
    private final String integer;
    private final String tableOptions;

    FoldDialect(String name, String text, String integer, String tableOptions) {
        this.name = name;
        this.text = text;
        this.integer = integer;
        this.tableOptions = tableOptions;
    }

    /** The type of a short text. */
    String name(int length) {
        return name.formatted(length);
    }

    /** The type of a long text. */
    String text() {
        return text;
    }

    String integer() {
        return integer;
    }

    String tableOptions() {
        return tableOptions;
    }

    /** A statement with its placeholders, each written as {@code ?}, in the database's own way. */
    String placed(String sql) {
        if (this != POSTGRES) {
            return sql;
        }
        StringBuilder placed = new StringBuilder(sql.length() + 16);
        int count = 0;
        for (int i = 0; i < sql.length(); i++) {
            if (sql.charAt(i) == '?') {
                placed.append('$').append(++count);
            } else {
                placed.append(sql.charAt(i));
            }
        }
        return placed.toString();
    }

    /** What the fixed tables are called. */
    public List<String> tableNames() {
        return FoldTables.NAMES;
    }

    /** The statements that make what is missing of the fixed tables. */
    public List<String> tables() {
        return FoldTables.in(this);
    }
}
