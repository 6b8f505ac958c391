package dev.foldd.store.sqlite.driver;

import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import dev.foldd.store.ValueType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.Codes;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;

/**
 * A kept statement of one connection. It uses the driver below its JDBC surface, since a read by key costs about a
 * third less without result sets, and reads text as bytes, since the driver's own way goes through a direct buffer each
 * time.
 */
final class Prepared implements SafeStmtPtr.SafePtrIntFunction<SQLException>, AutoCloseable {

    private static final int NUMBER_BYTES = 8;
    private static final ValueType[] NO_TYPES = {};

    private final PreparedStatement owner;
    private final CoreStatement core;
    private final DB db;
    private final Object[] values;
    private List<Statement.Column> columns = List.of();
    private ValueType[] types = NO_TYPES;

    private Budget budget;
    private Object[] firstRow;
    private List<Object[]> rows;

    public Prepared(SQLiteConnection connection, String sql) throws SQLException {
        owner = connection.prepareStatement(sql);
        core = (CoreStatement) owner;
        db = connection.getDatabase();
        values = new Object[owner.getParameterMetaData().getParameterCount()];
    }

    /** Runs it to its end and takes all rows, as far as the budget goes. */
    public Rows run(Statement statement, List<Object> parameters, Budget within) throws SQLException {
        if (columns != statement.columns()) {
            expect(statement.columns());
        }
        boolean longText = Parameters.encode(parameters, values);
        budget = within;
        try {
            if (db.execute(core, values) && types.length > 0) {
                core.pointer.safeRunInt(this);
            }
            return types.length == 0 ? Rows.affecting(db.changes()) : taken();
        } finally {
            tidy(longText);
        }
    }

    /**
     * Runs a statement without values and rows, such as COMMIT; whether it succeeded, without an exception when not.
     */
    public int control() throws SQLException {
        int code = core.pointer.safeRunInt(DB::step);
        core.pointer.safeRunInt(DB::reset);
        return code;
    }

    /** Takes the rows; called by the driver with its lock held, so that every further call is cheap. */
    @Override
    public int run(DB database, long pointer) throws SQLException {
        int code;
        do {
            budget.spendRow();
            keep(row(database, pointer));
            code = database.step(pointer);
        } while (code == Codes.SQLITE_ROW);
        if (code != Codes.SQLITE_DONE) {
            database.throwex(code);
        }
        return code;
    }

    /** False after errors on which the driver itself gives the statement up. */
    public boolean isUsable() {
        return !core.pointer.isClosed();
    }

    @Override
    public void close() throws SQLException {
        owner.close();
    }

    private void expect(List<Statement.Column> wanted) throws SQLException {
        int count = core.pointer.safeRunInt(DB::column_count);
        if (!wanted.isEmpty() && wanted.size() != count) {
            throw new IllegalArgumentException("the statement has " + count + " columns, not " + wanted.size());
        }
        columns = wanted;
        types = wanted.stream().map(Statement.Column::type).toArray(ValueType[]::new);
    }

    private void keep(Object[] row) {
        if (firstRow == null) {
            firstRow = row;
        } else {
            if (rows == null) {
                rows = new ArrayList<>();
                rows.add(firstRow);
            }
            rows.add(row);
        }
    }

    private Rows taken() {
        if (rows != null) {
            return new Rows(columns, rows, rows.size());
        }
        return firstRow == null ? new Rows(columns, List.of(), 0)
                : new Rows(columns, Collections.singletonList(firstRow), 1);
    }

    private void tidy(boolean longText) throws SQLException {
        firstRow = null;
        rows = null;
        budget = null;
        Arrays.fill(values, null);
        if (isUsable()) {
            core.pointer.safeRunInt(DB::reset);
            if (longText) {
                core.pointer.safeRunInt(DB::clear_bindings);
            }
        }
    }

    private Object[] row(DB database, long pointer) throws SQLException {
        Object[] row = new Object[types.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = switch (types[i]) {
                case TEXT, DATETIME, JSON -> text(database, pointer, i);
                case INTEGER, BIGINT -> integer(database, pointer, i);
                case BOOLEAN -> flag(database, pointer, i);
                case DOUBLE -> number(database, pointer, i);
                case DECIMAL -> decimal(database, pointer, i);
            };
        }
        return row;
    }

    private String text(DB database, long pointer, int column) throws SQLException {
        byte[] utf8 = database.column_blob(pointer, column);
        if (utf8 == null) {
            return null;
        }
        budget.spend(utf8.length);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Only a zero can be NULL, so only then is the type asked for. */
    private Long integer(DB database, long pointer, int column) throws SQLException {
        budget.spend(NUMBER_BYTES);
        long value = database.column_long(pointer, column);
        return value == 0 && isNull(database, pointer, column) ? null : Long.valueOf(value);
    }

    private Boolean flag(DB database, long pointer, int column) throws SQLException {
        budget.spend(NUMBER_BYTES);
        long value = database.column_long(pointer, column);
        return value == 0 && isNull(database, pointer, column) ? null : Boolean.valueOf(value != 0);
    }

    private Double number(DB database, long pointer, int column) throws SQLException {
        budget.spend(NUMBER_BYTES);
        double value = database.column_double(pointer, column);
        return value == 0 && isNull(database, pointer, column) ? null : Double.valueOf(value);
    }

    /** Others may have written a decimal as text, which is read as what it says. */
    private BigDecimal decimal(DB database, long pointer, int column) throws SQLException {
        budget.spend(NUMBER_BYTES);
        return switch (database.column_type(pointer, column)) {
            case Codes.SQLITE_NULL -> null;
            case Codes.SQLITE_INTEGER -> Decimals.read(database.column_long(pointer, column));
            case Codes.SQLITE_FLOAT -> Decimals.read(database.column_double(pointer, column));
            default -> new BigDecimal(text(database, pointer, column));
        };
    }

    private static boolean isNull(DB database, long pointer, int column) throws SQLException {
        return database.column_type(pointer, column) == Codes.SQLITE_NULL;
    }
}
