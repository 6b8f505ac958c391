package dev.foldd.data.entity;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * One field of an entity.
 *
 * @param column the column's name in the database, quoted exactly
 * @param nullable whether an explicit null is a value
 * @param generated whether the daemon makes a value when the caller leaves it out
 * @param fallback the declared default, already of the Java type of {@code type.stored()}
 * @param values the words of an enum, empty for other types
 * @param sensitive not part of "all fields": readable only where a rule names it
 * @param neverExposed readable by nobody, in no clause
 * @param version whether it counts the changes of its row: the daemon writes it, and nobody else
 */
public record Field(String name, String column, FieldType type, String description, boolean primary, boolean required,
                    boolean nullable, boolean generated, boolean unique, boolean indexed, Optional<Object> fallback,
                    List<String> values, Optional<BigDecimal> min, Optional<BigDecimal> max, OptionalInt minLength,
                    OptionalInt maxLength, Optional<Pattern> pattern, Optional<Reference> reference, boolean sensitive,
                    boolean neverExposed, boolean version) {

    /** The value of a version in a new row. */
    public static final long FIRST_VERSION = 1;

    /** What becomes of a row when the row it refers to is deleted. */
    public enum OnDelete { RESTRICT, CASCADE, SET_NULL }

    /** A foreign key. */
    public record Reference(String entity, String field, OnDelete onDelete) {
    }

    public Field {
        values = List.copyOf(values);
    }

    /** A field that is no version. */
    public Field(String name, String column, FieldType type, String description, boolean primary, boolean required,
                 boolean nullable, boolean generated, boolean unique, boolean indexed, Optional<Object> fallback,
                 List<String> values, Optional<BigDecimal> min, Optional<BigDecimal> max, OptionalInt minLength,
                 OptionalInt maxLength, Optional<Pattern> pattern, Optional<Reference> reference, boolean sensitive,
                 boolean neverExposed) {
        this(name, column, type, description, primary, required, nullable, generated, unique, indexed, fallback, values, min,
                max, minLength, maxLength, pattern, reference, sensitive, neverExposed, false);
    }

    /** The same as its row's version, which begins at {@link #FIRST_VERSION}. */
    public Field asVersion() {
        return new Field(name, column, type, description, primary, required, nullable, generated, unique, indexed,
                Optional.of(FIRST_VERSION), values, min, max, minLength, maxLength, pattern, reference, sensitive,
                neverExposed, true);
    }

    public Field withFallback(Object stored) {
        return new Field(name, column, type, description, primary, required, nullable, generated, unique, indexed,
                Optional.of(stored), values, min, max, minLength, maxLength, pattern, reference, sensitive,
                neverExposed, version);
    }

    public Field withReference(Optional<Reference> other) {
        return new Field(name, column, type, description, primary, required, nullable, generated, unique, indexed,
                fallback, values, min, max, minLength, maxLength, pattern, other, sensitive, neverExposed, version);
    }

    /** Whether the database is to refuse NULL: a complete row always has a value here. */
    public boolean alwaysHasValue() {
        return primary || !nullable && (required || generated || fallback.isPresent());
    }

    /** Fields are the keys of rows, several times in every request: two words are told apart well enough, and fast. */
    @Override
    public int hashCode() {
        return 31 * name.hashCode() + column.hashCode();
    }
}
