package dev.foldd.data.entity;

import dev.foldd.config.Suggestion;
import dev.foldd.fault.Fault;
import dev.foldd.fault.Fault.FieldError;
import dev.foldd.fault.FaultException;
import dev.foldd.json.Json;
import dev.foldd.json.JsonException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Turns what callers send into rows that may be stored, and stored values into what callers are sent. Everything that
 * is wrong with a row is told at once, in one {@code Fault.Invalid}. Safe to use from any thread.
 */
public final class RowValidator {

    /** More errors than this are counted, not listed: nobody reads them, and whoever sends thousands wants the work. */
    public static final int ERRORS_MAX = 50;

    private static final int NAME_SHOWN_MAX = 64;
    private static final int SUGGESTIONS_MAX = 5;
    private static final Set<String> REFRESHED = Set.of("updatedAt", "updated_at");

    private final Generators generators;
    private final ValueLimits limits;
    private final Map<String, Rules> rulesByName = new ConcurrentHashMap<>();

    /** What is known of one entity before its rows come. */
    private record Rules(Entity entity, List<FieldRule> fields, Map<String, FieldRule> byName, List<String> toldNames,
                         int mapCapacity) {
    }

    public RowValidator(Generators generators, ValueLimits limits) {
        this.generators = Objects.requireNonNull(generators);
        this.limits = Objects.requireNonNull(limits);
    }

    /**
     * A complete new row: every field in order, with its default or a generated value where the caller leaves it out,
     * and null where nothing else is to be had; without those that the database is to fill. The map belongs to whoever
     * asked.
     *
     * @throws FaultException with {@code Invalid}
     */
    public Map<Field, Object> forCreate(Entity entity, Map<String, Object> data) {
        Rules rules = rulesOf(entity);
        Map<Field, Object> row = new LinkedHashMap<>(rules.mapCapacity);
        List<FieldError> errors = new ArrayList<>(0);
        int known = 0;
        for (FieldRule rule : rules.fields) {
            Field field = rule.field();
            Object json = data.get(field.name());
            if (json != null || data.containsKey(field.name())) {
                known++;
                put(row, rule, json, errors);
            } else if (field.form().maker() == Field.Maker.DAEMON) {
                row.put(field, leftOut(field, errors));
            }
        }
        if (row.isEmpty() && errors.isEmpty()) {
            errors.add(new FieldError("data", "must name at least one field"));
        }
        finish(rules, data, known, errors);
        return row;
    }

    /**
     * What {@code row} gives; what it finds wrong with fields is told of the row of that number among several, counted from
     * 0, as {@code data[3].email}.
     */
    public static <T> T numbered(int number, Supplier<T> row) {
        try {
            return row.get();
        } catch (FaultException e) {
            if (e.fault() instanceof Fault.Invalid invalid) {
                throw new FaultException(new Fault.Invalid(invalid.fields().stream().map(error -> new FieldError(
                        "data[" + number + "]" + (error.field().isEmpty() ? "" : "." + error.field()),
                        error.error())).toList()));
            }
            throw e;
        }
    }

    /**
     * The fields to change, in the entity's order. The primary key is passed on when it is there, for the caller of
     * this method to compare with the row's own. A generated {@code updatedAt} is set to now unless it is given.
     *
     * @throws FaultException with {@code Invalid}, also when there is nothing to change
     */
    public Map<Field, Object> forUpdate(Entity entity, Map<String, Object> partial) {
        Rules rules = rulesOf(entity);
        if (partial.isEmpty()) {
            throw new FaultException(new Fault.Invalid("data", "must name at least one field"));
        }
        Map<Field, Object> row = new LinkedHashMap<>();
        List<FieldError> errors = new ArrayList<>(0);
        int known = 0;
        for (FieldRule rule : rules.fields) {
            Field field = rule.field();
            Object json = partial.get(field.name());
            if (json != null || partial.containsKey(field.name())) {
                known++;
                change(row, rule, json, errors);
            } else if (field.generated() && REFRESHED.contains(field.name())) {
                row.put(field, generated(field));
            }
        }
        finish(rules, partial, known, errors);
        return row;
    }

    /**
     * A value of a filter, an id or a key in the Java type that is stored. Rules of the field do not count here:
     * reading with an impossible id finds no row. Null is refused: whether it means IS NULL is the caller's to know.
     *
     * @throws FaultException with {@code Invalid} when the JSON value is of another kind
     */
    public Object value(Field field, Object json) {
        if (json == null) {
            throw new FaultException(new Fault.Invalid(field.name(), "must not be null"));
        }
        return FieldRule.convert(field, json, limits);
    }

    /**
     * A stored value as it goes out: JSON text as the value it is, a decimal as text unless a double holds it exactly.
     */
    public Object toJson(Field field, Object stored) {
        if (stored == null) {
            return null;
        }
        return switch (field.type()) {
            case JSON -> parsed(field, (String) stored);
            case DECIMAL -> number((BigDecimal) stored);
            case STRING, TEXT, EMAIL, UUID, CUID, ENUM, INTEGER, BIGINT, FLOAT, BOOLEAN, DATETIME -> stored;
        };
    }

