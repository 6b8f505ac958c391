package dev.foldd.data.entity;

import dev.foldd.store.ValueType;

/** The types that entity files name. */
public enum FieldType {
    STRING(ValueType.TEXT),
    TEXT(ValueType.TEXT),
    EMAIL(ValueType.TEXT),
    UUID(ValueType.TEXT),
    CUID(ValueType.TEXT),
    ENUM(ValueType.TEXT),
    INTEGER(ValueType.INTEGER),
    BIGINT(ValueType.BIGINT),
    FLOAT(ValueType.DOUBLE),
    DECIMAL(ValueType.DECIMAL),
    BOOLEAN(ValueType.BOOLEAN),
    DATETIME(ValueType.DATETIME),
    JSON(ValueType.JSON);

    private final ValueType stored;

    FieldType(ValueType stored) {
        this.stored = stored;
    }

    public ValueType stored() {
        return stored;
    }

    /** Whether patterns such as {@code contains} and {@code like} make sense on it. */
    public boolean isText() {
        return stored == ValueType.TEXT;
    }

    /** Whether it has an order that callers may sort and compare by. */
    public boolean isOrdered() {
        return stored != ValueType.JSON;
    }
}
