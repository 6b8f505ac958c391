package dev.foldd.store;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An INSERT of one row, repeated for many in one statement. Its row of placeholders is the first {@code VALUES} that it says,
 * names in double quotes aside.
 *
 * @param sql with a placeholder for every value of every row
 * @param values of all rows
 */
public record ManyRows(String sql, List<Object> values) {

    /** What Prisma sends to PostgreSQL in one statement; SQLite takes 32,766, and MySQL twice as many. */
    public static final int VALUES_MAX = 32_766;

    private static final String ROW = "VALUES (";
    private static final char QUOTE = '"';
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$(\\d+)");

    /**
     * Repeats the row of a statement.
     *
     * @param single with {@code VALUES (…)}, and placeholders nowhere else; they are numbered from 1, or not numbered
     * @throws FaultException {@code TooLarge} when there are more values than one statement takes
     */
    public static ManyRows of(String single, List<List<Object>> rows) {
        int width = rows.get(0).size();
        if (!fits(width, rows.size())) {
            throw new FaultException(new Fault.TooLarge("the number of rows with this many fields each", VALUES_MAX / width));
        }
        int start = start(single) + ROW.length() - 1;
        int end = end(single, start);
        String row = single.substring(start, end);
        StringBuilder sql = new StringBuilder(single.length() + row.length() * rows.size()).append(single, 0, end);
        List<Object> values = new ArrayList<>(width * rows.size());
        values.addAll(rows.get(0));
        for (int i = 1; i < rows.size(); i++) {
            int before = i * width;
            sql.append(',').append(PLACEHOLDER.matcher(row).replaceAll(
                    place -> Matcher.quoteReplacement("$" + (Integer.parseInt(place.group(1)) + before))));
            values.addAll(rows.get(i));
        }
        sql.append(single, end, single.length());
        return new ManyRows(sql.toString(), values);
    }

    /** Whether one statement takes so many rows of so many values each. */
    public static boolean fits(int width, int rows) {
        return (long) width * rows <= VALUES_MAX;
    }

    private static int start(String sql) {
        boolean quoted = false;
        for (int at = 0; at < sql.length(); at++) {
            // A quote in a name is written twice, and so ends the name and begins it again.
            quoted ^= sql.charAt(at) == QUOTE;
            if (!quoted && sql.startsWith(ROW, at)) {
                return at;
            }
        }
        throw new IllegalArgumentException("the statement has no row of values");
    }

    /** Behind the parenthesis that closes the one at {@code start}; there are no texts in a row of placeholders. */
    private static int end(String sql, int start) {
        int depth = 0;
        int at = start;
        do {
            depth += sql.charAt(at) == '(' ? 1 : sql.charAt(at) == ')' ? -1 : 0;
            at++;
        } while (depth > 0);
        return at;
    }
}
