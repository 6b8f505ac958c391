package dev.foldd.cli.bench.direct;

import dev.foldd.cli.bench.load.Operation;
import dev.foldd.cli.bench.load.Population;
import dev.foldd.cli.bench.load.Scope;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an application would send that had the server to itself: the daemon's statements, as far as the server allows. */
final class ServerStatements {

    private static final List<String> USER = List.of("id", "username", "email", "role", "profilePicture", "bio", "createdAt",
            "tenantId", "isInstanceOwner", "passwordChangeTimestamp", "firstLogin");
    private static final List<String> PAGE = List.of("id", "path", "title", "body", "level", "isPublished", "authorId",
            "createdAt", "updatedAt");
    private static final List<String> INSERTED = List.of("id", "username", "email", "role", "bio", "createdAt",
            "isInstanceOwner", "firstLogin", "tenantId");
    private static final String ARRAYS = "$1::text[],$2::text[],$3::text[],$4::text[],$5::text[],$6::bigint[],$7::boolean[],"
            + "$8::boolean[],$9::text[]";

    private final boolean postgres;
    private final Scope scope;
    private final String read;
    private final String list;
    private final String count;
    private final String insert;
    private final String insertMany;
    private final String update;
    private final String delete;
    private final String join;

    /** @param scope with a tenant's every statement carries his predicate */
    ServerStatements(boolean postgres, Scope scope) {
        this.postgres = postgres;
        this.scope = scope;
        String returning = postgres ? " RETURNING " + names("", USER) : "";
        String one = "(" + Stream.iterate(1, n -> n + 1).limit(INSERTED.size()).map(this::place)
                .collect(Collectors.joining(",")) + ")";
        String into = "INSERT INTO \"User\" (" + names("", INSERTED) + ") ";
        read = "SELECT " + names("", USER) + " FROM \"User\" WHERE \"id\"=" + place(1) + owned("", 2);
        String tenant = " FROM \"User\" WHERE \"tenantId\"=" + place(1) + " AND \"role\"=" + place(2);
        list = "SELECT " + names("", USER) + tenant + " ORDER BY \"id\"" + (postgres ? " COLLATE \"C\"" : "") + " LIMIT "
                + (Population.PAGE + 1);
        count = "SELECT count(*)" + tenant;
        insert = into + "VALUES " + one + returning;
        insertMany = into + (postgres ? "SELECT * FROM unnest(" + ARRAYS + ")"
                : "VALUES " + String.join(",", Collections.nCopies(Population.BATCH, one)));
        update = "UPDATE \"User\" SET \"bio\"=" + place(1) + " WHERE \"id\"=" + place(2) + owned("", 3) + returning;
        delete = "DELETE FROM \"User\" WHERE \"id\"=" + place(1) + owned("", 2);
        join = "SELECT " + names("p.", PAGE) + "," + names("u.", USER)
                + " FROM \"Page\" AS p LEFT JOIN \"User\" AS u ON u.\"id\"=p.\"authorId\"" + owned("u.", 1) + " WHERE p.\"id\"="
                + place(scope.isOfTenant() ? 2 : 1)
                + " ORDER BY p.\"id\"" + (postgres ? " COLLATE \"C\"" : "") + " LIMIT 2";
    }

