package dev.foldd.data.query;

import dev.foldd.config.Suggestion;
import dev.foldd.contract.Principal;
import dev.foldd.data.DataModel;
import dev.foldd.data.acl.Grant;
import dev.foldd.data.acl.Operation;
import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.Relation;
import dev.foldd.data.filter.Scope;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An entity as one caller may read it, and the ways from there to others. A relation can be followed by whoever may list the
 * rows that it leads to and read the fields on both sides of it: otherwise it would tell what these fields hold.
 */
public final class View implements Scope {

    private static final int NAME_SHOWN_MAX = 64;

    private final DataModel model;
    private final Principal principal;
    private final Grant grant;
    private final int depth;
    private final int depthMax;

    /** A relation, and what the caller may read at its end. */
    public record Way(Relation relation, View there) {
    }

    /**
     * @param principal with his highest role first
     * @param grant what he may read of the entity
     * @param depthMax relations that may be followed from here, one after the other
     */
    public View(DataModel model, Principal principal, Grant grant, int depthMax) {
        this(model, principal, grant, 0, depthMax);
    }

    private View(DataModel model, Principal principal, Grant grant, int depth, int depthMax) {
        this.model = model;
        this.principal = principal;
        this.grant = grant;
        this.depth = depth;
        this.depthMax = depthMax;
    }

    public Grant grant() {
        return grant;
    }

    public Entity entity() {
        return grant.entity();
    }

    /** The fields that the caller may see in some row at least. */
    public List<Field> open() {
        return entity().fields().stream().filter(grant::opens).toList();
    }

    @Override
    public Field field(String name) {
        Field field = entity().field(name).orElseThrow(() -> unknown(name));
        if (!grant.opens(field)) {
            throw unreadable(grant, field);
        }
        return field;
    }

    @Override
    public Optional<Scope.Step> relation(String name) {
        Relation relation = relations().get(name);
        if (relation == null) {
            return Optional.empty();
        }
        View there = follow(relation);
        return Optional.of(new Scope.Step(relation.own(), there.grant, relation.other(), relation.many(), there));
    }

    /**
     * The relation of that name.
     *
     * @throws FaultException when there is none, or the caller may not follow it
     */
    Way way(String name, String place) {
        Relation relation = relations().get(name);
        if (relation == null) {
            throw new FaultException(new Fault.Invalid(place, "there is no relation '" + shown(name) + "' of "
                    + entity().name() + Suggestion.among(ways().stream().map(Relation::name).toList(), shown(name))));
        }
        return new Way(relation, follow(relation));
    }

    /** The relations that the caller may follow from here. */
    public List<Relation> ways() {
        return relations().values().stream().filter(relation -> grant.opens(relation.own())
                && listing(relation.target()).opens(relation.other())).toList();
    }

    private View follow(Relation relation) {
        if (depth == depthMax) {
            throw new FaultException(new Fault.Invalid(shown(relation.name()),
                    "follows more than " + depthMax + " relations one after the other"));
        }
        Grant there = listing(relation.target());
        if (there.isEmpty()) {
            throw new FaultException(new Fault.Forbidden("no rule allows you to list " + relation.target().name()));
        }
        if (!grant.opens(relation.own())) {
            throw unreadable(grant, relation.own());
        }
        if (!there.opens(relation.other())) {
            throw unreadable(there, relation.other());
        }
        return new View(model, principal, there, depth + 1, depthMax);
    }

    private Grant listing(Entity entity) {
        return model.policy().grant(principal, entity, Operation.LIST);
    }

    private Map<String, Relation> relations() {
        return model.entities().relations(entity());
    }

    private FaultException unknown(String name) {
        List<String> names = Stream.concat(entity().fields().stream()
                .filter(field -> !field.sensitive() && !field.neverExposed()).map(Field::name),
                ways().stream().map(Relation::name)).toList();
        return new FaultException(new Fault.Invalid(shown(name), "is unknown" + Suggestion.among(names, shown(name))));
    }

    private static FaultException unreadable(Grant grant, Field field) {
        return new FaultException(new Fault.Forbidden(
                "no rule allows you to read " + grant.entity().name() + "." + field.name()));
    }

    private static String shown(String name) {
        return name.length() > NAME_SHOWN_MAX ? name.substring(0, NAME_SHOWN_MAX) + "…" : name;
    }
}
