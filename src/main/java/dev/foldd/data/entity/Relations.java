package dev.foldd.data.entity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Finds the relations that the foreign keys of entities make, and names them by the names in the entities alone, so that they
 * are called the same wherever the same entities are loaded.
 *
 * <p>To the row that a key names: the field without its ending {@code Id} or {@code _id} ({@code authorId} leads to
 * {@code author}); without such an ending, the entity it leads to ({@code username} to {@code user}). Back to the rows whose
 * key names this one: their entity in the plural ({@code Page} to {@code pages}). Where that is a field, a word of filters, or
 * the short name of two relations, the long names hold for all of them: {@code authorIdToUser} and {@code pagesByAuthorId}.
 * What is ambiguous even then has no name, and cannot be asked for.
 */
final class Relations {

    private static final Set<String> WORDS = Set.of("AND", "OR", "NOT");

    private Relations() {
    }

    /** A relation that has no name yet. */
    private record Unnamed(Relation relation, String shortName, String longName) {
        Relation called(String name) {
            return new Relation(name, relation.own(), relation.target(), relation.other(), relation.many());
        }
    }

    /** The relations of each entity by their names, in the order of entities and fields. */
    static Map<String, Map<String, Relation>> among(Map<String, Entity> entities) {
        Map<String, List<Unnamed>> found = new LinkedHashMap<>();
        entities.keySet().forEach(name -> found.put(name, new ArrayList<>()));
        for (Entity from : entities.values()) {
            for (Field field : from.fields()) {
                field.reference().ifPresent(to -> {
                    Entity target = entities.get(to.entity());
                    if (target != null && target.field(to.field()).isPresent()) {
                        Field key = target.field(to.field()).get();
                        found.get(from.name()).add(toOne(field, target, key));
                        found.get(target.name()).add(toMany(from, field, key));
                    }
                });
            }
        }
        Map<String, Map<String, Relation>> named = new HashMap<>();
        found.forEach((name, relations) -> named.put(name, named(entities.get(name), relations)));
        return named;
    }

    private static Unnamed toOne(Field field, Entity target, Field key) {
        String stem = stem(field.name());
        return new Unnamed(new Relation("", field, target, key, false),
                stem.isEmpty() ? lower(target.name()) : stem, field.name() + "To" + upper(target.name()));
    }

    private static Unnamed toMany(Entity from, Field field, Field key) {
        String plural = plural(lower(from.name()));
        return new Unnamed(new Relation("", key, from, field, true), plural, plural + "By" + upper(field.name()));
    }

    private static Map<String, Relation> named(Entity entity, List<Unnamed> relations) {
        Map<String, Integer> uses = new HashMap<>();
        relations.forEach(each -> uses.merge(each.shortName, 1, Integer::sum));
        List<Relation> candidates = new ArrayList<>();
        for (Unnamed each : relations) {
            boolean clear = uses.get(each.shortName) == 1 && isFree(entity, each.shortName);
            candidates.add(each.called(clear ? each.shortName : each.longName));
        }
        Map<String, Integer> claims = new HashMap<>();
        candidates.forEach(each -> claims.merge(each.name(), 1, Integer::sum));
        Map<String, Relation> named = new LinkedHashMap<>();
        for (Relation each : candidates) {
            if (claims.get(each.name()) == 1 && isFree(entity, each.name())) {
                named.put(each.name(), each);
            }
        }
        return named;
    }

    private static boolean isFree(Entity entity, String name) {
        return entity.field(name).isEmpty() && !WORDS.contains(name);
    }

    /** The field's name without the ending that says it is a key; empty when it has none. */
    private static String stem(String field) {
        String stem = field.endsWith("_id") || field.endsWith("_ID") ? field.substring(0, field.length() - 3)
                : field.endsWith("Id") || field.endsWith("ID") ? field.substring(0, field.length() - 2) : "";
        return stem.startsWith("_") ? "" : stem;
    }

    /** The usual English plural; what has another one is still called the same every time. */
    private static String plural(String name) {
        if (name.length() > 1 && name.endsWith("y") && "aeiou".indexOf(name.charAt(name.length() - 2)) < 0) {
            return name.substring(0, name.length() - 1) + "ies";
        }
        boolean hissing = name.endsWith("s") || name.endsWith("x") || name.endsWith("z") || name.endsWith("ch")
                || name.endsWith("sh");
        return name + (hissing ? "es" : "s");
    }

    /** Leading capitals become small, but for one that begins the next word: {@code IRCChannel} becomes {@code ircChannel}. */
    private static String lower(String name) {
        int capitals = 0;
        while (capitals < name.length() && Character.isUpperCase(name.charAt(capitals))) {
            capitals++;
        }
        boolean word = capitals > 1 && capitals < name.length() && Character.isLowerCase(name.charAt(capitals));
        int end = word ? capitals - 1 : capitals;
        return name.substring(0, end).toLowerCase(Locale.ROOT) + name.substring(end);
    }

    private static String upper(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
