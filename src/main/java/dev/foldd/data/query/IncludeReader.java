package dev.foldd.data.query;

import dev.foldd.data.DataConfig;
import dev.foldd.data.entity.RowValidator;
import dev.foldd.data.filter.CallerFilter;
import dev.foldd.data.filter.Condition;
import dev.foldd.data.sql.ReadSql.Order;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads the option {@code include}: a list of relations by name, or an object that says for each of them {@code true} or
 * {@code {fields?, filter?, sort?, limit?, include?}}. One reader reads one request, and counts what it costs.
 */
public final class IncludeReader {

    private static final Set<String> TO_ONE = Set.of("fields", "filter", "include");
    private static final Set<String> TO_MANY = Set.of("fields", "filter", "sort", "limit", "include");

    private final DataConfig config;
    private final RowValidator validator;
    private int relations;
    private QueryCost cost = QueryCost.NOTHING;

    public IncludeReader(DataConfig config, RowValidator validator) {
        this.config = config;
        this.validator = validator;
    }

    /**
     * @param include the option as it was sent; null for none
     * @param parents how many rows there are at most that bring something along
     * @param place of the option in the request, for messages
     * @throws FaultException when it cannot be understood, goes beyond the bounds, or is not for this caller
     */
    public List<Include> read(View view, Object include, long parents, String place) {
        List<Include> includes = new ArrayList<>();
        named(include, place).forEach((name, wanted) -> {
            if (wanted != null && !Boolean.FALSE.equals(wanted)) {
                includes.add(one(view, name, wanted, parents, place + "." + name));
            }
        });
        return includes;
    }

    /** What everything read so far costs. */
    public QueryCost cost() {
        return cost;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> named(Object include, String place) {
        if (include == null) {
            return Map.of();
        }
        if (include instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        if (!(include instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
            throw invalid(place, "must be a list of relations, or {relation: true or its options}");
        }
        Map<String, Object> named = new LinkedHashMap<>();
        list.forEach(name -> named.put((String) name, true));
        return named;
    }

    @SuppressWarnings("unchecked")
    private Include one(View view, String name, Object wanted, long parents, String place) {
        View.Way way = view.way(name, place);
        if (++relations > config.include().relationsMax()) {
            throw invalid(place, "is one relation more than the " + config.include().relationsMax()
                    + " that one request may include");
        }
        if (!(wanted instanceof Map) && !Boolean.TRUE.equals(wanted)) {
            throw invalid(place, "must be true or an object of options");
        }
        boolean many = way.relation().many();
        Map<String, Object> options = wanted instanceof Map ? (Map<String, Object>) wanted : Map.of();
        RowOptions read = new RowOptions(way.there(), options, place);
        read.refuseUnknown(many ? TO_MANY : TO_ONE);
        OptionalInt limit = many ? read.number("limit", config.include().rowsEachMax()) : OptionalInt.empty();
        List<Order> order = many ? read.order() : List.of();
        CallerFilter filter = new CallerFilter(way.there(), validator::value, config.filter());
        Condition condition = filter.read(read.filter());
        long rows = many ? Math.min(config.include().rowsMax(), parents * limit.orElse(config.include().rowsEachMax()))
                : parents;
        cost = cost.and(QueryCost.of(filter).sortedBy(order.size()).including(rows));
        return new Include(way.relation(), way.there(), read.fields(), condition, order, limit,
                read(way.there(), options.get("include"), rows, place + ".include"));
    }

    private static FaultException invalid(String place, String error) {
        return new FaultException(new Fault.Invalid(place, error));
    }
}
