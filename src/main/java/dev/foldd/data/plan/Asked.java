package dev.foldd.data.plan;

import dev.foldd.config.Suggestion;
import dev.foldd.contract.Principal;
import dev.foldd.contract.data.DataRequest;
import dev.foldd.contract.data.Method;
import dev.foldd.data.DataConfig;
import dev.foldd.data.DataModel;
import dev.foldd.data.acl.Grant;
import dev.foldd.data.acl.Operation;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.query.VersionLock;
import dev.foldd.data.query.View;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A request read against the model: its arguments by kind, its entity, and what its sender may do there. */
final class Asked {

    private static final int NAME_SHOWN_MAX = 64;
    private static final String VERSION = "ifVersion";
    private static final Set<Method> LOCKING =
            EnumSet.of(Method.UPDATE, Method.DELETE, Method.UPDATE_BY_FIELD, Method.DELETE_BY_FIELD);

    private final DataRequest request;
    private final DataModel model;
    private final Entity entity;
    private final Principal principal;

    /** A version that would be passed over in silence is refused. */
    Asked(DataRequest request, DataModel model) {
        if (request.options().ifVersion().isPresent() && !LOCKING.contains(request.method())) {
            throw invalid(VERSION, "is for " + String.join(", ", LOCKING.stream().map(Method::wireName).toList()));
        }
        this.request = request;
        this.model = model;
        this.principal = model.policy().roles().ranked(request.caller().principal());
        this.entity = find(text("entity"));
    }

    DataRequest request() {
        return request;
    }

    /** Who asks, with his highest role first. */
    Principal principal() {
        return principal;
    }

    Entity entity() {
        return entity;
    }

    /** What the caller may do; refused when no rule allows him anything. */
    Grant needed(Operation operation) {
        Grant grant = granted(operation);
        if (grant.isEmpty()) {
            throw forbidden("no rule allows you to " + operation.word() + " " + entity.name());
        }
        return grant;
    }

    /** What the caller may do, which can be nothing. */
    Grant granted(Operation operation) {
        return model.policy().grant(principal(), entity, operation);
    }

    /** The entity as the caller may read it, and the ways from there. */
    View view(Grant reading, DataConfig config) {
        return new View(model, principal, reading, config.include().depthMax());
    }

    String text(String name) {
        if (request.arguments().get(name) instanceof String text) {
            return text;
        }
        throw invalid(name, "must be a text");
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> object(String name) {
        if (request.arguments().get(name) instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw invalid(name, "must be an object");
    }

    Map<String, Object> objectOrEmpty(String name) {
        return request.arguments().get(name) == null ? Map.of() : object(name);
    }

    @SuppressWarnings("unchecked")
    List<Map<String, Object>> objects(String name, int max) {
        if (!(request.arguments().get(name) instanceof List<?> list)) {
            throw invalid(name, "must be a list of objects");
        }
        if (list.size() > max) {
            throw new FaultException(new Fault.TooLarge("the number of rows in one batch", max));
        }
        for (Object item : list) {
            if (!(item instanceof Map)) {
                throw invalid(name, "must be a list of objects");
            }
        }
        return (List<Map<String, Object>>) list;
    }

    Object any(String name) {
        return request.arguments().get(name);
    }

    Field field(String name) {
        return entity.field(name).orElseThrow(() -> invalid(shown(name), "is unknown"
                + Suggestion.among(entity.fields().stream().filter(field -> !field.sensitive() && !field.neverExposed())
                        .map(Field::name).toList(), shown(name))));
    }

    /** A field that the caller may use to ask for rows. */
    Field readable(Grant reading, String name) {
        Field field = field(name);
        if (!reading.opens(field)) {
            throw forbidden("no rule allows you to read " + entity.name() + "." + field.name());
        }
        return field;
    }

    /** The filter that a method by field means: this field has the value asked for; null is IS NULL. */
    Map<String, Object> equality(Field field) {
        if (!request.arguments().containsKey("value")) {
            throw invalid("value", "is required; null asks for rows without one");
        }
        Object value = any("value");
        if (value instanceof Map || value instanceof List) {
            throw invalid("value", "must be a single value");
        }
        return Collections.singletonMap(field.name(), value);
    }

    /**
     * The version that the row must have. Whoever may not read the version in any row may not ask by it either.
     *
     * @param reading what the caller may read
     */
    Optional<VersionLock> lock(Grant reading) {
        OptionalLong version = request.options().ifVersion();
        if (version.isEmpty()) {
            return Optional.empty();
        }
        Field field = entity.version().orElseThrow(() -> invalid(VERSION, entity.name()
                + " has no version; give a field of type bigint in its entity file 'version: true'"));
        return Optional.of(new VersionLock(readable(reading, field.name()), version.getAsLong()));
    }

    static FaultException invalid(String field, String error) {
        return new FaultException(new Fault.Invalid(field, error));
    }

    static FaultException forbidden(String reason) {
        return new FaultException(new Fault.Forbidden(reason));
    }

    private Entity find(String name) {
        return model.entities().entity(name).orElseThrow(() -> new FaultException(new Fault.NotFound(
                "there is no entity '" + shown(name) + "'" + Suggestion.among(known(), shown(name)))));
    }

    /** Only what the caller may use at all is suggested to him. */
    private List<String> known() {
        return model.entities().entities().stream()
                .filter(candidate -> !model.policy().grant(principal(), candidate, Operation.READ).isEmpty())
                .map(Entity::name).toList();
    }

    /** As much of a name as is worth showing, and worth comparing with those that would have been right. */
    static String shown(String name) {
        return name.length() > NAME_SHOWN_MAX ? name.substring(0, NAME_SHOWN_MAX) + "…" : name;
    }
}
