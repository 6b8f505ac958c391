package dev.foldd.store.sqlite;

import dev.foldd.store.Work;
import java.util.List;

/** What the writer carries out. */
sealed interface Change {

    record Unit(Work work) implements Change {
    }

    /** Statements that change the schema; in a transaction of their own. */
    record Definition(List<String> statements) implements Change {
    }
}
