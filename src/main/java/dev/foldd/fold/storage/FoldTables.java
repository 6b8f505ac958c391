package dev.foldd.fold.storage;

import java.util.List;

/**
 * The fixed tables. Their names are lower case and no words of SQL, and so need no quotes anywhere. Trust edges and nodes
 * have their tables from the beginning, so that no schema is changed at run time.
 */
final class FoldTables {

    /** Characters of a base64 SHA-256 and of a UUID, with room to spare. */
    private static final int ID = 64;
    private static final int NAME = 255;

    static final List<String> NAMES = List.of("fold_schema", "fold_atom", "fold_ref", "fold_trust", "fold_node");

    private FoldTables() {
    }

    static List<String> in(FoldDialect words) {
        String name = words.name(NAME) + " NOT NULL";
        String id = words.name(ID);
        String state = words.name(16) + " NOT NULL";
        String text = words.text() + " NOT NULL";
        String number = words.integer() + " NOT NULL";
        return List.of(
                table(words, "fold_schema", "name " + name + ", body " + text + ", state " + state + ", made_at " + number
                        + ", PRIMARY KEY (name)"),
                table(words, "fold_atom", "uuid " + id + " NOT NULL, schema_name " + name + ", field_name " + name
                        + ", rkey " + name + ", source_pub_key " + id + " NOT NULL, created_at " + number
                        + ", prev_atom_uuid " + id + ", prev_digest " + id + ", content " + text + ", status " + state
                        + ", signature "
                        + words.name(128) + " NOT NULL, PRIMARY KEY (uuid)"),
                table(words, "fold_ref", "schema_name " + name + ", field_name " + name + ", rkey " + name
                        + ", atom_uuid " + id + " NOT NULL, atom_digest " + id + " NOT NULL, version " + number
                        + ", PRIMARY KEY (schema_name, field_name, rkey)"),
                table(words, "fold_trust", "id " + id + " NOT NULL, body " + text + ", not_after " + number
                        + ", PRIMARY KEY (id)"),
                table(words, "fold_node", "id " + id + " NOT NULL, body " + text + ", seen_at " + number
                        + ", PRIMARY KEY (id)"));
    }

    private static String table(FoldDialect words, String name, String columns) {
        return "CREATE TABLE IF NOT EXISTS " + name + " (" + columns + ")" + words.tableOptions();
    }
}
