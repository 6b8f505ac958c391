package dev.foldd.data.entity.file;

import dev.foldd.config.Suggestion;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.Field.OnDelete;
import dev.foldd.data.entity.Field.Reference;
import dev.foldd.data.entity.FieldRule;
import dev.foldd.data.entity.FieldType;
import dev.foldd.data.entity.ValueLimits;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads one field. Whatever is not understood refuses the whole document. */
final class FieldReader {

    private static final int WORDS_MAX = 1_000;
    private static final int PATTERN_MAX = 1_000;
    private static final Map<String, FieldType> TYPES = types();
    private static final Map<String, OnDelete> ON_DELETE = Map.of("cascade", OnDelete.CASCADE,
            "set_null", OnDelete.SET_NULL, "restrict", OnDelete.RESTRICT, "no_action", OnDelete.RESTRICT);
    private static final Set<FieldType> NUMBERS =
            EnumSet.of(FieldType.INTEGER, FieldType.BIGINT, FieldType.FLOAT, FieldType.DECIMAL);
    private static final Set<FieldType> TEXTS =
            EnumSet.of(FieldType.STRING, FieldType.TEXT, FieldType.EMAIL, FieldType.UUID, FieldType.CUID);
    private static final Set<FieldType> KEYS = EnumSet.of(FieldType.STRING, FieldType.TEXT, FieldType.EMAIL,
            FieldType.UUID, FieldType.CUID, FieldType.INTEGER, FieldType.BIGINT);
    private static final Set<FieldType> GENERATED =
            EnumSet.of(FieldType.UUID, FieldType.CUID, FieldType.BIGINT, FieldType.DATETIME);

    private final Findings findings;

    FieldReader(Findings findings) {
        this.findings = findings;
    }

    private static Map<String, FieldType> types() {
        Map<String, FieldType> types = new LinkedHashMap<>();
        for (FieldType type : FieldType.values()) {
            types.put(type.name().toLowerCase(Locale.ROOT), type);
        }
        types.put("int", FieldType.INTEGER);
        types.put("number", FieldType.FLOAT);
        types.put("timestamp", FieldType.DATETIME);
        types.put("date", FieldType.DATETIME);
        return types;
    }

    /** Nothing when the document is refused, by this field or an earlier one. */
    Optional<Field> read(String name, Object written, boolean neverExposed) {
        Attributes at = Attributes.of("fields." + Attributes.shown(name), written, findings);
        FieldType type = type(at);
        boolean primary = at.flag("primary");
        boolean required = at.flag("required");
        Field field = new Field(name, at.text("column").orElse(name), type, at.text("description").orElse(""),
                primary, required || primary, nullable(at, primary, required), at.flag("generated"), at.flag("unique"),
                at.flag("index"), Optional.empty(), at.texts("values").stream().distinct().toList(), at.number("min"),
                at.number("max"), at.length("min_length", 0), at.length("max_length", 1), pattern(at), reference(at),
                at.flag("sensitive"), neverExposed);
        Object fallback = at.raw("default");
        boolean version = at.flag("version");
        at.refuseUnknown();
        checkNames(at, field);
        checkKey(at, field);
        checkBounds(at, field);
        checkWords(at, field);
        if (version) {
            checkVersion(at, field, fallback);
            return findings.refused() ? Optional.empty() : Optional.of(field.asVersion());
        }
        return findings.refused() ? Optional.empty() : withFallback(at, withPossibleDeletion(at, field), fallback);
    }

    private FieldType type(Attributes at) {
        String name = at.text("type").orElse("");
        FieldType type = TYPES.get(name);
        if (type == null) {
            String shown = Attributes.shown(name);
            at.refuse("type", name.isEmpty() ? "is missing"
                    : "'" + shown + "' is unknown" + Suggestion.among(TYPES.keySet(), shown));
            return FieldType.STRING;
        }
        return type;
    }

    /** {@code optional: true} means that null may be sent too, unless {@code nullable} says otherwise. */
    private boolean nullable(Attributes at, boolean primary, boolean required) {
        boolean optional = at.flag("optional");
        if (optional && (required || primary)) {
            at.remark("optional", "counts for nothing: the field is required");
        }
        boolean nullable = at.optionalFlag("nullable").orElse(optional && !required);
        if (nullable && primary) {
            at.remark("nullable", "counts for nothing: a primary key is never null");
        }
        return nullable && !primary;
    }

    private Optional<Pattern> pattern(Attributes at) {
        Optional<String> written = at.text("pattern");
        try {
            if (written.isPresent() && written.get().length() > PATTERN_MAX) {
                at.refuse("pattern", "must be at most " + PATTERN_MAX + " characters long");
                return Optional.empty();
            }
            return written.map(Pattern::compile);
        } catch (PatternSyntaxException e) {
            at.refuse("pattern", "is no regular expression: " + e.getDescription() + " near index " + e.getIndex());
            return Optional.empty();
        }
    }

