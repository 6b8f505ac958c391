package dev.foldd.store.sqlite;

import dev.foldd.store.Query;
import dev.foldd.store.Work;
import java.util.List;

/** What the writer carries out. */
sealed interface Change {

    record Unit(Work work) implements Change {
    }

    /** Statements that change the schema; in a transaction of their own. */
    record Definition(List<String> statements) implements Change {
    }

    /** A transaction that its owner leads; the writer listens to nobody else until it ends. */
    record Interactive(Dialogue dialogue) implements Change {
    }

    /** Within such a transaction: a statement that reads what it has changed so far. */
    record Reading(Query query) implements Change {
    }

    /** The end of such a transaction. */
    record End(boolean commit) implements Change {
    }
}
