package dev.foldd.data.sql;

/** The databases whose SQL is written here. One is chosen when the daemon starts. */
public enum SqlDialect {
    SQLITE(new SqliteWords()), POSTGRES(new PostgresWords()), MYSQL(new MySqlWords()),
    /** SQLite and PostgreSQL behind a bridge that speaks JSON. */
    BRIDGED_SQLITE(BridgedWords.sqlite()), BRIDGED_POSTGRES(BridgedWords.postgres());

    private final Words words;

    SqlDialect(Words words) {
        this.words = words;
    }

    Words words() {
        return words;
    }
}
