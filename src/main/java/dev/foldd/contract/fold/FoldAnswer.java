package dev.foldd.contract.fold;

import java.util.List;
import java.util.Map;

/**
 * What a query gives.
 *
 * @param results the records that match; values are JSON in plain Java
 * @param denied the fields that were left out because the caller may not read them
 */
public record FoldAnswer(List<Map<String, Object>> results, List<String> denied) {
    public FoldAnswer {
        results = List.copyOf(results);
        denied = List.copyOf(denied);
    }
}
