package dev.foldd.data.entity;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A kind of row: its fields in order, its keys, and the rules that its file declares.
 *
 * @param table the table's name in the database, quoted exactly; the entity's own name unless the file names
 *     another
 * @param acl the file's {@code acl:} section as read and in its order, for the policy to understand; empty when
 *     there is none
 * @param source the file it came from, or the table, for messages
 * @param cached whether its rows may be kept for a while in the daemon's memory
 */
public record Entity(String name, String table, String description, List<Field> fields, List<Index> indexes,
                     Map<String, Object> acl, String source, Origin origin, Map<String, Field> byName, boolean cached) {

    /** The field whose presence makes the rows of an entity belong to tenants. */
    public static final String TENANT_FIELD = "tenantId";

    /** An index over columns of these fields. {@code name} is unique in the database. */
    public record Index(String name, List<String> fields, boolean unique) {
        public Index {
            fields = List.copyOf(fields);
        }
    }

    /** Where an entity comes from. */
    public enum Origin {
        /** A file, which the database is to follow. */
        DECLARED,
        /** The database, which is followed. */
        FOUND,
        /** The database likewise; rows of it can be read and not written. */
        FOUND_READ_ONLY
    }

    public Entity {
        fields = List.copyOf(fields);
        indexes = List.copyOf(indexes);
        acl = Collections.unmodifiableMap(new LinkedHashMap<>(acl));
        byName = Map.copyOf(byName);
    }

    public Entity(String name, String table, String description, List<Field> fields, List<Index> indexes,
                  Map<String, Object> acl, String source) {
        this(name, table, description, fields, indexes, acl, source, Origin.DECLARED);
    }

    public Entity(String name, String table, String description, List<Field> fields, List<Index> indexes,
                  Map<String, Object> acl, String source, Origin origin) {
        this(name, table, description, fields, indexes, acl, source, origin,
                fields.stream().collect(Collectors.toMap(Field::name, Function.identity())), true);
    }

    /** The same, whose rows may be kept in memory or not. */
    public Entity cachedIf(boolean allowed) {
        return new Entity(name, table, description, fields, indexes, acl, source, origin, byName, allowed);
    }

    public Optional<Field> field(String fieldName) {
        return Optional.ofNullable(byName.get(fieldName));
    }

    /** The one field that names a row. */
    public Field primary() {
        for (Field field : fields) {
            if (field.primary()) {
                return field;
            }
        }
        throw new NoSuchElementException("no primary key: " + name);
    }

    /** The same with other fields, in the same order. */
    public Entity withFields(List<Field> others) {
        return new Entity(name, table, description, others, indexes, acl, source, origin).cachedIf(cached);
    }

    /** The field that counts the changes of a row, where the entity declares one. */
    public Optional<Field> version() {
        for (Field field : fields) {
            if (field.version()) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    public Optional<Field> tenant() {
        return field(TENANT_FIELD);
    }
}
