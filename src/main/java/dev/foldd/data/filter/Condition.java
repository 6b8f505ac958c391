package dev.foldd.data.filter;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A condition on a row, in SQL's three-valued logic: what callers filter by and what policies restrict to are the same
 * thing, so both are written into one WHERE.
 */
public sealed interface Condition {

    /** One answer per kind of condition; a new kind does not compile until everyone has an answer for it. */
    interface Cases<R> {
        R always(Always condition);

        R and(And condition);

        R or(Or condition);

        R not(Not condition);

        R comparison(Comparison condition);

        R oneOf(OneOf condition);

        R oneOfRows(OneOfRows condition);

        R related(Related condition);

        R isNull(IsNull condition);

        R match(Match condition);
    }

    /** How two terms are compared. */
    enum Operator {
        EQUAL("="), NOT_EQUAL("<>"), LESS("<"), AT_MOST("<="), GREATER(">"), AT_LEAST(">=");

        private final String sql;

        Operator(String sql) {
            this.sql = sql;
        }

        public String sql() {
            return sql;
        }
    }

    /** How a text is matched; all but ILIKE regard case, on every database. */
    enum MatchKind { CONTAINS, STARTS_WITH, ENDS_WITH, LIKE, ILIKE }

    /** True or false whatever the row. */
    record Always(boolean value) implements Condition {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.always(this);
        }
    }

    record And(List<Condition> parts) implements Condition {
        public And {
            parts = List.copyOf(parts);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.and(this);
        }
    }

    record Or(List<Condition> parts) implements Condition {
        public Or {
            parts = List.copyOf(parts);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.or(this);
        }
    }

    record Not(Condition part) implements Condition {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.not(this);
        }
    }

    record Comparison(Term left, Operator operator, Term right) implements Condition {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.comparison(this);
        }
    }

    record OneOf(Term term, List<Term> options) implements Condition {
        public OneOf {
            options = List.copyOf(options);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.oneOf(this);
        }
    }

    /** The term is among the values of a column of those rows of another entity that satisfy {@code where}. */
    record OneOfRows(Term term, Entity entity, Field column, Condition where) implements Condition {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.oneOfRows(this);
        }
    }

    /**
     * There is another row, among those that the caller sees, whose field {@code other} equals this row's {@code own}, both as
     * he sees them, and of which {@code where} holds. True or false, never unknown.
     *
     * @param holds whether {@code where} is to be true of that row; else it must be false or unknown
     */
    record Related(Field own, Sight others, Field other, Condition where, boolean holds) implements Condition {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.related(this);
        }
    }

    record IsNull(Term term) implements Condition {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.isNull(this);
        }
    }

    record Match(Term text, MatchKind kind, Term pattern) implements Condition {
        @Override
        public <R> R match(Cases<R> cases) {
            return cases.match(this);
        }
    }

    Condition TRUE = new Always(true);
    Condition FALSE = new Always(false);

    <R> R match(Cases<R> cases);

    /** The parts joined by AND, without those that are always true; flat, and simplified where one is always false. */
    static Condition allOf(List<Condition> parts) {
        List<Condition> kept = new ArrayList<>();
        for (Condition part : parts) {
            if (part.equals(FALSE)) {
                return FALSE;
            }
            if (part instanceof And and) {
                kept.addAll(and.parts());
            } else if (!part.equals(TRUE)) {
                kept.add(part);
            }
        }
        List<Condition> flat = Groups.of(kept, And::new);
        return flat.isEmpty() ? TRUE : flat.size() == 1 ? flat.get(0) : new And(flat);
    }

    static Condition allOf(Condition... parts) {
        return allOf(List.of(parts));
    }

    /** The parts joined by OR, likewise. No part at all is false. */
    static Condition anyOf(List<Condition> parts) {
        Set<Condition> kept = new LinkedHashSet<>();
        for (Condition part : parts) {
            if (part.equals(TRUE)) {
                return TRUE;
            }
            if (part instanceof Or or) {
                kept.addAll(or.parts());
            } else if (!part.equals(FALSE)) {
                kept.add(part);
            }
        }
        List<Condition> flat = Groups.of(List.copyOf(kept), Or::new);
        return flat.isEmpty() ? FALSE : flat.size() == 1 ? flat.get(0) : new Or(flat);
    }

    static Condition equal(Field field, Term value) {
        return new Comparison(new Term.Column(field), Operator.EQUAL, value);
    }
}
