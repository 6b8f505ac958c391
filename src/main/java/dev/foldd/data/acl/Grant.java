package dev.foldd.data.acl;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.filter.Sight;
import dev.foldd.data.filter.TermsIn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What all matching rules together allow one kind of caller on one entity: rules add up. A field is open in a row when some
 * rule that opens this field admits this row, so one rule's fields never show in another rule's rows. The same object serves
 * every caller of that kind, so plans can be kept by it.
 */
public final class Grant implements Sight {

    private final Entity entity;
    private final Operation operation;
    private final List<Rule> rules;
    private final Condition tenant;
    private final Condition rows;
    private final Map<String, Condition> fields;
    private final Map<Field, Condition> references;

    /**
     * @param tenant the condition that keeps the caller among his tenant's rows
     * @param references what the fields that refer to rows of tenants may be set to
     */
    Grant(Entity entity, Operation operation, List<Rule> rules, Condition tenant, Map<Field, Condition> references) {
        this.entity = entity;
        this.operation = operation;
        this.rules = List.copyOf(rules);
        this.tenant = tenant;
        this.rows = Condition.anyOf(rules.stream().map(Rule::rows).toList());
        this.fields = openFields();
        this.references = Map.copyOf(references);
    }

    @Override
    public Entity entity() {
        return entity;
    }

    public Operation operation() {
        return operation;
    }

    public List<String> ruleIds() {
        return rules.stream().map(Rule::id).toList();
    }

    /** Whether no rule speaks for this caller at all. */
    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Keeps the caller among his tenant's rows; always true where that does not apply. */
    public Condition tenant() {
        return tenant;
    }

    /** The rows that exist for this caller in this operation. */
    @Override
    public Condition rows() {
        return Condition.allOf(tenant, rows);
    }

    /** Whether the field is open in some row. */
    public boolean opens(Field field) {
        return fields.containsKey(field.name());
    }

    /**
     * When the field is open in a row that {@link #rows} admits: always true when in all of them, always false when it is
     * closed.
     */
    @Override
    public Condition when(Field field) {
        Condition open = fields.getOrDefault(field.name(), Condition.FALSE);
        return open.equals(rows) ? Condition.TRUE : open;
    }

    /** What a new row must satisfy so that it may be created with these fields given by the caller; its tenant apart. */
    public Condition permitsNew(Set<Field> given) {
        return Condition.allOf(permits(given), within(given));
    }

    /**
     * What a row that {@link #rows} admits must satisfy, as it is and as it will be, so that these fields may be written in
     * it. Always true when nothing more is to be asked.
     *
     * @param given the fields that the caller names
     * @param changed all fields that get new values, those that the daemon makes among them
     */
    public Condition permitsChange(Set<Field> given, Set<Field> changed) {
        Condition permitted = Condition.allOf(permits(given), within(given));
        boolean moves = TermsIn.fieldsOf(permitted).stream().anyMatch(changed::contains);
        boolean leavesTenant = TermsIn.fieldsOf(tenant).stream().anyMatch(changed::contains);
        if (!moves && !leavesTenant && permitted.equals(rows)) {
            return Condition.TRUE;
        }
        return leavesTenant ? Condition.allOf(tenant, permitted) : permitted;
    }

    /** That what these fields refer to is of the caller's tenant. */
    private Condition within(Set<Field> written) {
        return references.isEmpty() ? Condition.TRUE : Condition.allOf(entity.fields().stream().filter(written::contains)
                .flatMap(field -> Optional.ofNullable(references.get(field)).stream()).toList());
    }

    private Condition permits(Set<Field> written) {
        Set<Condition> each = new LinkedHashSet<>();
        each.add(rows);
        for (Field field : written) {
            each.add(fields.getOrDefault(field.name(), Condition.FALSE));
        }
        return each.size() == 1 ? rows : Condition.allOf(List.copyOf(each));
    }

    private Map<String, Condition> openFields() {
        Map<String, Condition> open = new LinkedHashMap<>();
        for (Field field : entity.fields()) {
            List<Condition> parts = new ArrayList<>();
            for (Rule rule : rules) {
                if (opens(rule, field)) {
                    parts.add(rule.rows());
                }
            }
            if (!parts.isEmpty()) {
                open.put(field.name(), Condition.anyOf(parts));
            }
        }
        return open;
    }

    private boolean opens(Rule rule, Field field) {
        boolean reading = Operation.READ.covered().contains(operation);
        if (!reading) {
            return rule.writable().map(names -> names.contains(field.name())).orElse(true);
        }
        return !field.neverExposed() && rule.readable().map(names -> names.contains(field.name())).orElse(!field.sensitive());
    }
}
