package dev.foldd.data.schema;

import dev.foldd.data.entity.Field;

/** How one kind of database names things and types. */
public interface SchemaDialect {

    /** A name as an identifier that means exactly itself. */
    String quoted(String name);

    /** A stored value, not null, as a literal. */
    String literal(Object value);

    /** The type of a new column. */
    String type(Field field);

    /** Whether a column that exists with this type, in the database's words, keeps the field's values unchanged. */
    boolean holds(Field field, String presentType);

    /** Whether two names are one to this database. */
    boolean sameName(String left, String right);

    /** Whether a table may refer to one that is created after it. */
    boolean allowsForwardReferences();
}
