package dev.foldd.store.sqlite;

import dev.foldd.store.Table;
import dev.foldd.store.tables.PoolQuestions;
import dev.foldd.store.tables.SqliteTables;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.List;
import javax.sql.DataSource;

/** Reads the tables and views that exist. It is asked rarely, so it goes through the ordinary pool of one connection. */
final class Introspection {

    private final Pool pool;

    Introspection(Vertx vertx, DataSource source) {
        this.pool = JDBCPool.pool(vertx, source, new PoolOptions().setMaxSize(1));
    }

    Future<List<Table>> tables() {
        return new SqliteTables(new PoolQuestions(pool)).read();
    }

    Future<Void> close() {
        return pool.close();
    }
}
