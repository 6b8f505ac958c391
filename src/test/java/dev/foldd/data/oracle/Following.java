package dev.foldd.data.oracle;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * A filter that follows relations, twice: as the JSON that is sent, and as a function on the row that the caller sees.
 *
 * @param permitted whether a caller may ask so at all
 */
record Following(Map<String, Object> json, Predicate<Sights> permitted,
                 BiFunction<Map<String, Object>, Sights, Boolean> decide) {

    static Following of(Filter filter) {
        return new Following(filter.json(), sights -> filter.fields().stream().allMatch(field -> sights.opens("Doc", field)),
                (row, sights) -> filter.decide().apply(row));
    }

    static Following random(Random random, String entity, int depth) {
        if (depth == 0) {
            return plain(random, entity);
        }
        return switch (random.nextInt(5)) {
            case 0 -> plain(random, entity);
            case 1 -> compound(random, entity, depth);
            default -> step(random, entity, depth);
        };
    }

    private static Following plain(Random random, String entity) {
        if (entity.equals("Doc")) {
            return of(Filter.random(random, 1));
        }
        String field = World.fieldsOf(entity).get(random.nextInt(World.fieldsOf(entity).size()));
        Object value = field.equals("name") && entity.equals("Person") ? "Ann" : field.equals("secret") ? "x1"
                : field.equals("id") || field.equals("leadId") ? "u1" : "red";
        boolean other = random.nextInt(3) == 0;
        return new Following(Map.of(field, other ? Map.of("ne", value) : value), sights -> sights.opens(entity, field),
                (row, sights) -> row.get(field) == null ? null : Boolean.valueOf(row.get(field).equals(value) != other));
    }

    private static Following compound(Random random, String entity, int depth) {
        Following left = random(random, entity, depth - 1);
        Following right = random(random, entity, depth - 1);
        Predicate<Sights> both = left.permitted.and(right.permitted);
        return switch (random.nextInt(3)) {
            case 0 -> new Following(Map.of("AND", List.of(left.json, right.json)), both, (row, sights) ->
                    dev.foldd.data.oracle.Predicate.and(left.decide.apply(row, sights), right.decide.apply(row, sights)));
            case 1 -> new Following(Map.of("OR", List.of(left.json, right.json)), both, (row, sights) -> not(
                    dev.foldd.data.oracle.Predicate.and(not(left.decide.apply(row, sights)),
                            not(right.decide.apply(row, sights)))));
            default -> new Following(Map.of("NOT", List.of(left.json)), left.permitted,
                    (row, sights) -> not(left.decide.apply(row, sights)));
        };
    }

    private static Following step(Random random, String entity, int depth) {
        List<Sights.Link> links = Sights.linksOf(entity);
        Sights.Link link = links.get(random.nextInt(links.size()));
        Predicate<Sights> open = sights -> sights.mayFollow(entity, link);
        if (!link.many() && random.nextInt(5) == 0) {
            return new Following(Collections.singletonMap(link.name(), null), open,
                    (row, sights) -> sights.follow(link, row).isEmpty());
        }
        Following inner = random.nextInt(6) == 0 ? new Following(Map.of(), sights -> true, (row, sights) -> true)
                : random(random, link.target(), depth - 1);
        BiFunction<Map<String, Object>, Sights, Long> hits = (row, sights) -> sights.follow(link, row).stream()
                .filter(related -> Boolean.TRUE.equals(inner.decide.apply(related, sights))).count();
        Predicate<Sights> permitted = open.and(inner.permitted);
        if (!link.many()) {
            return new Following(Map.of(link.name(), inner.json), permitted, (row, sights) -> hits.apply(row, sights) > 0);
        }
        return switch (random.nextInt(3)) {
            case 0 -> new Following(Map.of(link.name(), Map.of("some", inner.json)), permitted,
                    (row, sights) -> hits.apply(row, sights) > 0);
            case 1 -> new Following(Map.of(link.name(), Map.of("none", inner.json)), permitted,
                    (row, sights) -> hits.apply(row, sights) == 0);
            default -> new Following(Map.of(link.name(), Map.of("every", inner.json)), permitted,
                    (row, sights) -> hits.apply(row, sights) == sights.follow(link, row).size());
        };
    }

    private static Boolean not(Boolean value) {
        return value == null ? null : !value;
    }
}
