package dev.foldd.data.session;

import dev.foldd.data.entity.Entity;
import dev.foldd.data.entity.EntityCatalogue;
import dev.foldd.data.entity.Field;
import dev.foldd.data.entity.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of sessions and of their users.
 *
 * @param userKey the users' field that {@code user} refers to
 * @param username what policies may name as {@code $user.username}
 */
record SessionFields(Entity sessions, Field token, Field user, Field expiry, Optional<Field> created, Entity users,
                     Field userKey, Field role, Optional<Field> tenant, Optional<Field> username) {

    /** Finds them, and says what is not as it must be; empty when anything is said. */
    static Optional<SessionFields> find(SessionNames names, EntityCatalogue entities, List<String> problems) {
        Optional<Entity> sessions = entities.entity(names.entity());
        if (sessions.isEmpty()) {
            problems.add("security.sessions.entity: there is no entity '" + names.entity() + "'");
            return Optional.empty();
        }
        List<String> found = new ArrayList<>();
        Optional<Field> token = field(sessions.get(), names.token(), "token", found);
        Optional<Field> user = field(sessions.get(), names.user(), "user", found);
        Optional<Field> expiry = moment(sessions.get(), names.expiry(), "expiry", found);
        Optional<Field> created = names.created().flatMap(name -> moment(sessions.get(), name, "created", found));
        token.filter(field -> !field.type().isText() || !isUnique(sessions.get(), field)).ifPresent(field ->
                found.add("security.sessions.token: " + field.name() + " must be a text that is unique"));
        Optional<String> usersName = names.users().or(() -> user.flatMap(Field::reference).map(Field.Reference::entity));
        Optional<Entity> users = usersName.flatMap(entities::entity);
        if (users.isEmpty()) {
            found.add("security.sessions.users: " + usersName.map(name -> "there is no entity '" + name + "'")
                    .orElse("is needed, since the field for the user refers to no entity"));
        }
        Optional<Field> role = users.flatMap(entity -> field(entity, names.role(), "role", found));
        problems.addAll(found);
        if (!found.isEmpty()) {
            return Optional.empty();
        }
        Entity people = users.orElseThrow();
        Field key = user.flatMap(Field::reference).filter(to -> to.entity().equals(people.name()))
                .flatMap(to -> people.field(to.field())).orElseGet(people::primary);
        return Optional.of(new SessionFields(sessions.get(), token.orElseThrow(), user.orElseThrow(), expiry.orElseThrow(),
                created, people, key, role.orElseThrow(), people.tenant(), people.field("username")));
    }

    /** What is read of a session, in this order. */
    List<Field> ofSession() {
        List<Field> fields = new ArrayList<>(List.of(token, user, expiry));
        created.ifPresent(fields::add);
        return fields;
    }

    /** What is read of a user, in this order. */
    List<Field> ofUser() {
        List<Field> fields = new ArrayList<>(List.of(userKey, role));
        tenant.ifPresent(fields::add);
        username.ifPresent(fields::add);
        return fields;
    }

    private static Optional<Field> field(Entity entity, String name, String key, List<String> problems) {
        Optional<Field> field = entity.field(name);
        if (field.isEmpty()) {
            problems.add("security.sessions." + key + ": " + entity.name() + " has no field '" + name + "'");
        }
        return field;
    }

    private static Optional<Field> moment(Entity entity, String name, String key, List<String> problems) {
        Optional<Field> field = field(entity, name, key, problems);
        field.filter(named -> named.type() != FieldType.BIGINT && named.type() != FieldType.DATETIME).ifPresent(named ->
                problems.add("security.sessions." + key + ": " + named.name()
                        + " must be of type bigint, in milliseconds since 1970, or datetime"));
        return field;
    }

    private static boolean isUnique(Entity entity, Field field) {
        return field.primary() || field.unique() || entity.indexes().stream()
                .anyMatch(index -> index.unique() && index.fields().equals(List.of(field.name())));
    }
}
