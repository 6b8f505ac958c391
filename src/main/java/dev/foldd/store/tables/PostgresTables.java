package dev.foldd.store.tables;

import static dev.foldd.store.tables.Questions.isTrue;
import static dev.foldd.store.tables.Questions.question;
import static dev.foldd.store.tables.Questions.text;

import dev.foldd.json.Json;
import dev.foldd.store.Statement;
import dev.foldd.store.Table;
import dev.foldd.store.Table.Gathering;
import dev.foldd.store.Table.Kind;
import dev.foldd.store.Table.Source;
import dev.foldd.store.Table.TableColumn;
import dev.foldd.store.Table.TableIndex;
import dev.foldd.store.Table.TableKey;
import dev.foldd.store.ValueType;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the tables and views of the current schema of a PostgreSQL database. */
public final class PostgresTables {

    /** A domain is told by the type that it stands on; a collation that is not deterministic takes different texts for equal. */
    private static final Statement COLUMNS = question("""
            SELECT t.relname::text AS foldd_1,
                   CASE WHEN t.relispartition OR NOT has_table_privilege(t.oid, 'SELECT')
                             OR EXISTS (SELECT 1 FROM pg_depend AS x WHERE x.objid = t.oid
                                        AND x.classid = 'pg_class'::regclass AND x.deptype = 'e') THEN 'INNER'
                        WHEN t.relkind IN ('v', 'm') THEN 'VIEW' ELSE 'TABLE' END AS foldd_2,
                   coalesce(obj_description(t.oid, 'pg_class'), '') AS foldd_3, a.attname::text AS foldd_4,
                   CASE WHEN y.typtype = 'd' THEN format_type(y.typbasetype, y.typtypmod)
                        ELSE format_type(a.atttypid, a.atttypmod) END AS foldd_5,
                   (a.attnotnull OR y.typnotnull)::int AS foldd_6,
                   (EXISTS (SELECT 1 FROM pg_index AS i WHERE i.indrelid = t.oid AND i.indisprimary
                            AND a.attnum = ANY (i.indkey)))::int AS foldd_7,
                   CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) ELSE NULL END AS foldd_8,
                   CASE WHEN a.attgenerated <> '' OR a.attidentity = 'a' THEN 'DATABASE'
                        WHEN a.attidentity = 'd' THEN 'COUNTER' ELSE 'WRITER' END AS foldd_9,
                   (SELECT json_agg(e.enumlabel::text ORDER BY e.enumsortorder)::text FROM pg_enum AS e
                    WHERE e.enumtypid = CASE WHEN y.typtype = 'd' THEN y.typbasetype ELSE y.oid END) AS foldd_10,
                   coalesce(NOT c.collisdeterministic, false)::int AS foldd_11,
                   coalesce(col_description(t.oid, a.attnum), '') AS foldd_12
            FROM pg_class AS t JOIN pg_attribute AS a ON a.attrelid = t.oid JOIN pg_type AS y ON y.oid = a.atttypid
                 LEFT JOIN pg_attrdef AS d ON d.adrelid = t.oid AND d.adnum = a.attnum
                 LEFT JOIN pg_collation AS c ON c.oid = a.attcollation
            WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0
                  AND NOT a.attisdropped
            ORDER BY t.relname, a.attnum""", ValueType.TEXT, ValueType.TEXT, ValueType.TEXT, ValueType.TEXT, ValueType.TEXT,
            ValueType.INTEGER, ValueType.INTEGER, ValueType.TEXT, ValueType.TEXT, ValueType.TEXT, ValueType.INTEGER,
            ValueType.TEXT);
    private static final Statement INDEXES = question("""
            SELECT t.relname::text AS foldd_1, x.relname::text AS foldd_2,
                   (i.indisunique AND i.indpred IS NULL)::int AS foldd_3, a.attname::text AS foldd_4
            FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid JOIN pg_class AS x ON x.oid = i.indexrelid
                 JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, position) ON k.position <= i.indnkeyatts
                 JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.attnum
            WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind IN ('r', 'p') AND i.indexprs IS NULL
            ORDER BY t.relname, x.relname, k.position""", ValueType.TEXT, ValueType.TEXT, ValueType.INTEGER, ValueType.TEXT);
    private static final Statement KEYS = question("""
            SELECT t.relname::text AS foldd_1, f.conname::text AS foldd_2, a.attname::text AS foldd_3,
                   o.relname::text AS foldd_4, b.attname::text AS foldd_5,
                   CASE f.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT'
                                      ELSE 'RESTRICT' END AS foldd_6
            FROM pg_constraint AS f JOIN pg_class AS t ON t.oid = f.conrelid JOIN pg_class AS o ON o.oid = f.confrelid
                 JOIN unnest(f.conkey, f.confkey) WITH ORDINALITY AS k(own, target, position) ON true
                 JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.own
                 JOIN pg_attribute AS b ON b.attrelid = o.oid AND b.attnum = k.target
            WHERE f.contype = 'f' AND t.relnamespace = current_schema()::regnamespace
                  AND o.relnamespace = t.relnamespace
            ORDER BY t.relname, f.conname, k.position""", ValueType.TEXT, ValueType.TEXT, ValueType.TEXT, ValueType.TEXT,
            ValueType.TEXT, ValueType.TEXT);

    private final Questions database;

    public PostgresTables(Questions database) {
        this.database = database;
    }

    /** Asks for all of them. */
    public Future<List<Table>> read() {
        return ask(COLUMNS).compose(columns -> ask(INDEXES).compose(
                indexes -> ask(KEYS).map(keys -> assemble(columns, indexes, keys))));
    }

    private Future<List<Object[]>> ask(Statement statement) {
        return database.ask(statement, List.of());
    }

    private static List<Table> assemble(List<Object[]> columns, List<Object[]> indexes, List<Object[]> keys) {
        Gathering found = new Gathering();
        for (Object[] row : columns) {
            found.table(text(row, 0), Kind.valueOf(text(row, 1)), text(row, 2));
            found.column(text(row, 0), new TableColumn(text(row, 3), text(row, 4), !isTrue(row, 5), isTrue(row, 6),
                    Optional.ofNullable(row[7]).map(Object::toString), Source.valueOf(text(row, 8)), words(row[9]),
                    isTrue(row, 10), text(row, 11)));
        }
        for (Object[] row : indexes) {
            found.index(text(row, 0), new TableIndex(text(row, 1), List.of(text(row, 3)), isTrue(row, 2)));
        }
        for (Object[] row : keys) {
            found.key(text(row, 0), text(row, 1), new TableKey(List.of(text(row, 2)), text(row, 3),
                    List.of(text(row, 4)), text(row, 5)));
        }
        return found.tables();
    }

    private static List<String> words(Object json) {
        List<String> words = new ArrayList<>();
        if (json != null && Json.parse(json.toString()) instanceof List<?> all) {
            all.forEach(word -> words.add(word.toString()));
        }
        return words;
    }
}
