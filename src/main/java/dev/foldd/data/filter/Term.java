package dev.foldd.data.filter;

import dev.foldd.data.entity.Field;
import dev.foldd.store.ValueType;

/** What a condition compares. */
public sealed interface Term {

    ValueType type();

    /** The value that a row has in this field. */
    record Column(Field field) implements Term {
        @Override
        public ValueType type() {
            return field.type().stored();
        }
    }

    /** A value that stands in the condition itself, of the Java type of {@code type}; null is NULL. */
    record Value(Object value, ValueType type) implements Term {
    }

    /** What the caller's proof says under this name, such as {@code user.id}, read as {@code type}. */
    record Claim(String name, ValueType type) implements Term {
    }

    /** A value that is known when the statement runs: the argument with this number. */
    record Argument(int index, ValueType type) implements Term {
    }
}
