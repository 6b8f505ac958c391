package dev.foldd.fold;

import dev.foldd.fold.schema.SchemaField;
import java.util.List;

/**
 * A field of a schema, with where its data is.
 *
 * @param name as the schema that was asked calls it
 * @param schema whose data it shows, and {@code field} which of it
 * @param along every field on the way to the data, this one first: a caller must pass the policies of them all
 */
record BoundField(String name, String schema, SchemaField field, List<Step> along) {

    /** A field, and the schema that it is in. */
    record Step(String schema, SchemaField field) {
    }

    BoundField {
        along = List.copyOf(along);
    }

    boolean isRange() {
        return field.isRange();
    }

    boolean mayBeReadWith(Rights rights) {
        return along.stream().allMatch(rights::mayRead);
    }

    boolean mayBeWrittenWith(Rights rights) {
        return along.stream().allMatch(rights::mayWrite);
    }
}
