package dev.foldd.data.entity;

/**
 * A way from the rows of one entity to those of another, along a foreign key: to the one row that the key names, or back to
 * all the rows whose key names this one.
 *
 * @param name under which requests ask for it and rows are answered; never that of a field
 * @param own the field of the row that it starts from
 * @param target the entity of the rows that it leads to
 * @param other the field of those rows that equals {@code own}
 * @param many whether it leads to any number of rows, not to one at most
 */
public record Relation(String name, Field own, Entity target, Field other, boolean many) {
}
