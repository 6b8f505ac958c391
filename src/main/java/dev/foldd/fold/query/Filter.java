package dev.foldd.fold.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a caller wants to be true of what he asks for. */
public sealed interface Filter {

    /** True of everything. */
    Filter NONE = new All(List.of());

    /** Every part holds. */
    record All(List<Filter> parts) implements Filter {
        public All {
            parts = List.copyOf(parts);
        }
    }

    /** At least one part holds. */
    record Any(List<Filter> parts) implements Filter {
        public Any {
            parts = List.copyOf(parts);
        }
    }

    /** A field's value, or any entry's of a Range field, compares so with an operand, which may be null. */
    record Test(String field, Operator operator, Object operand) implements Filter {
    }

    /** A Range field has such an entry. */
    record Entries(String field, RangeTest test) implements Filter {
    }

    /** Every field that has a say in what is answered. */
    static Set<String> fields(Filter filter) {
        Set<String> fields = new LinkedHashSet<>();
        collect(filter, fields);
        return fields;
    }

    /** How many of its tests are about a field. */
    static long tests(Filter filter, String field) {
        List<String> fields = new ArrayList<>();
        collect(filter, fields);
        return fields.stream().filter(field::equals).count();
    }

    private static void collect(Filter filter, Collection<String> fields) {
        if (filter instanceof All all) {
            all.parts().forEach(part -> collect(part, fields));
        } else if (filter instanceof Any any) {
            any.parts().forEach(part -> collect(part, fields));
        } else if (filter instanceof Test test) {
            fields.add(test.field());
        } else {
            fields.add(((Entries) filter).field());
        }
    }
}
