package dev.foldd.data.filter;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;

/** What somebody may see of an entity. The same object stands for the same rights. */
public interface Sight {

    Entity entity();

    /** The rows that exist for him. */
    Condition rows();

    /** When a field is open to him in a row that {@link #rows} admits: always true when in all of them. */
    Condition when(Field field);
}
