package dev.foldd.data.oracle;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** A caller's filter twice: as the JSON that is sent, and as a function on the row that the caller sees. */
record Filter(Map<String, Object> json, Set<String> fields, Function<Map<String, Object>, Boolean> decide) {

    static final Filter NONE = new Filter(Map.of(), Set.of(), row -> true);

    static Filter equal(String field, Object value) {
        return new Filter(Collections.singletonMap(field, value), Set.of(field),
                row -> value == null ? Boolean.valueOf(row.get(field) == null) : Predicate.equal(row.get(field), value));
    }

    static Filter random(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) == 0) {
            return compound(random, depth);
        }
        return switch (random.nextInt(11)) {
            case 0 -> equal("userId", "u" + random.nextInt(3));
            case 1 -> equal("team", random.nextBoolean() ? null : "red");
            case 2 -> operator("score", "gte", 4L, (Long score) -> score >= 4);
            case 3 -> operator("score", "between", List.of(2L, 6L), (Long score) -> score >= 2 && score <= 6);
            case 4 -> operator("state", "in", List.of("draft", "done"), (String state) -> !state.equals("open"));
            case 5 -> operator("state", "notIn", List.of("draft"), (String state) -> !state.equals("draft"));
            case 6 -> operator("slug", "contains", "d1", (String slug) -> slug.contains("d1"));
            case 7 -> operator("secret", "startsWith", "x1", (String secret) -> secret.startsWith("x1"));
            case 8 -> operator("slug", "like", "s-d_", (String slug) -> slug.length() == 4);
            case 9 -> operator("team", "ne", "red", (String team) -> !team.equals("red"));
            default -> new Filter(Map.of("score", Map.of("isNull", true)), Set.of("score"), row -> row.get("score") == null);
        };
    }

    private static Filter compound(Random random, int depth) {
        Filter left = random(random, depth - 1);
        Filter right = random(random, depth - 1);
        Set<String> fields = new TreeSet<>(left.fields);
        return switch (random.nextInt(3)) {
            case 0 -> new Filter(member("AND", left, right), union(fields, right),
                    row -> Predicate.and(left.decide.apply(row), right.decide.apply(row)));
            case 1 -> new Filter(member("OR", left, right), union(fields, right), row -> Predicate.not(
                    Predicate.and(Predicate.not(left.decide.apply(row)), Predicate.not(right.decide.apply(row)))));
            default -> new Filter(member("NOT", left), fields, row -> Predicate.not(left.decide.apply(row)));
        };
    }

    private static Map<String, Object> member(String word, Filter... parts) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(word, Arrays.stream(parts).map(Filter::json).toList());
        return json;
    }

    private static Set<String> union(Set<String> fields, Filter right) {
        fields.addAll(right.fields);
        return fields;
    }

    @SuppressWarnings("unchecked")
    private static <T> Filter operator(String field, String operator, Object operand, Function<T, Boolean> test) {
        return new Filter(Map.of(field, Map.of(operator, operand)), Set.of(field),
                row -> row.get(field) == null ? null : test.apply((T) row.get(field)));
    }
}
