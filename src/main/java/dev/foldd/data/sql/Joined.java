package dev.foldd.data.sql;

import dev.foldd.data.acl.Grant;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition;
import java.util.List;

/**
 * The one row at most that stands beside each selected row: it is joined by LEFT JOIN, and whoever may not see it gets the
 * same as if it were not there. Its columns follow those of the row it is joined to: first its key, which is not null where
 * there is such a row, then its fields, then those of the rows joined to it.
 *
 * @param own the field of the row that it is joined to
 * @param grant under which it is read
 * @param other its own field, which equals {@code own} and is unique
 * @param wanted what the caller asks of it besides
 */
public record Joined(Field own, Grant grant, Field other, List<Field> fields, Condition wanted, List<Joined> joined) {
    public Joined {
        fields = List.copyOf(fields);
        joined = List.copyOf(joined);
    }
}
