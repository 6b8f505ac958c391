package dev.foldd.testing;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.FieldType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Builds entities for tests, without a file. A field may be null unless it is told otherwise. */
public final class Entities {

    /** What a field is besides its name and type. */
    public enum Trait { KEY, REQUIRED, NOT_NULL, GENERATED, UNIQUE, SENSITIVE, NEVER_EXPOSED }

    private final String name;
    private String table;
    private final List<Field> fields = new ArrayList<>();
    private final List<Entity.Index> indexes = new ArrayList<>();
    private Map<String, Object> acl = Map.of();

    private Entities(String name) {
        this.name = name;
        this.table = name;
    }

    public static Entities entity(String name) {
        return new Entities(name);
    }

    public Entities table(String other) {
        this.table = other;
        return this;
    }

    /** A key of type cuid that the daemon makes when it is left out. */
    public Entities key(String field) {
        return field(field, FieldType.CUID, Trait.KEY, Trait.GENERATED);
    }

    public Entities text(String field, Trait... traits) {
        return field(field, FieldType.STRING, traits);
    }

    public Entities field(String field, FieldType type, Trait... traits) {
        return field(field, field, type, Optional.empty(), List.of(), traits);
    }

    public Entities column(String field, String column, FieldType type, Trait... traits) {
        return field(field, column, type, Optional.empty(), List.of(), traits);
    }

    public Entities words(String field, String... words) {
        return field(field, field, FieldType.ENUM, Optional.empty(), List.of(words));
    }

    /** @param value of the Java type that is stored */
    public Entities fallback(String field, FieldType type, Object value, Trait... traits) {
        return field(field, field, type, Optional.of(value), List.of(), traits);
    }

    /** A text that names a row of another entity by its key. */
    public Entities reference(String field, String column, String entity, String key) {
        column(field, column, FieldType.STRING);
        Field last = fields.remove(fields.size() - 1);
        fields.add(last.withReference(Optional.of(new Field.Reference(entity, key, Field.OnDelete.RESTRICT))));
        return this;
    }

    /** A field that counts the changes of a row. */
    public Entities version(String field) {
        field(field, FieldType.BIGINT, Trait.NOT_NULL);
        fields.add(fields.remove(fields.size() - 1).asVersion());
        return this;
    }

    public Entities unique(String... names) {
        indexes.add(new Entity.Index(name + "_" + String.join("_", names), List.of(names), true));
        return this;
    }

    /** The rules of the entity's file, as YAML. */
    public Entities acl(String yaml) {
        this.acl = Yamls.tree(yaml);
        return this;
    }

    public Entity build() {
        return new Entity(name, table, "", fields, indexes, new LinkedHashMap<>(acl), name.toLowerCase(java.util.Locale.ROOT)
                + ".yaml");
    }

    private Entities field(String field, String column, FieldType type, Optional<Object> fallback, List<String> words,
                           Trait... traits) {
        Set<Trait> all = Set.copyOf(Arrays.asList(traits));
        boolean key = all.contains(Trait.KEY);
        fields.add(new Field(field, column, type, "", key, all.contains(Trait.REQUIRED),
                !key && !all.contains(Trait.NOT_NULL), all.contains(Trait.GENERATED), all.contains(Trait.UNIQUE), false,
                fallback, words, Optional.empty(), Optional.empty(), OptionalInt.empty(), OptionalInt.empty(),
                Optional.empty(), Optional.empty(), all.contains(Trait.SENSITIVE), all.contains(Trait.NEVER_EXPOSED)));
        return this;
    }
}
