package dev.foldd.data.query;

import dev.foldd.data.entity.Field;
import dev.foldd.data.sql.Joined;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the parts of one row stand among the columns of a statement: its fields side by side, then the rows that are joined to
 * it, each with a column in front that is null where there is none.
 *
 * @param fields that are answered
 * @param from the column of the first field
 * @param ones the rows joined to it
 * @param lists the lists that it brings along, which other statements read
 */
record Layout(List<Field> fields, int from, List<One> ones, List<Many> lists) {

    /** @param presence the column that is null where there is no such row */
    record One(String name, int presence, Layout row) {
    }

    /**
     * @param key the column whose value the rows of the list name
     * @param reading of the rows of the list, behind a column with that value
     */
    record Many(Include include, int key, Reading reading) {
    }

    /** What a statement has to read for a layout: the fields of the row itself, hidden ones behind those answered, and joins. */
    record Reading(List<Field> fields, List<Joined> joined, Layout layout, int width) {
    }

    Layout {
        fields = List.copyOf(fields);
        ones = List.copyOf(ones);
        lists = List.copyOf(lists);
    }

    /**
     * @param answered the fields that are answered
     * @param hidden further fields of the row that the statement is to read, behind those
     * @param from the column of the first field
     */
    static Reading of(List<Field> answered, List<Field> hidden, List<Include> includes, int from) {
        List<Field> read = new ArrayList<>(answered);
        read.addAll(hidden);
        List<Many> lists = new ArrayList<>();
        for (Include include : includes) {
            if (include.relation().many()) {
                lists.add(new Many(include, from + position(read, include.relation().own()),
                        of(include.fields(), List.of(), include.includes(), 1)));
            }
        }
        int next = from + read.size();
        List<One> ones = new ArrayList<>();
        List<Joined> joined = new ArrayList<>();
        for (Include include : includes) {
            if (!include.relation().many()) {
                Reading further = of(include.fields(), List.of(), include.includes(), next + 1);
                ones.add(new One(include.name(), next, further.layout));
                joined.add(new Joined(include.relation().own(), include.there().grant(), include.relation().other(),
                        further.fields, include.wanted(), further.joined));
                next = further.width;
            }
        }
        return new Reading(List.copyOf(read), List.copyOf(joined), new Layout(answered, from, ones, lists), next);
    }

    /** Where the field stands among those that are read; it is read behind them if it was not among them. */
    private static int position(List<Field> read, Field field) {
        int known = read.indexOf(field);
        if (known < 0) {
            read.add(field);
            return read.size() - 1;
        }
        return known;
    }

    boolean bringsLists() {
        return !lists.isEmpty() || ones.stream().anyMatch(one -> one.row.bringsLists());
    }
}
