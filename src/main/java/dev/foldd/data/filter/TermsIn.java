package dev.foldd.data.filter;

import dev.foldd.data.entity.Field;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds what a condition compares: claims anywhere in it, and fields of the row itself (not those of nested SELECTs). */
public final class TermsIn implements Condition.Cases<Void> {

    private final Set<String> claims = new LinkedHashSet<>();
    private final Set<Field> fields = new LinkedHashSet<>();
    private int nesting;
    private int related;

    private TermsIn() {
    }

    public static Set<String> claimsOf(Condition condition) {
        return of(condition).claims;
    }

    public static Set<Field> fieldsOf(Condition condition) {
        return of(condition).fields;
    }

    /** Whether it follows a relation to other rows. */
    public static boolean isRelated(Condition condition) {
        return of(condition).related > 0;
    }

    private static TermsIn of(Condition condition) {
        TermsIn found = new TermsIn();
        condition.match(found);
        return found;
    }

    @Override
    public Void always(Condition.Always condition) {
        return null;
    }

    @Override
    public Void and(Condition.And condition) {
        return each(condition.parts());
    }

    @Override
    public Void or(Condition.Or condition) {
        return each(condition.parts());
    }

    @Override
    public Void not(Condition.Not condition) {
        return condition.part().match(this);
    }

    @Override
    public Void comparison(Condition.Comparison condition) {
        return terms(condition.left(), condition.right());
    }

    @Override
    public Void oneOf(Condition.OneOf condition) {
        condition.options().forEach(this::terms);
        return terms(condition.term());
    }

    @Override
    public Void oneOfRows(Condition.OneOfRows condition) {
        terms(condition.term());
        nesting++;
        condition.where().match(this);
        nesting--;
        return null;
    }

    @Override
    public Void related(Condition.Related condition) {
        terms(new Term.Column(condition.own()));
        related++;
        nesting++;
        condition.others().rows().match(this);
        condition.others().when(condition.other()).match(this);
        fieldsOf(condition.where()).forEach(field -> condition.others().when(field).match(this));
        condition.where().match(this);
        nesting--;
        return null;
    }

    @Override
    public Void isNull(Condition.IsNull condition) {
        return terms(condition.term());
    }

    @Override
    public Void match(Condition.Match condition) {
        return terms(condition.text(), condition.pattern());
    }

    private Void each(List<Condition> parts) {
        parts.forEach(part -> part.match(this));
        return null;
    }

    private Void terms(Term... terms) {
        for (Term term : terms) {
            if (term instanceof Term.Claim claim) {
                claims.add(claim.name());
            } else if (term instanceof Term.Column column && nesting == 0) {
                fields.add(column.field());
            }
        }
        return null;
    }
}
