package dev.foldd.fold.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which range keys of a field a filter can meet at all, so that a database need not look at the others: some keys, or those
 * from a first one to before another. It may name too many, never too few.
 *
 * @param some the keys, in order, when they are known
 * @param from the first one that is meant
 * @param to the first one that is not meant any more
 */
public record KeyBounds(Optional<List<String>> some, Optional<String> from, Optional<String> to) {

    /** Every key. */
    public static final KeyBounds ALL = new KeyBounds(Optional.empty(), Optional.empty(), Optional.empty());

    /** These keys. */
    public static KeyBounds of(Iterable<String> keys) {
        List<String> list = new ArrayList<>();
        keys.forEach(list::add);
        return new KeyBounds(Optional.of(List.copyOf(list)), Optional.empty(), Optional.empty());
    }

    /**
     * @param field whose entries are looked at; in a Range schema those of every field count, since all of them stand in
     *     one row
     * @param rows whether the schema is a Range schema
     */
    public static KeyBounds of(Filter filter, String field, boolean rows) {
        // Two tests of a record's field may be met by two of its entries; two tests of a row are met by one key or by none.
        return rows || Filter.tests(filter, field) == 1 ? bounds(filter, field, rows) : ALL;
    }

    private static KeyBounds bounds(Filter filter, String field, boolean rows) {
        if (filter instanceof Filter.All all) {
            return all.parts().stream().map(part -> bounds(part, field, rows)).reduce(ALL, KeyBounds::narrower);
        }
        return filter instanceof Filter.Entries entries && (rows || entries.field().equals(field))
                ? of(entries.test()) : ALL;
    }

    public boolean isAll() {
        return equals(ALL);
    }

    private static KeyBounds of(RangeTest test) {
        if (test instanceof RangeTest.Key key) {
            return of(List.of(key.key()));
        } else if (test instanceof RangeTest.AnyKey keys) {
            return of(new TreeSet<>(keys.keys()));
        } else if (test instanceof RangeTest.KeyPrefix prefix) {
            return from(prefix.prefix());
        } else if (test instanceof RangeTest.KeyRange range) {
            return new KeyBounds(Optional.empty(), Optional.of(range.start()), Optional.of(range.end()));
        } else if (test instanceof RangeTest.KeyPattern pattern) {
            String text = pattern.pattern();
            int wild = 0;
            while (wild < text.length() && text.charAt(wild) != '*' && text.charAt(wild) != '?') {
                wild++;
            }
            return from(text.substring(0, wild));
        }
        return ALL;
    }

    private static KeyBounds from(String prefix) {
        return prefix.isEmpty() ? ALL : new KeyBounds(Optional.empty(), Optional.of(prefix), Keys.afterAllWith(prefix));
    }

    /** Both hold; where they cannot be joined, known keys are the narrower of the two. */
    private KeyBounds narrower(KeyBounds other) {
        if (some.isPresent() || other.some.isPresent()) {
            return some.isPresent() ? this : other;
        }
        return new KeyBounds(Optional.empty(), larger(from, other.from), smaller(to, other.to));
    }

    private static Optional<String> larger(Optional<String> one, Optional<String> other) {
        return one.isEmpty() || other.isPresent() && Keys.compare(other.get(), one.get()) > 0 ? other : one;
    }

    private static Optional<String> smaller(Optional<String> one, Optional<String> other) {
        return one.isEmpty() || other.isPresent() && Keys.compare(other.get(), one.get()) < 0 ? other : one;
    }
}
