package dev.foldd.contract.fold;

import java.util.List;
import java.util.Map;

/**
 * What stood in a place, newest first: {@code uuid, source_schema_name, source_pub_key, created_at, prev_atom_uuid, content,
 * status} of each atom, JSON in plain Java.
 */
public record FoldPast(List<Map<String, Object>> atoms) {
    public FoldPast {
        atoms = List.copyOf(atoms);
    }
}
