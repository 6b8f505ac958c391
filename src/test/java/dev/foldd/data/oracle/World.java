package dev.foldd.data.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Everything that a case depends on: rules, rows, teams, and who asks. The rows change as the case goes on. */
final class World {

    static final List<String> FIELDS =
            List.of("id", "tenantId", "userId", "team", "state", "score", "open", "slug", "secret");
    static final List<String> ROLES = List.of("public", "user", "moderator", "admin", "god");

    static final List<String> PERSON_FIELDS = List.of("id", "name", "team", "secret");
    static final List<String> TEAM_FIELDS = List.of("name", "leadId");

    /** A rule for an entity; null fields mean all. */
    record Rule(String entity, String role, Set<String> operations, Predicate rows, Set<String> read, Set<String> write) {
    }

    /** Who asks; null tenant and team mean that the token has no such claim. */
    record Subject(String id, String role, String tenant, String team) {
    }

    final List<Rule> rules = new ArrayList<>();
    final Map<String, Map<String, Object>> rows = new TreeMap<>();
    final Map<String, String> leadByTeam = new LinkedHashMap<>();
    final List<Map<String, Object>> persons = new ArrayList<>();
    Subject subject;

    static World random(Random random) {
        World world = new World();
        int rules = 1 + random.nextInt(5);
        for (int i = 0; i < rules; i++) {
            world.rules.add(rule(random));
        }
        for (String team : List.of("red", "blue", "green")) {
            world.leadByTeam.put(team, "u" + random.nextInt(3));
        }
        for (int i = 0; i < 14; i++) {
            Map<String, Object> row = row(random, "d" + i);
            world.rows.put("d" + i, row);
        }
        for (int i = 0; i < 4; i++) {
            if (random.nextInt(6) > 0) {
                world.persons.add(person(random, "u" + i));
            }
        }
        for (int i = random.nextInt(3); i < 4; i++) {
            world.rules.add(readingRule(random, random.nextBoolean() ? "Person" : "Team"));
        }
        return world;
    }

    static Subject subject(Random random) {
        return new Subject("u" + random.nextInt(3), ROLES.get(random.nextInt(ROLES.size())),
                random.nextInt(4) == 0 ? null : random.nextBoolean() ? "t1" : "t2",
                random.nextBoolean() ? "red" : random.nextBoolean() ? "blue" : null);
    }

    static Map<String, Object> row(Random random, String id) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", id);
        row.put("tenantId", random.nextInt(5) == 0 ? null : random.nextBoolean() ? "t1" : "t2");
        row.put("userId", "u" + random.nextInt(3));
        row.put("team", random.nextInt(4) == 0 ? null : List.of("red", "blue", "green").get(random.nextInt(3)));
        row.put("state", List.of("draft", "open", "done").get(random.nextInt(3)));
        row.put("score", random.nextInt(4) == 0 ? null : (Object) (long) random.nextInt(10));
        row.put("open", random.nextBoolean());
        row.put("slug", "s-" + id);
        row.put("secret", "x" + random.nextInt(3));
        return row;
    }

    private static Map<String, Object> person(Random random, String id) {
        Map<String, Object> person = new LinkedHashMap<>();
        person.put("id", id);
        person.put("name", List.of("Ann", "Bob", "Cleo").get(random.nextInt(3)));
        person.put("team", random.nextInt(3) == 0 ? null : List.of("red", "blue", "green").get(random.nextInt(3)));
        person.put("secret", random.nextBoolean() ? null : "x" + random.nextInt(3));
        return person;
    }

    /** Every row of an entity. */
    List<Map<String, Object>> rowsOf(String entity) {
        return switch (entity) {
            case "Doc" -> List.copyOf(rows.values());
            case "Person" -> persons;
            default -> leadByTeam.entrySet().stream().<Map<String, Object>>map(team -> {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("name", team.getKey());
                row.put("leadId", team.getValue());
                return row;
            }).toList();
        };
    }

    static List<String> fieldsOf(String entity) {
        return switch (entity) {
            case "Doc" -> FIELDS;
            case "Person" -> PERSON_FIELDS;
            default -> TEAM_FIELDS;
        };
    }

    static String keyOf(String entity) {
        return entity.equals("Team") ? "name" : "id";
    }

    Object claim(String name) {
        return switch (name) {
            case "user.id" -> subject.id();
            case "user.team" -> subject.team();
            default -> throw new IllegalArgumentException(name);
        };
    }

    Set<String> teamsLedBy(String lead) {
        return leadByTeam.entrySet().stream().filter(entry -> entry.getValue().equals(lead))
                .map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    private static Rule rule(Random random) {
        Set<String> operations = switch (random.nextInt(5)) {
            case 0 -> Set.of("read");
            case 1 -> Set.of("update", "read");
            case 2 -> Set.of("create", "update");
            case 3 -> Set.of("delete", "read");
            default -> Set.of("create", "read", "update", "delete");
        };
        Predicate rows = random.nextInt(5) == 0 ? Predicate.ALWAYS : Predicate.random(random, 2);
        return new Rule("Doc", ROLES.get(random.nextInt(4)), operations, rows, fields(random, "Doc"), fields(random, "Doc"));
    }

    private static Rule readingRule(Random random, String entity) {
        Predicate rows = random.nextInt(3) == 0 ? Predicate.ALWAYS : Predicate.random(random, entity);
        return new Rule(entity, ROLES.get(random.nextInt(3)), Set.of(random.nextInt(4) == 0 ? "list" : "read"), rows,
                fields(random, entity), null);
    }

    private static Set<String> fields(Random random, String entity) {
        if (random.nextInt(3) > 0) {
            return null;
        }
        Set<String> fields = new TreeSet<>();
        for (String field : fieldsOf(entity)) {
            if (random.nextInt(3) > 0 || field.equals(keyOf(entity)) && !entity.equals("Person")) {
                fields.add(field);
            }
        }
        return fields;
    }
}
