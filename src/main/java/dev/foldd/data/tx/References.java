package dev.foldd.data.tx;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * References in the parameters of a batch to results of its earlier calls: an object with the one member {@code $ref}, whose
 * text is the number of the call and the path into its result, such as {@code "0.id"} or {@code "1.data.0.id"}.
 */
final class References {

    private static final String MEMBER = "$ref";

    private final List<Object> results;

    /** @param results of the calls before */
    References(List<Object> results) {
        this.results = results;
    }

    /**
     * The value with every reference in it replaced by what it refers to.
     *
     * @throws FaultException {@code Invalid} for one that leads nowhere
     */
    Object resolve(Object value) {
        if (value instanceof Map<?, ?> object) {
            if (object.size() == 1 && object.containsKey(MEMBER)) {
                return referred(object.get(MEMBER));
            }
            Map<String, Object> resolved = new LinkedHashMap<>();
            object.forEach((name, member) -> resolved.put((String) name, resolve(member)));
            return resolved;
        }
        if (value instanceof List<?> list) {
            List<Object> resolved = new ArrayList<>(list.size());
            list.forEach(item -> resolved.add(resolve(item)));
            return resolved;
        }
        return value;
    }

    private Object referred(Object reference) {
        if (!(reference instanceof String path)) {
            throw invalid("must be a text such as \"0.id\"");
        }
        Object found = results;
        for (String part : path.split("\\.", -1)) {
            found = member(found, part, path);
        }
        return found;
    }

    private Object member(Object of, String part, String path) {
        if (of instanceof Map<?, ?> object && object.containsKey(part)) {
            return object.get(part);
        }
        if (of instanceof List<?> list && part.matches("\\d{1,9}") && Integer.parseInt(part) < list.size()) {
            return list.get(Integer.parseInt(part));
        }
        throw invalid("'" + (path.length() > 64 ? path.substring(0, 64) + "…" : path)
                + "' leads to no result of an earlier call");
    }

    private static FaultException invalid(String error) {
        return new FaultException(new Fault.Invalid(MEMBER, error));
    }
}
