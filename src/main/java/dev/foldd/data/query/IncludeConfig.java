package dev.foldd.data.query;

import dev.foldd.config.Section;

/**
 * The bounds of what one request may reach through relations.
 *
 * @param depthMax relations that may follow one after the other, in what is included and in filters
 * @param relationsMax relations that one request may include in all
 * @param rowsEachMax rows that one row may bring along through one relation
 * @param rowsMax rows that stand in the lists of one reply in all
 * @param parentsMax rows for which one statement may look for related ones
 */
public record IncludeConfig(int depthMax, int relationsMax, int rowsEachMax, int rowsMax, int parentsMax) {

    /** @param section the section {@code performance.include} */
    public static IncludeConfig read(Section section) {
        return new IncludeConfig(
                section.integer("max_depth", 3, 1, 8),
                section.integer("max_relations", 10, 1, 50),
                section.integer("max_rows_each", 100, 1, 10_000),
                section.integer("max_rows", 1_000, 1, 10_000),
                section.integer("max_parents", 1_000, 1, 10_000));
    }
}
