package dev.foldd.store.tables;

import dev.foldd.store.Statement;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Asks over connections of the database's own. It is asked rarely, so they are those of an ordinary pool. */
public final class PoolQuestions implements Questions {

    private final Pool pool;

    public PoolQuestions(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Future<List<Object[]>> ask(Statement statement, List<Object> parameters) {
        return pool.preparedQuery(statement.sql()).execute(Tuple.from(parameters)).map(rows -> {
            List<Object[]> values = new ArrayList<>();
            for (Row row : rows) {
                Object[] each = new Object[statement.columns().size()];
                for (int i = 0; i < each.length; i++) {
                    each[i] = row.getValue(i);
                }
                values.add(each);
            }
            return values;
        });
    }
}
