package dev.foldd.journey;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Texts that mean something to one database or another when they are taken for SQL, each of which can be told from all others. */
final class Corpus {

    private static final List<String> BREAKS = List.of("'", "\"", "`", "\\'", "''", "'\"", "')", "\")", "'))", "$$", "]",
            "\u02bc", "\uff07", "%27",
            "\u2019", "\\\"", "');", "\u00bf'", "\u0000'");
    private static final List<String> DEEDS = List.of(
            " OR 1=1", " OR 1=1 --", " OR 'a'='a", " AND 1=0", " UNION SELECT 1", " UNION ALL SELECT NULL,NULL,NULL",
            "; DROP TABLE \"Region\"; --", "; DELETE FROM \"Region\"", "; UPDATE \"Region\" SET keeper='x'", "; COMMIT; --", "; ROLLBACK",
            "||(SELECT keeper FROM \"Region\")||", " /*", " */", " -- ", " #", ";", " LIMIT 1,1", " INTO OUTFILE '/tmp/foldd-x'",
            " RETURNING *", " FOR UPDATE");
    private static final List<String> WHOLE = List.of(
            "\\", "\\\\", "%", "_", "?", "?1", ":a", "@a", "@@version", "$1", "$2", "${x}", "#{x}", "{{x}}", "NULL", "null",
            "TRUE", "DEFAULT",
            "CURRENT_TIMESTAMP", "CURRENT_USER", "rowid", "_rowid_", "oid", "ctid", "xmin", "tableoid", "sqlite_master",
            "sqlite_schema", "pg_catalog.pg_authid", "information_schema.tables", "mysql.user", "main.Region",
            "public.\"Region\"", "Region AS r",
            "x'41'", "0x41", "b'1'", "E'\\x41'", "U&'\\0041'", "N'a'", "_utf8'a'", "$tag$a$tag$", "1e309", "-1", "1;2",
            "1 OR 1=1", "(SELECT 1)",
            "id)) OR ((1=1", "id, (SELECT keeper FROM \"Region\")", "id\" DESC, (SELECT 1) --", "id COLLATE NOCASE", "id COLLATE \"C\"",
            "CASE WHEN 1=1 THEN id ELSE keeper END", "CAST(id AS INTEGER)", "id::int", "id->>'a'", "id IS NULL", "id IN (1)",
            "id BETWEEN 1 AND 2",
            "keeper\" = 'anna' OR \"id", "keeper` = 'anna' OR `id", "asc; DROP TABLE Region", "desc nulls first", "ASC, keeper DESC",
            "load_extension('x')", "randomblob(1000000000)", "readfile('/etc/passwd')", "writefile('/tmp/foldd-x','x')",
            "pg_sleep(10)", "pg_read_file('/etc/passwd')", "lo_import('/etc/passwd')", "dblink('a','b')", "set_config('role','x',false)",
            "current_setting('is_superuser')", "query_to_xml('select 1',true,true,'')", "version()", "SLEEP(10)",
            "BENCHMARK(1000000,MD5(1))",
            "LOAD_FILE('/etc/passwd')", "EXTRACTVALUE(1,CONCAT(0x7e,version()))", "GET_LOCK('a',10)", "/*!50000 1=1 */", "/*M! 1=1 */",
            "1; ATTACH DATABASE '/tmp/foldd-x' AS x", "PRAGMA writable_schema=1", "VACUUM INTO '/tmp/foldd-x'",
            "COPY \"Region\" TO '/tmp/foldd-x'",
            "COPY \"Region\" FROM PROGRAM 'id'", "DO $x$ BEGIN END $x$", "CREATE ROLE x SUPERUSER", "ALTER SYSTEM SET x=1",
            "SET GLOBAL x=1",
            "DELIMITER //", "HANDLER Region OPEN", "LISTEN x", "NOTIFY x, 'y'", "PREPARE x AS SELECT 1", "EXECUTE x", "DEALLOCATE ALL",
            "\u00ad", "\u200b", "\ufeff", "\u202e'", "\u0008'", "\r\n; DROP TABLE Region\r\n", "\u001a", "\u00a0OR\u00a01=1",
            "\u2028;", "\ud83d\ude00'",
            "__proto__", "constructor", "toString", "$user.id", "$context.tenantId", "$ref", "{\"$ref\":\"0.id\"}",
            "{\"gt\":\"\"}", "[\"a\"]",
            "' WAITFOR DELAY '0:0:5' --", "'; EXEC xp_cmdshell('id') --", "'||UTL_INADDR.get_host_name('x')||'", "admin'--",
            "admin' #", "' or ''='",
            "' HAVING 1=1 --", "' GROUP BY id --", "' ORDER BY 9 --", "1' AND SLEEP(5) AND '1'='1",
            "' AND (SELECT 1 FROM(SELECT COUNT(*))a) --",
            "\\' OR 1=1 --", "\\\\' OR 1=1 --", "\u00bf\\' OR 1=1", "anna' OR keeper = 'otto",
            "x' AND 1=0 UNION SELECT sql FROM sqlite_master --",
            "'; SELECT pg_terminate_backend(pg_backend_pid()); --", "'; SHUTDOWN; --", "'; KILL 1; --", "%00", "%2527", "&#39;",
            "\\u0027",
            "\\x27", "\\047", "${jndi:ldap://x}", "../../etc/passwd", "file:///etc/passwd", "<script>", "\t'\t", "' '", "'\n'",
            "--\n'", "/**/OR/**/1=1");

    private Corpus() {
    }

    /** Every text: each once, and long enough that it is found in no statement by accident. */
    static List<String> texts() {
        Set<String> all = new LinkedHashSet<>(WHOLE);
        for (String opening : BREAKS) {
            for (String deed : DEEDS) {
                all.add(opening + deed);
            }
        }
        return new ArrayList<>(all);
    }
}
