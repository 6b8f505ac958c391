package dev.foldd.data.shared;

import java.util.List;
import java.util.Optional;

/** In what the databases that daemons share differ, as far as the tables are concerned by which they tell each other. */
public enum SharedDialect {
    POSTGRES("BIGINT GENERATED ALWAYS AS IDENTITY", "VARCHAR(%d) COLLATE \"C\"", "",
            "(extract(epoch from clock_timestamp()) * 1000)::bigint"),
    /** Bytewise and with trailing spaces counted; MySQL and MariaDB have different names for that. */
    MYSQL("BIGINT NOT NULL AUTO_INCREMENT", "VARCHAR(%d)",
            " CHARACTER SET utf8mb4 /*!80017 COLLATE utf8mb4_0900_bin */ /*M! COLLATE utf8mb4_nopad_bin */",
            "CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)");

    /** The table of changes. */
    static final String CHANGES = "foldd_change";
    /** The table of what has been taken back. */
    static final String REVOCATIONS = "foldd_revocation";

    private static final int NAME = 255;
    private static final int WORD = 16;
    private static final int ORIGIN = 32;

    private final String counter;
    private final String name;
    private final String tableOptions;
    private final String moment;

    SharedDialect(String counter, String name, String tableOptions, String moment) {
        this.counter = counter;
        this.name = name;
        this.tableOptions = tableOptions;
        this.moment = moment;
    }

    /** What the tables are called. */
    public List<String> tableNames() {
        return List.of(CHANGES, REVOCATIONS);
    }

    /** The statements that make what is missing of them. */
    public List<String> tables() {
        return List.of(
                table(CHANGES, "made_at BIGINT NOT NULL, origin " + text(ORIGIN) + " NOT NULL, entity " + text(NAME)
                        + ", id " + text(NAME) + ", op " + text(WORD) + " NOT NULL"),
                table(REVOCATIONS, "kind " + text(WORD) + " NOT NULL, name " + text(NAME)
                        + " NOT NULL, issued_before BIGINT NOT NULL, until_at BIGINT NOT NULL"));
    }

    /** Milliseconds since 1970 by the database's clock, which is one for all daemons. */
    String moment() {
        return moment;
    }

    /**
     * Tells the lowest transaction that is under way, and the lowest that is not numbered yet; empty where only those who run
     * the server are told.
     */
    Optional<String> underWay() {
        return this != POSTGRES ? Optional.empty()
                : Optional.of("SELECT txid_snapshot_xmin(s), txid_snapshot_xmax(s) FROM txid_current_snapshot() AS s");
    }

    /** Whether a statement that writes can have another one in front that writes too, and is one statement with it. */
    boolean joins() {
        return this == POSTGRES;
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

    private String text(int length) {
        return name.formatted(length);
    }

    private String table(String table, String columns) {
        return "CREATE TABLE IF NOT EXISTS " + table + " (seq " + counter + ", " + columns + ", PRIMARY KEY (seq))"
                + tableOptions;
    }
}
