package dev.foldd.fold;

import dev.foldd.contract.fold.FoldAnswer;
import dev.foldd.contract.fold.FoldQuery;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.fold.query.Filter;
import dev.foldd.fold.query.FilterReader;
import dev.foldd.fold.query.KeyBounds;
import dev.foldd.fold.query.Selection;
import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.storage.Atoms;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Answers questions for fields: whether they may be read is decided first, then they are read, then the filter is applied. */
final class Queries {

    private final SchemaBook book;
    private final Atoms atoms;
    private final EntityRows entities;
    private final FilterReader.Limits limits;

    Queries(SchemaBook book, Atoms atoms, EntityRows entities, FilterReader.Limits limits) {
        this.book = book;
        this.atoms = atoms;
        this.entities = entities;
        this.limits = limits;
    }

    /** @throws FaultException when it is refused before anything is read */
    Future<FoldAnswer> answer(FoldQuery query) {
        Schema schema = book.approved(query.schema(), query.caller().principal().schemas(), "queries");
        if (query.fields().isEmpty()) {
            throw new FaultException(new Fault.Invalid("fields", "must name at least one field"));
        }
        Rights rights = Rights.of(query.caller().principal(), query.claimed());
        Binding binding = new Binding(book, schema, "queries");
        Filter filter = FilterReader.read(query.filter(), schema, limits);
        Map<String, BoundField> needed = new LinkedHashMap<>();
        for (String name : Filter.fields(filter)) {
            needed.put(name, readable(binding.field(name, "filter"), rights));
        }
        List<String> asked = new ArrayList<>();
        List<String> denied = new ArrayList<>();
        for (String name : new LinkedHashSet<>(query.fields())) {
            BoundField field = binding.field(name, "fields");
            if (!field.mayBeReadWith(rights)) {
                denied.add(name);
                continue;
            }
            asked.add(name);
            needed.put(name, field);
        }
        if (!denied.isEmpty() && !query.partial()) {
            throw new FaultException(denial(denied.get(0)));
        }
        if (asked.isEmpty()) {
            return Future.succeededFuture(new FoldAnswer(List.of(), denied));
        }
        return results(query, schema, filter, needed.values(), asked).map(found -> new FoldAnswer(found, denied));
    }

    private Future<List<Map<String, Object>>> results(FoldQuery query, Schema schema, Filter filter,
                                                      Collection<BoundField> needed, List<String> asked) {
        return schema.storage().isPresent() ? entities.list(query.caller(), schema.storage().get(), filter, asked)
                : values(query, schema, filter, needed).map(values -> new Selection(schema, filter).of(values, asked).stream()
                .toList());
    }

    /** One question for each schema that data is taken from, and one for each field of which only some keys are needed. */
    private Future<Map<String, Object>> values(FoldQuery query, Schema schema, Filter filter, Collection<BoundField> needed) {
        Map<Source, Set<BoundField>> bySource = new LinkedHashMap<>();
        needed.forEach(field -> bySource.computeIfAbsent(source(field, schema, filter), key -> new LinkedHashSet<>()).add(field));
        Map<String, Object> values = new HashMap<>();
        Future<Void> read = Future.succeededFuture();
        for (Map.Entry<Source, Set<BoundField>> one : bySource.entrySet()) {
            read = read.compose(before -> atoms.current(one.getKey().schema(),
                    one.getValue().stream().map(field -> field.field().name()).distinct().toList(), one.getKey().keys(),
                    query.caller().life()).map(found -> put(values, one.getValue(), found)));
        }
        return read.map(values);
    }

    private record Source(String schema, Optional<String> alone, KeyBounds keys) {
    }

    private static Source source(BoundField field, Schema schema, Filter filter) {
        KeyBounds keys = field.isRange() ? KeyBounds.of(filter, field.name(), schema.isRange()) : KeyBounds.ALL;
        boolean shared = schema.isRange() || keys.isAll();
        return new Source(field.schema(), shared ? Optional.empty() : Optional.of(field.name()), keys);
    }

    private static Void put(Map<String, Object> values, Collection<BoundField> fields, Map<String, Map<String, Object>> found) {
        for (BoundField field : fields) {
            Map<String, Object> entries = found.get(field.field().name());
            if (entries != null) {
                values.put(field.name(), field.isRange() ? entries : entries.get(""));
            }
        }
        return null;
    }

    private static BoundField readable(BoundField field, Rights rights) {
        if (!field.mayBeReadWith(rights)) {
            throw new FaultException(denial(field.name()));
        }
        return field;
    }

    private static Fault denial(String field) {
        return new Fault.TooFar("Invalid permission: Read access denied for field " + field);
    }
}
