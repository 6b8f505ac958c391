package dev.foldd.fold;

import dev.foldd.config.Section;
import dev.foldd.fold.query.FilterReader;
import dev.foldd.identity.KeyException;
import dev.foldd.identity.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The settings of the fold node, the section {@code fold}.
 *
 * @param enabled whether it must be there, or must not; absent where it is there when the database has transactions
 * @param schemas the directory of schema files, which are loaded and approved at start
 * @param adminKeys the public keys, as base64, whose owners are at distance 0
 * @param filter what a filter may cost
 * @param entriesMax how many values one question may look at, and one mutation may write
 * @param valueBytesMax bytes of one value's JSON
 * @param baseFee what one use of a field is worth, before any factor
 */
public record FoldConfig(Optional<Boolean> enabled, String schemas, List<String> adminKeys,
                         FilterReader.Limits filter, int entriesMax, int valueBytesMax, double baseFee) {

    /** Where schemas are looked for when nothing else is said; it may be missing. */
    public static final String DEFAULT_SCHEMAS = "conf/schemas";

    public FoldConfig {
        adminKeys = List.copyOf(adminKeys);
    }

    public static FoldConfig read(Section section) {
        List<String> keys = new ArrayList<>();
        for (String key : section.texts("admin_keys", List.of())) {
            try {
                keys.add(PublicKey.parse(key).text());
            } catch (KeyException e) {
                section.problem("admin_keys", e.getMessage());
            }
        }
        return new FoldConfig(section.optionalFlag("enabled"), section.text("schemas", DEFAULT_SCHEMAS), keys,
                new FilterReader.Limits(section.integer("max_filter_depth", 8, 1, 32),
                        section.integer("max_filter_terms", 500, 1, 10_000)),
                section.integer("max_entries", 10_000, 1, 100_000),
                (int) section.size("max_value_size", 1 << 20, 1, 64 << 20),
                section.integer("base_fee", 1, 1, 1_000_000));
    }
}
