package dev.foldd.data.shared;

import java.util.Optional;

/**
 * What a daemon tells the others of a write.
 *
 * @param table empty where any table may have changed
 */
public record Change(Optional<String> table, Op op) {

    /** What happened to rows of the table. */
    public enum Op {
        INSERT("insert"), UPDATE("update"), DELETE("delete"),
        /** Whatever may have happened. */
        ANY("any"),
        /** Nothing: a daemon has begun to follow. */
        NONE("none");

        private final String word;

        Op(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        /** A word that a later version writes may mean anything. */
        static Op of(String word) {
            for (Op op : values()) {
                if (op.word.equals(word)) {
                    return op;
                }
            }
            return ANY;
        }
    }

    /** Anything may have changed. */
    static final Change ANYTHING = new Change(Optional.empty(), Op.ANY);

    static final Change NOTHING = new Change(Optional.empty(), Op.NONE);
}
