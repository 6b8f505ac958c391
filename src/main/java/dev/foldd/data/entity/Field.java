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
 * @param form how the column is, where it was not made for the field
 * @param version whether it counts the changes of its row: the daemon writes it, and nobody else
 */
public record Field(String name, String column, FieldType type, String description, boolean primary, boolean required,
                    boolean nullable, boolean generated, boolean unique, boolean indexed, Optional<Object> fallback,
                    List<String> values, Optional<BigDecimal> min, Optional<BigDecimal> max, OptionalInt minLength,
                    OptionalInt maxLength, Optional<Pattern> pattern, Optional<Reference> reference, boolean sensitive,
                    boolean neverExposed, Form form, boolean version) {

    /** The value of a version in a new row. */
    public static final long FIRST_VERSION = 1;

    /** What becomes of a row when the row it refers to is deleted. */
    public enum OnDelete { RESTRICT, CASCADE, SET_NULL }

    /** A foreign key. */
    public record Reference(String entity, String field, OnDelete onDelete) {
    }

    /** What a column of the database is, seen from a field that reads and writes it. */
    public enum Kind {
        /** It keeps the field's values as a column of the daemon's own would. */
        PLAIN,
        /** It takes identifiers as RFC 9562 writes them and nothing else; a type of its own gives them back in small letters. */
        UUID,
        /** PostgreSQL's own type of words. */
        ENUM,
        /** Another type whose values can be written and read as texts. */
        CAST,
        /** Its texts are equal to it that differ in case or in spaces at the end. */
        LOOSE,
        /** A moment in one of several spellings, in a database that has no type for it. */
        MOMENT
    }

    /** Who makes a value that the caller leaves out. */
    public enum Maker {
        /** The daemon, if anybody. */
        DAEMON,
        /** The database has a default of its own. */
        DATABASE,
        /** The database, and it takes no value of anybody else's. */
        DATABASE_ALONE
    }

    /**
     * How a column is.
     *
     * @param type the column's type in the database's own words, where it is not the one of the field's values; else empty
     * @param words those that the column takes, where there are only some
     */
    public record Form(Kind kind, String type, List<String> words, Maker maker) {

        /** A column that was made for its field. */
        public static final Form PLAIN = new Form(Kind.PLAIN, "", List.of(), Maker.DAEMON);

        public Form {
            words = List.copyOf(words);
        }

        public Form madeBy(Maker other) {
            return new Form(kind, type, words, other);
        }
    }

    public Field {
        values = List.copyOf(values);
    }

    /** A field that is no version, with a column that is made for it. */
    public Field(String name, String column, FieldType type, String description, boolean primary, boolean required,
                 boolean nullable, boolean generated, boolean unique, boolean indexed, Optional<Object> fallback,
                 List<String> values, Optional<BigDecimal> min, Optional<BigDecimal> max, OptionalInt minLength,
                 OptionalInt maxLength, Optional<Pattern> pattern, Optional<Reference> reference, boolean sensitive,
                 boolean neverExposed) {
        this(name, column, type, description, primary, required, nullable, generated, unique, indexed, fallback, values, min,
                max, minLength, maxLength, pattern, reference, sensitive, neverExposed, Form.PLAIN, false);
    }

    /** The same as its row's version, which begins at {@link #FIRST_VERSION}. */
    public Field asVersion() {
        return new Field(name, column, type, description, primary, required, nullable, generated, unique, indexed,
                Optional.of(FIRST_VERSION), values, min, max, minLength, maxLength, pattern, reference, sensitive,
                neverExposed, form, true);
    }

    public Field withFallback(Object stored) {
        return new Field(name, column, type, description, primary, required, nullable, generated, unique, indexed,
                Optional.of(stored), values, min, max, minLength, maxLength, pattern, reference, sensitive,
                neverExposed, form, version);
    }

    public Field withReference(Optional<Reference> other) {
        return new Field(name, column, type, description, primary, required, nullable, generated, unique, indexed,
                fallback, values, min, max, minLength, maxLength, pattern, other, sensitive, neverExposed, form, version);
    }

    public Field withForm(Form other) {
        return new Field(name, column, type, description, primary, required, nullable, generated, unique, indexed,
                fallback, values, min, max, minLength, maxLength, pattern, reference, sensitive, neverExposed, other,
                version);
    }

    /** Whether the database is to refuse NULL: a complete row always has a value here. */
    public boolean alwaysHasValue() {
        return primary || !nullable && (required || generated || fallback.isPresent()
                || form.maker() != Maker.DAEMON);
    }

    /** Fields are the keys of rows, several times in every request: two words are told apart well enough, and fast. */
    @Override
    public int hashCode() {
        return 31 * name.hashCode() + column.hashCode();
    }
}
