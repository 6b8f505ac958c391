package dev.foldd.contract.fold;

/** What may be done with schemas. */
public enum SchemaDeed {
    LIST(false), GET(false), STATE(false), CREATE(true), LOAD(true), APPROVE(true), BLOCK(true), UNLOAD(true);

    private final boolean changes;

    SchemaDeed(boolean changes) {
        this.changes = changes;
    }

    /** Whether it is for operators alone. */
    public boolean changes() {
        return changes;
    }
}
