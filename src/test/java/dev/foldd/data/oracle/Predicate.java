package dev.foldd.data.oracle;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * A row filter twice: as the text that the daemon reads, and as a function that decides it in memory, in three-valued logic
 * (null is unknown). Written without a look at the daemon's own.
 */
record Predicate(String text, Set<String> claims, BiFunction<Map<String, Object>, World, Boolean> decide) {

    private static final List<String> STATES = List.of("draft", "open", "done");

    static final Predicate ALWAYS = new Predicate("", Set.of(), (row, world) -> true);

    static Predicate random(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) == 0) {
            return compound(random, depth);
        }
        return switch (random.nextInt(8)) {
            case 0 -> claim("userId", "=", "user.id");
            case 1 -> claim("team", "=", "user.team");
            case 2 -> literal("state", random.nextBoolean() ? "=" : "!=", STATES.get(random.nextInt(3)));
            case 3 -> number(random);
            case 4 -> new Predicate("team IS NULL", Set.of(), (row, world) -> row.get("team") == null);
            case 5 -> states(random);
            case 6 -> new Predicate("open = " + true, Set.of(), (row, world) -> equal(row.get("open"), true));
            default -> ledTeams();
        };
    }

    /** For the entities that Doc refers to. */
    static Predicate random(Random random, String entity) {
        if (entity.equals("Team")) {
            return random.nextBoolean() ? claim("leadId", "=", "user.id")
                    : literal("name", random.nextBoolean() ? "=" : "!=", "red");
        }
        return switch (random.nextInt(5)) {
            case 0 -> claim("id", "=", "user.id");
            case 1 -> claim("team", "=", "user.team");
            case 2 -> literal("name", "!=", "Ann");
            case 3 -> new Predicate("team IS NULL", Set.of(), (row, world) -> row.get("team") == null);
            default -> ledTeams();
        };
    }

    private static Predicate compound(Random random, int depth) {
        Predicate left = random(random, depth - 1);
        Predicate right = random(random, depth - 1);
        return switch (random.nextInt(3)) {
            case 0 -> new Predicate("(" + left.text + ") AND (" + right.text + ")", union(left, right),
                    (row, world) -> and(left.decide.apply(row, world), right.decide.apply(row, world)));
            case 1 -> new Predicate("(" + left.text + ") OR (" + right.text + ")", union(left, right),
                    (row, world) -> not(and(not(left.decide.apply(row, world)), not(right.decide.apply(row, world)))));
            default -> new Predicate("NOT (" + left.text + ")", left.claims,
                    (row, world) -> not(left.decide.apply(row, world)));
        };
    }

    private static Predicate claim(String field, String operator, String claim) {
        return new Predicate(field + " " + operator + " $" + claim, Set.of(claim),
                (row, world) -> equal(row.get(field), world.claim(claim)));
    }

    private static Predicate literal(String field, String operator, String value) {
        return new Predicate(field + " " + operator + " '" + value + "'", Set.of(), (row, world) ->
                operator.equals("=") ? equal(row.get(field), value) : not(equal(row.get(field), value)));
    }

    private static Predicate number(Random random) {
        long bound = random.nextInt(10);
        boolean less = random.nextBoolean();
        return new Predicate("score " + (less ? "<" : ">=") + " " + bound, Set.of(), (row, world) -> {
            Long score = (Long) row.get("score");
            return score == null ? null : Boolean.valueOf(less ? score < bound : score >= bound);
        });
    }

    private static Predicate states(Random random) {
        Set<String> chosen = new TreeSet<>(List.of(STATES.get(random.nextInt(3)), STATES.get(random.nextInt(3))));
        String list = chosen.stream().map(state -> "'" + state + "'").collect(Collectors.joining(", "));
        return new Predicate("state IN (" + list + ")", Set.of(),
                (row, world) -> row.get("state") == null ? null : Boolean.valueOf(chosen.contains(row.get("state"))));
    }

    private static Predicate ledTeams() {
        return new Predicate("team IN (SELECT name FROM Team WHERE leadId = $user.id)", Set.of("user.id"),
                (row, world) -> {
                    Set<String> led = world.teamsLedBy((String) world.claim("user.id"));
                    return led.isEmpty() ? Boolean.FALSE
                            : row.get("team") == null ? null : Boolean.valueOf(led.contains(row.get("team")));
                });
    }

    private static Set<String> union(Predicate left, Predicate right) {
        Set<String> all = new TreeSet<>(left.claims);
        all.addAll(right.claims);
        return all;
    }

    static Boolean equal(Object left, Object right) {
        return left == null || right == null ? null : left.equals(right);
    }

    static Boolean not(Boolean value) {
        return value == null ? null : !value;
    }

    static Boolean and(Boolean left, Boolean right) {
        if (Boolean.FALSE.equals(left) || Boolean.FALSE.equals(right)) {
            return false;
        }
        return left == null || right == null ? null : Boolean.TRUE;
    }
}
