package dev.foldd.fold.storage;

import dev.foldd.fold.query.KeyBounds;
import dev.foldd.store.Statement;
import dev.foldd.store.Statement.Column;
import dev.foldd.store.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The statements about atoms. Lists of values are as long as the next power of two, with the last value repeated, so that
 * there are few different statements and each is prepared once.
 */
final class AtomSql {

    private static final Column SCHEMA = new Column("schema", ValueType.TEXT);
    private static final Column FIELD = new Column("field", ValueType.TEXT);
    private static final Column KEY = new Column("key", ValueType.TEXT);
    private static final Column CONTENT = new Column("content", ValueType.TEXT);
    private static final Column STATUS = new Column("status", ValueType.TEXT);
    private static final Column ATOM = new Column("atom", ValueType.TEXT);
    private static final Column DIGEST = new Column("digest", ValueType.TEXT);
    private static final Column VERSION = new Column("version", ValueType.BIGINT);
    private static final Column MADE = new Column("made", ValueType.BIGINT);
    private static final Column SOURCE = new Column("source", ValueType.TEXT);
    private static final Column PREVIOUS = new Column("previous", ValueType.TEXT);

    private static final List<ValueType> ATOM_TYPES = List.of(ValueType.TEXT, ValueType.TEXT, ValueType.TEXT, ValueType.TEXT,
            ValueType.TEXT, ValueType.BIGINT, ValueType.TEXT, ValueType.TEXT, ValueType.TEXT, ValueType.TEXT, ValueType.TEXT);
    private static final List<ValueType> REF_TYPES = List.of(ValueType.TEXT, ValueType.TEXT, ValueType.TEXT, ValueType.TEXT,
            ValueType.TEXT);
    private static final List<ValueType> MOVE_TYPES = List.of(ValueType.TEXT, ValueType.TEXT, ValueType.TEXT, ValueType.TEXT,
            ValueType.TEXT, ValueType.BIGINT);

    private static final List<ValueType> HOLD_TYPES = List.of(ValueType.TEXT, ValueType.TEXT, ValueType.TEXT,
            ValueType.BIGINT);

    private final FoldDialect words;
    private final Map<String, Statement> bySql = new ConcurrentHashMap<>();
    private final Statement insertAtom;
    private final Statement insertRef;
    private final Statement moveRef;
    private final Statement holdRef;

    AtomSql(FoldDialect words) {
        this.words = words;
        String atom = "INSERT INTO fold_atom (uuid, schema_name, field_name, rkey, source_pub_key, created_at, prev_atom_uuid, "
                + "prev_digest, content, status, signature) ";
        String ref = "INSERT INTO fold_ref (schema_name, field_name, rkey, atom_uuid, atom_digest, version) ";
        insertAtom = writing("fold_atom", atom + "VALUES (" + places(ATOM_TYPES.size()) + ")", ATOM_TYPES,
                atom + "SELECT * FROM " + arrays(ATOM_TYPES));
        insertRef = writing("fold_ref", ref + "VALUES (" + places(REF_TYPES.size()) + ", 1)", REF_TYPES,
                ref + "SELECT c1, c2, c3, c4, c5, 1 FROM " + arrays(REF_TYPES));
        holdRef = writing("fold_ref", "UPDATE fold_ref SET version = version WHERE schema_name = ? AND field_name = ? "
                + "AND rkey = ? AND version = ?", HOLD_TYPES, "");
        moveRef = writing("fold_ref", "UPDATE fold_ref SET atom_uuid = ?, atom_digest = ?, version = version + 1 "
                + "WHERE schema_name = ? AND field_name = ? AND rkey = ? AND version = ?", MOVE_TYPES,
                "UPDATE fold_ref SET atom_uuid = c1, atom_digest = c2, version = fold_ref.version + 1 FROM "
                + arrays(MOVE_TYPES) + " WHERE schema_name = c3 AND field_name = c4 AND rkey = c5 AND fold_ref.version = c6");
    }

    /** Values that stand now: schema, fields, and then what {@code keys} asks for. */
    Statement current(int fields, KeyBounds keys) {
        return reading("SELECT r.field_name, r.rkey, a.content FROM fold_ref r JOIN fold_atom a ON a.uuid = r.atom_uuid "
                + "WHERE r.schema_name = ? AND r.field_name IN (" + places(rounded(fields)) + ")" + sql(keys)
                + " AND a.status = 'Active'", List.of(FIELD, KEY, CONTENT));
    }

