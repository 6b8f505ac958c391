package dev.foldd.data.oracle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What the subject of a world may read of any of its entities, and where relations take him. */
final class Sights {

    /** A relation, by the names of entities and fields. */
    record Link(String name, String own, String target, String other, boolean many) {
    }

    private static final Map<String, List<Link>> LINKS = Map.of(
            "Doc", List.of(new Link("user", "userId", "Person", "id", false),
                    new Link("teamToTeam", "team", "Team", "name", false)),
            "Person", List.of(new Link("docs", "id", "Doc", "userId", true), new Link("teams", "id", "Team", "leadId", true)),
            "Team", List.of(new Link("lead", "leadId", "Person", "id", false), new Link("docs", "name", "Doc", "team", true)));

    private final World world;

    Sights(World world) {
        this.world = world;
    }

    static List<Link> linksOf(String entity) {
        return LINKS.get(entity);
    }

    boolean mayList(String entity) {
        return !rules(entity).isEmpty();
    }

    boolean opens(String entity, String field) {
        return rules(entity).stream().anyMatch(rule -> opens(rule, field));
    }

    boolean mayFollow(String entity, Link link) {
        return mayList(link.target()) && opens(entity, link.own()) && opens(link.target(), link.other());
    }

    /** The row as he sees it: every field, with null where it is closed to him. */
    Map<String, Object> masked(String entity, Map<String, Object> row) {
        Map<String, Object> masked = new LinkedHashMap<>();
        World.fieldsOf(entity).forEach(field -> masked.put(field, openIn(entity, field, row) ? row.get(field) : null));
        return masked;
    }

    /** The rows at the end of a relation as he sees them, by their key. */
    List<Map<String, Object>> follow(Link link, Map<String, Object> masked) {
        Object key = masked.get(link.own());
        return visible(link.target()).stream().map(row -> masked(link.target(), row))
                .filter(row -> key != null && Objects.equals(row.get(link.other()), key))
                .sorted(Comparator.comparing(row -> (String) row.get(World.keyOf(link.target()))))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private List<Map<String, Object>> visible(String entity) {
        return world.rowsOf(entity).stream().filter(row -> inTenant(entity, row)
                && rules(entity).stream().anyMatch(rule -> admits(rule, row))).toList();
    }

    private boolean inTenant(String entity, Map<String, Object> row) {
        return !entity.equals("Doc") || world.subject.role().equals("god")
                || Objects.equals(row.get("tenantId"), world.subject.tenant());
    }

    private boolean openIn(String entity, String field, Map<String, Object> row) {
        return rules(entity).stream().anyMatch(rule -> opens(rule, field) && admits(rule, row));
    }

    private static boolean opens(World.Rule rule, String field) {
        return rule.read() == null ? !field.equals("secret") : rule.read().contains(field);
    }

    private boolean admits(World.Rule rule, Map<String, Object> row) {
        return Boolean.TRUE.equals(rule.rows().decide().apply(row, world));
    }

    private List<World.Rule> rules(String entity) {
        return world.rules.stream().filter(rule -> rule.entity().equals(entity)
                && (rule.operations().contains("read") || rule.operations().contains("list"))
                && World.ROLES.indexOf(rule.role()) <= World.ROLES.indexOf(world.subject.role())
                && (world.subject.team() != null || !rule.rows().claims().contains("user.team"))).toList();
    }
}
