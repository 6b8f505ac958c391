package dev.foldd.fold;

import dev.foldd.contract.Cancellation;
import dev.foldd.contract.fold.FoldMutation;
import dev.foldd.contract.fold.FoldWritten;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.fold.query.Filter;
import dev.foldd.fold.query.FilterReader;
import dev.foldd.fold.query.KeyBounds;
import dev.foldd.fold.query.Selection;
import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.storage.Atom;
import dev.foldd.fold.storage.Atoms;
import dev.foldd.fold.storage.Held;
import dev.foldd.fold.storage.Writing;
import dev.foldd.json.Json;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Carries out mutations: everything is checked, then what stands is looked at, then all is written in one transaction, and
 * only if nothing of what was looked at has changed since. If it has, it is looked at again.
 */
final class Mutations {

    private static final int TRIES = 5;
    private static final FoldWritten NOTHING = new FoldWritten(0);

    private final SchemaBook book;
    private final Atoms atoms;
    private final EntityRows entities;
    private final FoldConfig config;

    Mutations(SchemaBook book, Atoms atoms, EntityRows entities, FoldConfig config) {
        this.book = book;
        this.atoms = atoms;
        this.entities = entities;
        this.config = config;
    }

    /** @throws FaultException when it is refused before anything is read or written */
    Future<FoldWritten> write(FoldMutation mutation) {
        Schema schema = book.approved(mutation.schema(), mutation.caller().principal().schemas(), "mutations");
        Rights rights = Rights.of(mutation.caller().principal(), mutation.claimed());
        Filter filter = FilterReader.read(mutation.filter(), schema, config.filter());
        Map<String, Map<String, Atom.Content>> contents = Changes.of(schema, mutation, config);
        Binding binding = new Binding(book, schema, "mutations");
        Map<String, BoundField> fields = new HashMap<>();
        for (String name : contents.keySet()) {
            BoundField field = binding.field(name, "data");
            if (!field.mayBeWrittenWith(rights)) {
                throw denied("Write access denied for field " + name);
            }
            fields.put(name, field);
        }
        for (String name : Filter.fields(filter)) {
            BoundField field = binding.field(name, "filter");
            if (!field.mayBeReadWith(rights)) {
                throw denied("Read access denied for field " + name);
            }
            fields.put(name, field);
        }
        if (schema.storage().isPresent()) {
            return entities.write(mutation, schema, filter);
        }
        return attempt(new Task(mutation, schema, filter, contents, fields), 1);
    }

    private record Task(FoldMutation mutation, Schema schema, Filter filter,
                        Map<String, Map<String, Atom.Content>> contents, Map<String, BoundField> fields) {
        Cancellation life() {
            return mutation.caller().life();
        }
    }

    private Future<FoldWritten> attempt(Task task, int number) {
        return look(task).compose(seen -> {
            if (!matches(task, seen)) {
                return Future.succeededFuture(NOTHING);
            }
            Writing writing = writing(task, seen);
            return atoms.write(writing).map(new FoldWritten(1)).recover(failure -> again(task, writing, failure, number));
        });
    }

    /** A conflict means that somebody else was quicker; whoever sends the same under one name again was it himself. */
    private Future<FoldWritten> again(Task task, Writing writing, Throwable failure, int number) {
        if (FaultException.carriedBy(failure).filter(Fault.Conflict.class::isInstance).isEmpty()) {
            return Future.failedFuture(failure);
        }
        Future<Boolean> done = writing.once().isPresent() ? atoms.isWritten(writing.once().get(), task.life())
                : Future.succeededFuture(false);
        return done.compose(written -> written ? Future.succeededFuture(new FoldWritten(1))
                : number < TRIES ? attempt(task, number + 1) : Future.failedFuture(failure));
    }

    /** What stands at every place that is to be written or that the filter asks about. */
    private Future<Map<String, Map<Atom.Place, Held>>> look(Task task) {
        Map<String, Map<Atom.Place, Held>> seen = new LinkedHashMap<>();
        Future<Void> looked = Future.succeededFuture();
        for (BoundField field : task.fields().values()) {
            looked = looked.compose(before -> atoms.places(field.schema(), field.field().name(), keys(task, field), task.life())
                    .map(places -> {
                        seen.put(field.name(), places);
                        return null;
                    }));
        }
        return looked.map(seen);
    }

    private static KeyBounds keys(Task task, BoundField field) {
        Map<String, Atom.Content> contents = task.contents().get(field.name());
        boolean asked = Filter.fields(task.filter()).contains(field.name());
        if (!asked && contents != null && !contents.isEmpty()) {
            return KeyBounds.of(contents.keySet());
        }
        Optional<String> row = Changes.rowKey(task.schema(), task.mutation());
        return row.isPresent() ? KeyBounds.of(Set.of(row.get())) : KeyBounds.ALL;
    }

    private static boolean matches(Task task, Map<String, Map<Atom.Place, Held>> seen) {
        if (task.filter().equals(Filter.NONE)) {
            return true;
        }
        Map<String, Object> values = new HashMap<>();
        for (String name : Filter.fields(task.filter())) {
            Map<String, Object> entries = new TreeMap<>();
            seen.get(name).forEach((place, held) -> {
                if (held.active()) {
                    entries.put(place.rangeKey(), held.content());
                }
            });
            if (!entries.isEmpty()) {
                values.put(name, task.fields().get(name).isRange() ? entries : entries.get(""));
            }
        }
        Selection selection = new Selection(task.schema(), task.filter());
        Optional<String> row = Changes.rowKey(task.schema(), task.mutation());
        return row.isPresent() ? selection.keys(values).contains(row.get()) : selection.matches(values);
    }

    private static Writing writing(Task task, Map<String, Map<Atom.Place, Held>> seen) {
        Map<Atom.Place, Atom.Content> contents = new LinkedHashMap<>();
        Map<Atom.Place, Held> all = new HashMap<>();
        Set<Atom.Place> looked = new HashSet<>();
        seen.values().forEach(all::putAll);
        task.contents().forEach((name, entries) -> {
            BoundField field = task.fields().get(name);
            entries.forEach((key, content) -> contents.put(
                    new Atom.Place(field.schema(), field.field().name(), key), content));
            if (entries.isEmpty()) {
                seen.get(name).forEach((place, held) -> contents.put(place, Atom.Content.TOMBSTONE));
            }
        });
        contents.entrySet().removeIf(entry -> entry.getValue().status() == Atom.Status.DELETED
                && !Optional.ofNullable(all.get(entry.getKey())).map(Held::active).orElse(false));
        for (String name : Filter.fields(task.filter())) {
            BoundField field = task.fields().get(name);
            looked.addAll(seen.get(name).keySet());
            if (!field.isRange()) {
                looked.add(new Atom.Place(field.schema(), field.field().name(), ""));
            }
        }
        FoldMutation mutation = task.mutation();
        return new Writing(contents, all, looked, mutation.caller().principal().key().orElse(""),
                mutation.idempotencyKey().map(key -> new Writing.Once(mutation.caller().principal().subject(), key,
                        body(mutation))), task.life());
    }

    private static String body(FoldMutation mutation) {
        Map<String, Object> body = new TreeMap<>();
        body.put("schema", mutation.schema());
        body.put("type", mutation.type().wireName());
        body.put("data", mutation.data());
        body.put("filter", mutation.filter());
        return Atom.digest(Json.write(body).getBytes(StandardCharsets.UTF_8));
    }

    private static FaultException denied(String sentence) {
        return new FaultException(new Fault.TooFar("Invalid permission: " + sentence));
    }
}