    /** The places themselves, with tombstones: schema, field, keys. */
    Statement places(KeyBounds keys) {
        return reading("SELECT r.field_name, r.rkey, a.content, a.status, r.atom_uuid, r.atom_digest, r.version FROM fold_ref r "
                + "JOIN fold_atom a ON a.uuid = r.atom_uuid WHERE r.schema_name = ? AND r.field_name = ?" + sql(keys),
                List.of(FIELD, KEY, CONTENT, STATUS, ATOM, DIGEST, VERSION));
    }

    /** The content of one atom, by its id. */
    Statement content() {
        return reading("SELECT content FROM fold_atom WHERE uuid = ?", List.of(CONTENT));
    }

    /**
     * A place's atoms from the newest on, each the predecessor of the one before it: schema, field, key, and how many.
     *
     * @param before whether the first is instead the predecessor of an atom of that place, whose id then stands in front
     */
    Statement history(boolean before) {
        String first = before ? "SELECT prev_atom_uuid, 1 FROM fold_atom WHERE uuid = ? AND"
                : "SELECT atom_uuid, 1 FROM fold_ref WHERE";
        return reading("WITH RECURSIVE past(id, n) AS (" + first + " schema_name = ? AND field_name = ? AND rkey = ? "
                + "UNION ALL SELECT a.prev_atom_uuid, p.n + 1 FROM past p JOIN fold_atom a ON a.uuid = p.id WHERE p.n < ?) "
                + "SELECT a.uuid, a.schema_name, a.source_pub_key, a.created_at, a.prev_atom_uuid, a.content, a.status "
                + "FROM past p JOIN fold_atom a ON a.uuid = p.id ORDER BY p.n",
                List.of(ATOM, SCHEMA, SOURCE, MADE, PREVIOUS, CONTENT, STATUS));
    }

    /** Whether anything was ever written at a place: schema, field, key. */
    Statement exists() {
        return reading("SELECT version FROM fold_ref WHERE schema_name = ? AND field_name = ? AND rkey = ?", List.of(VERSION));
    }

    /** Keeps others from writing at a place until the end: schema, field, key, and the version that it must have. */
    Statement holdRef() {
        return holdRef;
    }

    /** The condition on keys, with its leading AND; empty when every key is meant. */
    private static String sql(KeyBounds keys) {
        StringBuilder sql = new StringBuilder();
        keys.some().ifPresent(some -> sql.append(" AND r.rkey IN (").append(places(rounded(some.size()))).append(')'));
        keys.from().ifPresent(key -> sql.append(" AND r.rkey >= ?"));
        keys.to().ifPresent(key -> sql.append(" AND r.rkey < ?"));
        return sql.toString();
    }

    /** The values of its placeholders. Where no key is meant there is a NULL, which equals none. */
    static List<Object> values(KeyBounds keys) {
        List<Object> values = new ArrayList<>();
        keys.some().ifPresent(some -> values.addAll(filled(some)));
        keys.from().ifPresent(values::add);
        keys.to().ifPresent(values::add);
        return values;
    }

    /** A list brought to its length in a statement. */
    static List<Object> filled(List<String> list) {
        List<Object> filled = new ArrayList<>(list);
        while (filled.size() < rounded(list.size())) {
            filled.add(list.isEmpty() ? null : list.get(list.size() - 1));
        }
        return filled;
    }

    Statement insertAtom() {
        return insertAtom;
    }

    /** Schema, field, key, atom, digest. */
    Statement insertRef() {
        return insertRef;
    }

    /** Atom, digest, schema, field, key, and the version that it must still have. */
    Statement moveRef() {
        return moveRef;
    }

    /** The length that a list of values is brought to. */
    private static int rounded(int count) {
        return count <= 1 ? 1 : Integer.highestOneBit(count - 1) << 1;
    }

    private static String places(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    private Statement reading(String sql, List<Column> columns) {
        return bySql.computeIfAbsent(sql, text -> new Statement(words.placed(text), List.of(), columns, Optional.empty(), false));
    }

    private Statement writing(String table, String sql, List<ValueType> types, String many) {
        return new Statement(words.placed(sql), types, List.of(),
                words == FoldDialect.POSTGRES && !many.isEmpty() ? Optional.of(words.placed(many)) : Optional.empty(), false,
                List.of(table));
    }

    private static String arrays(List<ValueType> types) {
        StringBuilder arrays = new StringBuilder("unnest(");
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < types.size(); i++) {
            arrays.append(i == 0 ? "" : ", ").append(types.get(i) == ValueType.BIGINT ? "?::bigint[]" : "?::text[]");
            names.append(i == 0 ? "" : ", ").append('c').append(i + 1);
        }
        return arrays + ") AS m(" + names + ")";
    }
}