    private static Object number(BigDecimal stored) {
        double nearest = stored.doubleValue();
        boolean exact = Double.isFinite(nearest) && new BigDecimal(nearest).compareTo(stored) == 0;
        return exact ? stored.setScale(Math.max(0, stored.scale())) : stored.toPlainString();
    }

    /** Only another program can have written what is no JSON; the column is named, what stands in it is not. */
    private static Object parsed(Field field, String text) {
        try {
            return Json.parse(text);
        } catch (JsonException e) {
            throw new IllegalStateException("column " + field.column() + " holds a text that is not JSON", e);
        }
    }

    private static void put(Map<Field, Object> row, FieldRule rule, Object json, List<FieldError> errors) {
        if (rule.field().form().maker() == Field.Maker.DATABASE_ALONE) {
            errors.add(new FieldError(rule.field().name(), "is made by the database and cannot be given"));
            return;
        }
        if (rule.field().version()) {
            errors.add(new FieldError(rule.field().name(), "is the row's version, which the daemon counts; leave it out, "
                    + "and name the version that you mean beside the method, as ifVersion"));
            return;
        }
        try {
            row.put(rule.field(), rule.accept(json));
        } catch (FaultException e) {
            errors.addAll(((Fault.Invalid) e.fault()).fields());
        }
    }

    /** A key is only compared here, so a row whose id would no longer be accepted can still be changed. */
    private void change(Map<Field, Object> row, FieldRule rule, Object json, List<FieldError> errors) {
        Field field = rule.field();
        if (!field.primary()) {
            put(row, rule, json, errors);
            return;
        }
        try {
            row.put(field, value(field, json));
        } catch (FaultException e) {
            errors.addAll(((Fault.Invalid) e.fault()).fields());
        }
    }

    private Object leftOut(Field field, List<FieldError> errors) {
        if (field.generated()) {
            return generated(field);
        }
        Optional<Object> fallback = field.fallback();
        if (fallback.isPresent()) {
            return fallback.get();
        }
        if (field.required()) {
            errors.add(new FieldError(field.name(), "is required"));
        }
        return null;
    }

    private Object generated(Field field) {
        return switch (field.type()) {
            case UUID -> generators.uuid();
            case CUID -> generators.cuid();
            case BIGINT -> generators.epochMs();
            case DATETIME -> Moments.ofEpochMs(generators.epochMs());
            case STRING, TEXT, EMAIL, ENUM, INTEGER, FLOAT, DECIMAL, BOOLEAN, JSON ->
                throw new IllegalStateException("nothing generates a " + field.type() + ": " + field.name());
        };
    }

    private static void finish(Rules rules, Map<String, Object> data, int known, List<FieldError> errors) {
        if (known < data.size()) {
            nameUnknown(rules, data, errors);
        }
        if (errors.isEmpty()) {
            return;
        }
        if (errors.size() > ERRORS_MAX) {
            int rest = errors.size() - ERRORS_MAX;
            errors.subList(ERRORS_MAX, errors.size()).clear();
            errors.add(new FieldError("", "and " + rest + " more"));
        }
        throw new FaultException(new Fault.Invalid(errors));
    }

    /** Names are suggested among those that the entity shows to anybody; the search is paid for a few times only. */
    private static void nameUnknown(Rules rules, Map<String, Object> data, List<FieldError> errors) {
        int suggested = 0;
        for (String name : data.keySet()) {
            if (rules.byName.containsKey(name)) {
                continue;
            }
            boolean tooLong = name.length() > NAME_SHOWN_MAX;
            boolean suggest = !tooLong && suggested++ < SUGGESTIONS_MAX;
            errors.add(new FieldError(tooLong ? name.substring(0, NAME_SHOWN_MAX) + "…" : name,
                    "is unknown" + (suggest ? Suggestion.among(rules.toldNames, name) : "")));
        }
    }

    /** Found by name, not by the entity itself: comparing whole entities would cost more than the row. */
    private Rules rulesOf(Entity entity) {
        Rules rules = rulesByName.get(entity.name());
        if (rules == null || rules.entity != entity) {
            rules = prepare(entity);
            rulesByName.put(entity.name(), rules);
        }
        return rules;
    }

    private Rules prepare(Entity entity) {
        List<FieldRule> fields = entity.fields().stream().map(field -> new FieldRule(field, limits)).toList();
        Map<String, FieldRule> byName = new LinkedHashMap<>();
        fields.forEach(rule -> byName.put(rule.field().name(), rule));
        List<String> told = entity.fields().stream()
                .filter(field -> !field.sensitive() && !field.neverExposed()).map(Field::name).toList();
        return new Rules(entity, fields, byName, told, fields.size() * 2);
    }
}
