package dev.foldd.fold.query;

import java.util.Set;

/** Which entries of a Range field are meant. */
public sealed interface RangeTest {

    boolean holds(String key, Object value);

    record Key(String key) implements RangeTest {
        @Override
        public boolean holds(String other, Object value) {
            return key.equals(other);
        }
    }

    record KeyPrefix(String prefix) implements RangeTest {
        @Override
        public boolean holds(String key, Object value) {
            return key.startsWith(prefix);
        }
    }

    /** From {@code start} to before {@code end}. */
    record KeyRange(String start, String end) implements RangeTest {
        @Override
        public boolean holds(String key, Object value) {
            return Keys.compare(key, start) >= 0 && Keys.compare(key, end) < 0;
        }
    }

    record AnyKey(Set<String> keys) implements RangeTest {
        public AnyKey {
            keys = Set.copyOf(keys);
        }

        @Override
        public boolean holds(String key, Object value) {
            return keys.contains(key);
        }
    }

    /** With {@code *} for any text and {@code ?} for one character. */
    record KeyPattern(String pattern) implements RangeTest {
        @Override
        public boolean holds(String key, Object value) {
            return Keys.matches(pattern, key);
        }
    }

    record Value(Object operand) implements RangeTest {
        @Override
        public boolean holds(String key, Object value) {
            return Operator.EQ.holds(value, operand);
        }
    }
}
