package dev.foldd.data.query;

import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.Relation;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.sql.ReadSql.Order;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a caller wants to see of the rows at the end of a relation.
 *
 * @param there as what he may see them
 * @param fields that are answered of them
 * @param wanted his own condition on them
 * @param order of those of one row; empty where there is one at most
 * @param limit how many of them for one row; empty for all of them, as far as the bounds allow
 * @param includes what they bring along themselves
 */
public record Include(Relation relation, View there, List<Field> fields, Condition wanted, List<Order> order,
                      OptionalInt limit, List<Include> includes) {
    public Include {
        fields = List.copyOf(fields);
        order = List.copyOf(order);
        includes = List.copyOf(includes);
    }

    String name() {
        return relation.name();
    }
}