    /** Carries one operation out; false when the server's answer is not what it must be. */
    Future<Boolean> carryOut(SqlConnection connection, Operation operation, long row) {
        return switch (operation) {
            case READ -> reads(connection, row, true);
            case LIST -> {
                Tuple values = Tuple.of(Population.tenant(row), "moderator");
                yield run(connection, list, values).compose(page -> run(connection, count, values)
                        .map(counted -> taken(page) == Population.PAGE + 1 && taken(counted) == 1));
            }
            case CREATE -> run(connection, insert, inserted(row)).compose(done -> postgres
                    ? Future.succeededFuture(taken(done) == 1) : reads(connection, row, false));
            case UPDATE -> run(connection, update, owned("Changed by request " + Population.hex(row),
                    Population.preparedId(row))).compose(done -> postgres
                    ? Future.succeededFuture(taken(done) == 1) : reads(connection, row, true));
            case CREATE_MANY -> insertBatch(connection, row).map(done -> done == Population.BATCH);
            case DELETE -> run(connection, delete, owned(Population.madeId(row))).map(done -> done.rowCount() == 1);
            case JOIN -> run(connection, join, scope.isOfTenant()
                    ? Tuple.of(scope.tenant(), Population.pageId(row)) : Tuple.of(Population.pageId(row)))
                    .map(page -> taken(page) == 1);
        };
    }

    /** A hundred rows in one statement; tells how many there were. */
    Future<Integer> insertBatch(SqlConnection connection, long first) {
        List<Tuple> rows = new ArrayList<>();
        for (long row = first; row < first + Population.BATCH; row++) {
            rows.add(inserted(row));
        }
        return run(connection, insertMany, postgres ? arrays(rows) : oneAfterTheOther(rows)).map(RowSet::rowCount);
    }

    /** Takes away rows that were made, from one number up to and without another. */
    Future<Void> deleteMade(SqlConnection connection, long from, long to) {
        return run(connection, "DELETE FROM \"User\" WHERE \"id\">=" + place(1) + " AND \"id\"<" + place(2),
                Tuple.of(Population.madeId(from), Population.madeId(to))).mapEmpty();
    }

    private Future<Boolean> reads(SqlConnection connection, long row, boolean prepared) {
        return run(connection, read, owned(prepared ? Population.preparedId(row) : Population.madeId(row)))
                .map(result -> taken(result) == 1);
    }

    private static Future<RowSet<Row>> run(SqlConnection connection, String sql, Tuple values) {
        return connection.preparedQuery(sql).execute(values);
    }

    /** Takes every column out of every row, as whoever wants them would. */
    private static int taken(RowSet<Row> result) {
        int rows = 0;
        for (Row row : result) {
            for (int column = 0; column < row.size(); column++) {
                row.getValue(column);
            }
            rows++;
        }
        return rows;
    }

    private Tuple inserted(long row) {
        Map<String, Object> user = Population.made(row);
        return Tuple.from(new Object[] {user.get("id"), user.get("username"), user.get("email"), user.get("role"),
            user.get("bio"), row, false, false, scope.tenant()});
    }

    private static Tuple arrays(List<Tuple> rows) {
        Tuple columns = Tuple.tuple();
        for (int column = 0; column < INSERTED.size(); column++) {
            int at = column;
            Stream<Object> values = rows.stream().map(row -> row.getValue(at));
            Object first = rows.get(0).getValue(at);
            columns.addValue(first instanceof Long ? values.toArray(Long[]::new)
                    : first instanceof Boolean ? values.toArray(Boolean[]::new) : values.toArray(String[]::new));
        }
        return columns;
    }

    private static Tuple oneAfterTheOther(List<Tuple> rows) {
        Tuple all = Tuple.tuple();
        for (Tuple row : rows) {
            for (int column = 0; column < row.size(); column++) {
                all.addValue(row.getValue(column));
            }
        }
        return all;
    }

    /** The tenant's predicate, where there is one. */
    private String owned(String of, int number) {
        return scope.isOfTenant() ? " AND " + of + "\"tenantId\"=" + place(number) : "";
    }

    /** Values, and the tenant where there is one. */
    private Tuple owned(Object... values) {
        Tuple bound = Tuple.from(values);
        return scope.isOfTenant() ? bound.addValue(scope.tenant()) : bound;
    }

    private String place(int number) {
        return postgres ? "$" + number : "?";
    }

    private static String names(String of, List<String> columns) {
        return columns.stream().map(column -> of + "\"" + column + "\"").collect(Collectors.joining(","));
    }
}
