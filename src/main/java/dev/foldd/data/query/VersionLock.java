package dev.foldd.data.query;

import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Term;
import dev.foldd.fault.Fault;
import dev.foldd.store.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The version that a caller names beside the method: the row is left as it is where it has another. It is compared in the
 * statement that writes, so that nothing can come between; what is said of a row that was left is found out afterwards.
 *
 * @param wanted the version that the row must have
 */
public record VersionLock(Field field, long wanted) {

    /** That the row has this version, as the caller sees it. */
    public Condition condition(int argument) {
        return Condition.equal(field, new Term.Argument(argument, field.type().stored()));
    }

    /** The arguments with the wanted version behind them. */
    public List<Object> after(List<Object> arguments) {
        List<Object> all = new ArrayList<>(arguments);
        all.add(wanted);
        return all;
    }

    /**
     * Says of the row that the statement did not touch why it did not. Its one column is the version, NULL where it is not for
     * the caller to see.
     *
     * @param missing what is said when there is no row
     * @param same what is said when it has the wanted version; empty when nothing else can have stood against it
     */
    public Function<Rows, Optional<Fault>> judge(Optional<Fault> missing, Optional<Fault> same) {
        return rows -> {
            if (rows.values().isEmpty()) {
                return missing;
            }
            Object now = rows.values().get(0)[0];
            boolean equal = now instanceof Number number && number.longValue() == wanted;
            return equal && same.isPresent() ? same : Optional.of(conflict(equal ? null : now));
        };
    }

    /** A row can have come to the wanted version since; then which one it had is not known any more. */
    private Fault conflict(Object now) {
        return new Fault.Conflict("the row has another version than the one named; read it again, and decide anew",
                now instanceof Number number ? OptionalLong.of(number.longValue()) : OptionalLong.empty());
    }
}
