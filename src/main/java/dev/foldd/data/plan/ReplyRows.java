package dev.foldd.data.plan;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.store.Rows;
import dev.foldd.store.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns stored rows into what is answered. */
final class ReplyRows {

    private final RowValidator validator;

    ReplyRows(RowValidator validator) {
        this.validator = validator;
    }

    /** The first row, or null when there is none. */
    Map<String, Object> first(Entity entity, Rows rows) {
        return rows.values().isEmpty() ? null : one(entity, rows, 0, rows.columns().size());
    }

    /** @param width how many of the leading columns are answered */
    List<Object> all(Entity entity, Rows rows, int count, int width) {
        List<Object> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(one(entity, rows, i, width));
        }
        return all;
    }

    private Map<String, Object> one(Entity entity, Rows rows, int index, int width) {
        Object[] values = rows.values().get(index);
        Map<String, Object> row = new LinkedHashMap<>(width * 2);
        for (int i = 0; i < width; i++) {
            Statement.Column column = rows.columns().get(i);
            Object value = values[i];
            row.put(column.name(), switch (column.type()) {
                case JSON, DECIMAL -> validator.toJson(field(entity, column), value);
                case TEXT, INTEGER, BIGINT, DOUBLE, BOOLEAN, DATETIME -> value;
            });
        }
        return row;
    }

    private static Field field(Entity entity, Statement.Column column) {
        return entity.field(column.name()).orElseThrow();
    }
}
