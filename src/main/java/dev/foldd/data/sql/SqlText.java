package dev.foldd.data.sql;

import dev.foldd.data.filter.Term;
import dev.foldd.store.Statement;
import java.util.ArrayList;
import java.util.List;

/** SQL under construction: text with a placeholder wherever a value will stand, and the terms that will give the values. */
final class SqlText {

    private final StringBuilder sql = new StringBuilder(256);
    private final List<Term> terms = new ArrayList<>();

    SqlText add(String text) {
        sql.append(text);
        return this;
    }

    /** A table's or column's name, exactly as it is. */
    SqlText name(String identifier) {
        sql.append('"').append(identifier.replace("\"", "\"\"")).append('"');
        return this;
    }

    /** A placeholder for a value. There is no other way for a value to get into a statement. */
    SqlText value(Term term) {
        sql.append('?');
        terms.add(term);
        return this;
    }

    /** Runs a writer for each item, with a separator between. */
    <T> SqlText each(Iterable<T> items, String separator, java.util.function.Consumer<T> writer) {
        String between = "";
        for (T item : items) {
            sql.append(between);
            writer.accept(item);
            between = separator;
        }
        return this;
    }

    Template returning(List<Statement.Column> columns) {
        return new Template(new Statement(sql.toString(), columns), List.copyOf(terms));
    }
}
