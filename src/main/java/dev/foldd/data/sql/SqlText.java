package dev.foldd.data.sql;

import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Term;
import dev.foldd.store.Statement;
import dev.foldd.store.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** SQL under construction: text with a placeholder wherever a value will stand, and the terms that will give the values. */
final class SqlText {

    private final StringBuilder sql = new StringBuilder(256);
    private final List<Term> terms = new ArrayList<>();
    private final Map<Term, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final Words words;
    private final String changedTable;
    private boolean brief;

    SqlText(Words words) {
        this(words, "");
    }

    private SqlText(Words words, String changedTable) {
        this.words = words;
        this.changedTable = changedTable;
    }

    /** A statement that changes rows of this table. */
    static SqlText changing(Words words, String table) {
        return new SqlText(words, table);
    }

    Words words() {
        return words;
    }

    /** Whether this table can only be read behind a derived table here. */
    boolean hides(String table) {
        return words.hidesChangedTable() && table.equals(changedTable);
    }

    SqlText add(String text) {
        sql.append(text);
        return this;
    }

    /** A table's or column's name, exactly as it is. */
    SqlText name(String identifier) {
        return add(quoted(identifier));
    }

    /** The same as text, for whoever writes it at once. */
    String quoted(String identifier) {
        names.add(identifier);
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** A placeholder for a value. There is no other way for a value to get into a statement. */
    SqlText value(Term term) {
        return add(words.placeholder(number(term), term.type()));
    }

    /** The placeholder of a value, to be written more than once; only where placeholders bear their numbers. */
    String place(Term term) {
        return words.placeholder(number(term), term.type());
    }

    /** A placeholder for the value of a column. */
    SqlText assigned(Field field, Term term) {
        return add(words.assigned(field, words.placeholder(number(term), term.type())));
    }

    /** A placeholder for a value where no column says how it is to be compared. */
    SqlText standIn(Term term) {
        return add(words.standIn(number(term), term.type()));
    }

    /** A placeholder for a text. */
    SqlText text(String value) {
        return value(new Term.Value(value, ValueType.TEXT));
    }

    /** Runs a writer for each item, with a separator between. */
    <T> SqlText each(Iterable<T> items, String separator, Consumer<T> writer) {
        String between = "";
        for (T item : items) {
            sql.append(between);
            writer.accept(item);
            between = separator;
        }
        return this;
    }

    /**
     * A value that the statement gives.
     *
     * @param position among those values, from 1
     */
    SqlText result(int position, ValueType type, Runnable writer) {
        add(words.opening(type));
        writer.run();
        return add(words.closing(type, position));
    }

    /** The values of fields that the statement gives. */
    SqlText results(List<Field> fields, Consumer<Field> writer) {
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            add(i == 0 ? "" : ",").result(i + 1, field.type().stored(), () -> writer.accept(field));
        }
        return this;
    }

    /** Runs a writer, and puts what comes of its text in its place. */
    SqlText turned(Runnable writer, UnaryOperator<String> turn) {
        int start = sql.length();
        writer.run();
        String turned = turn.apply(sql.substring(start));
        sql.setLength(start);
        return add(turned);
    }

    /** The statement is about one row at most, found by its key. */
    SqlText briefWhen(boolean oneRow) {
        brief = oneRow;
        return this;
    }

    Template returning(List<Statement.Column> columns) {
        return returning(columns, Optional.empty());
    }

    /** @param many the text of the same for many lists of values at once */
    Template returning(List<Statement.Column> columns, Optional<String> many) {
        List<ValueType> types = terms.stream().map(Term::type).toList();
        return new Template(new Statement(sql.toString(), types, columns, many, brief, names), List.copyOf(terms),
                Optional.empty());
    }

    /** The text as it stands. */
    @Override
    public String toString() {
        return sql.toString();
    }

    /** What stands in the request itself is not shared, or equal values would make a statement of their own. */
    private int number(Term term) {
        if (!words.numbersPlaceholders() || term instanceof Term.Value) {
            terms.add(term);
            return terms.size();
        }
        Integer known = numbers.putIfAbsent(term, terms.size() + 1);
        if (known == null) {
            terms.add(term);
            return terms.size();
        }
        return known;
    }
}
