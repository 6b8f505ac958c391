package dev.foldd.data.filter;

import dev.foldd.data.entity.Field;
import java.util.Optional;
import java.util.function.Function;

/** What names mean in a caller's filter, at one level of it. */
public interface Scope {

    /**
     * A relation that is followed.
     *
     * @param own the field of the rows that are filtered
     * @param others what the caller may see of the related rows
     * @param other the field of those that equals {@code own}
     * @param many whether there can be more than one of them
     * @param inside what names mean among them
     */
    record Step(Field own, Sight others, Field other, boolean many, Scope inside) {
    }

    /**
     * A field that the caller may read.
     *
     * @throws dev.foldd.fault.FaultException when there is none, or he may not
     */
    Field field(String name);

    /**
     * A relation that the caller may follow; empty when none has this name.
     *
     * @throws dev.foldd.fault.FaultException when he may not
     */
    Optional<Step> relation(String name);

    /** Names of fields alone, found by this. */
    static Scope ofFields(Function<String, Field> fields) {
        return new Scope() {
            @Override
            public Field field(String name) {
                return fields.apply(name);
            }

            @Override
            public Optional<Step> relation(String name) {
                return Optional.empty();
            }
        };
    }
}
