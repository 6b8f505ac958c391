package dev.foldd.data.oracle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/**
 * What a list is to bring along through one relation, twice: as the JSON that is sent, and as what must come of it.
 *
 * @param fields that are answered; null for all that are open
 * @param sort a field, or null
 * @param limit rows of one list; 0 for all
 */
record Including(String entity, Sights.Link link, List<String> fields, Following filter, String sort, boolean descending,
                 int limit, List<Including> further) {

    static List<Including> random(Random random, String entity, int depth) {
        List<Including> all = new ArrayList<>();
        for (Sights.Link link : Sights.linksOf(entity)) {
            if (depth > 0 && random.nextInt(5) > 1) {
                all.add(random(random, entity, link, depth));
            }
        }
        return all;
    }

    private static Including random(Random random, String entity, Sights.Link link, int depth) {
        List<String> known = World.fieldsOf(link.target());
        List<String> fields = null;
        if (random.nextInt(3) == 0) {
            fields = new ArrayList<>(new TreeSet<>(List.of(known.get(random.nextInt(known.size())), known.get(0))));
        }
        Following filter = random.nextInt(3) > 0 ? null : Following.random(random, link.target(), Math.min(1, depth - 1));
        String sort = link.many() && random.nextInt(3) == 0
                ? link.target().equals("Doc") ? List.of("score", "team", "secret").get(random.nextInt(3)) : "leadId" : null;
        int limit = link.many() && random.nextBoolean() ? 1 + random.nextInt(3) : 0;
        return new Including(entity, link, fields, filter, sort, random.nextBoolean(), limit,
                random(random, link.target(), depth - 1));
    }

    static Map<String, Object> json(List<Including> all) {
        Map<String, Object> json = new LinkedHashMap<>();
        all.forEach(each -> json.put(each.link.name(), each.json()));
        return json;
    }

    private Object json() {
        Map<String, Object> json = new LinkedHashMap<>();
        if (fields != null) {
            json.put("fields", fields);
        }
        if (filter != null) {
            json.put("filter", filter.json());
        }
        if (sort != null) {
            json.put("sort", Map.of(sort, descending ? "desc" : "asc"));
        }
        if (limit > 0) {
            json.put("limit", (long) limit);
        }
        if (!further.isEmpty()) {
            json.put("include", json(further));
        }
        return json.isEmpty() ? (Object) true : json;
    }

    boolean isPermitted(Sights sights) {
        return sights.mayFollow(entity, link)
                && (fields == null || fields.stream().allMatch(field -> sights.opens(link.target(), field)))
                && (filter == null || filter.permitted().test(sights)) && (sort == null || sights.opens(link.target(), sort))
                && further.stream().allMatch(each -> each.isPermitted(sights));
    }

    /** The row as it is answered, with what it brings along. */
    static Map<String, Object> answer(String entity, Map<String, Object> masked, List<String> fields, List<Including> all,
                                      Sights sights) {
        Map<String, Object> answer = new LinkedHashMap<>();
        for (String field : World.fieldsOf(entity)) {
            if (fields == null ? sights.opens(entity, field) : fields.contains(field)) {
                answer.put(field, masked.get(field));
            }
        }
        all.forEach(each -> answer.put(each.link.name(), each.value(masked, sights)));
        return answer;
    }

    private Object value(Map<String, Object> masked, Sights sights) {
        List<Map<String, Object>> rows = sights.follow(link, masked);
        rows.removeIf(row -> filter != null && !Boolean.TRUE.equals(filter.decide().apply(row, sights)));
        if (sort != null) {
            rows.sort(order());
        }
        List<Object> values = rows.stream().limit(limit == 0 ? Integer.MAX_VALUE : limit)
                .<Object>map(row -> answer(link.target(), row, fields, further, sights)).toList();
        return link.many() ? values : values.isEmpty() ? null : values.get(0);
    }

    @SuppressWarnings("unchecked")
    private Comparator<Map<String, Object>> order() {
        Comparator<Map<String, Object>> rising = Comparator.comparing(row -> (Comparable<Object>) row.get(sort),
                Comparator.nullsFirst(Comparator.naturalOrder()));
        return descending ? rising.reversed() : rising;
    }
}
