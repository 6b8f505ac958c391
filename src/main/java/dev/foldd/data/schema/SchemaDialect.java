package dev.foldd.data.schema;

import dev.foldd.data.entity.Field;
import dev.foldd.store.Table.TableColumn;

/** How one kind of database names things and types. */
public interface SchemaDialect {

    /** A name as an identifier that means exactly itself. */
    String quoted(String name);

    /** A stored value of the field, not null, as what may stand behind DEFAULT. */
    String literal(Field field, Object value);

    /**
     * The type of a new column.
     *
     * @param keyed whether a key or an index covers the column
     */
    String type(Field field, boolean keyed);

    /** What follows the type of a new column so that its texts compare by their bytes; may be empty. */
    String collation(Field field);

    /** What follows the columns of a new table; may be empty. */
    String tableOptions();

    /** A column in an index, so that the index gives the order in which rows are asked for. */
    String indexed(Field field);

    /** Whether a column that exists with this type, in the database's words, keeps the field's values unchanged. */
    boolean holds(Field field, String presentType);

    /** The same for a column of which more than its type is known. */
    default boolean holds(Field field, TableColumn column) {
        return holds(field, column.type());
    }

    /** Whether two names are one to this database. */
    boolean sameName(String left, String right);

    /** Whether two names of tables are one to this database. */
    boolean sameTable(String left, String right);

    /**
     * Whether a table may refer to one that is created after it. Where it may not, foreign keys can be added to tables that
     * exist.
     */
    boolean allowsForwardReferences();
}