    private Optional<Reference> reference(Attributes field) {
        Object written = field.raw("foreign_key");
        if (written == null) {
            return Optional.empty();
        }
        Attributes at = Attributes.of(field.pathOf("foreign_key"), written, findings);
        Optional<String> entity = at.text("entity");
        Optional<String> target = at.text("field");
        String onDelete = at.text("on_delete").orElse("restrict");
        at.refuseUnknown();
        if (entity.isEmpty() || target.isEmpty()) {
            field.refuse("foreign_key", "must name an entity and a field");
        }
        if (!ON_DELETE.containsKey(onDelete)) {
            at.refuse("on_delete", "must be cascade, restrict, set_null or no_action"
                    + Suggestion.among(ON_DELETE.keySet(), Attributes.shown(onDelete)));
        }
        return Optional.of(new Reference(entity.orElse(""), target.orElse(""),
                ON_DELETE.getOrDefault(onDelete, OnDelete.RESTRICT)));
    }

    private static void checkNames(Attributes at, Field field) {
        if (!Names.isWord(field.name())) {
            at.refuse("", "is no name for a field: letters, digits and _, at most 63, no two _ in front, not AND, "
                    + "OR, NOT");
        }
        if (!Names.isIdentifier(field.column())) {
            at.refuse("column", "must be 1 to 63 bytes without control characters");
        }
    }

    private static void checkKey(Attributes at, Field field) {
        if (field.primary() && !KEYS.contains(field.type())) {
            at.refuse("primary", "is for texts, identifiers and whole numbers");
        }
        if (field.generated() && !GENERATED.contains(field.type())) {
            at.refuse("generated", "works for uuid, cuid, bigint (milliseconds since 1970) and datetime");
        }
        if (field.generated() && field.primary() && field.type() != FieldType.UUID && field.type() != FieldType.CUID) {
            at.refuse("generated", "makes keys of type uuid and cuid only");
        }
    }

    private static void checkBounds(Attributes at, Field field) {
        boolean range = field.min().isPresent() || field.max().isPresent();
        if (range && !NUMBERS.contains(field.type())) {
            at.refuse("min", "and max are for numbers; a text has min_length and max_length");
        }
        if (field.min().isPresent() && field.max().isPresent() && field.min().get().compareTo(field.max().get()) > 0) {
            at.refuse("min", "is above max");
        }
        boolean lengths = field.minLength().isPresent() || field.maxLength().isPresent();
        if (lengths && !TEXTS.contains(field.type())) {
            at.refuse("max_length", "and min_length are for texts");
        }
        if (field.minLength().orElse(0) > field.maxLength().orElse(Integer.MAX_VALUE)) {
            at.refuse("min_length", "is above max_length");
        }
        if (field.pattern().isPresent() && !TEXTS.contains(field.type())) {
            at.refuse("pattern", "is for texts");
        }
    }

    private static void checkWords(Attributes at, Field field) {
        boolean words = field.type() == FieldType.ENUM;
        if (words && field.values().isEmpty()) {
            at.refuse("values", "must list the words of the enum");
        }
        if (!words && !field.values().isEmpty()) {
            at.refuse("values", "are for the type enum");
        }
        if (field.values().size() > WORDS_MAX) {
            at.refuse("values", "are more than " + WORDS_MAX);
        }
    }

    /** The daemon alone writes it, once in every change: whatever else would give it a value is a mistake. */
    private static void checkVersion(Attributes at, Field field, Object fallback) {
        if (field.type() != FieldType.INTEGER && field.type() != FieldType.BIGINT) {
            at.refuse("version", "is for fields of type integer and bigint");
        }
        if (field.primary() || field.unique() || field.generated() || field.nullable() || fallback != null
                || field.reference().isPresent() || field.min().isPresent() || field.max().isPresent()) {
            at.refuse("version", "goes with none of primary, unique, generated, nullable, default, min, max and"
                    + " foreign_key: the daemon counts from " + Field.FIRST_VERSION);
        }
    }

    private static Field withPossibleDeletion(Attributes at, Field field) {
        Optional<Reference> reference = field.reference();
        if (reference.isEmpty() || reference.get().onDelete() != OnDelete.SET_NULL || !field.alwaysHasValue()) {
            return field;
        }
        at.remark("foreign_key.on_delete", "set_null is treated as restrict: the field is never null");
        return field.withReference(Optional.of(
                new Reference(reference.get().entity(), reference.get().field(), OnDelete.RESTRICT)));
    }

    private static Optional<Field> withFallback(Attributes at, Field field, Object fallback) {
        if (fallback == null) {
            return Optional.of(field);
        }
        if (field.generated() || field.primary()) {
            at.remark("default", "counts for nothing: " + (field.generated() ? "the value is generated"
                    : "every row needs a key of its own"));
            return Optional.of(field);
        }
        try {
            return Optional.of(field.withFallback(new FieldRule(field, ValueLimits.DEFAULT).accept(fallback)));
        } catch (FaultException e) {
            at.refuse("default", ((Fault.Invalid) e.fault()).fields().get(0).error());
        } catch (IllegalArgumentException notJson) {
            at.refuse("default", "is not a JSON value");
        }
        return Optional.empty();
    }
}
