package dev.foldd.fold.storage;

import dev.foldd.contract.Cancellation;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.fold.query.KeyBounds;
import dev.foldd.json.Json;
import dev.foldd.store.Query;
import dev.foldd.store.Rows;
import dev.foldd.store.Step;
import dev.foldd.store.Store;
import dev.foldd.store.Work;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The values of schemas in the database: a place for each field and range key, which points to its newest atom, and behind it
 * all the atoms that were there before.
 */
public final class Atoms {

    private static final Fault CHANGED = new Fault.Conflict("the values have changed since they were looked at");
    private static final Fault OTHER_BODY = new Fault.Conflict(
            "this idempotency key was used for another request; use a new one for each write");

    private final Store store;
    private final AtomSql sql;
    private final Query.Limits limits;
    private final Signer signer;
    private final Supplier<UUID> ids;
    private final Clock clock;

    /** Signs with the node's key, somewhere else than on an event loop. */
    @FunctionalInterface
    public interface Signer {

        /** One signature for each message, in their order. */
        Future<List<byte[]>> sign(List<byte[]> messages);
    }

    /** @param limits how long a statement may take and how much a question may return */
    public Atoms(Store store, FoldDialect words, Query.Limits limits, Signer signer, Supplier<UUID> ids, Clock clock) {
        this.store = store;
        this.sql = new AtomSql(words);
        this.limits = limits;
        this.signer = signer;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * The values that stand now, by field and range key ({@code ""} in a Single field).
     *
     * @param keys which keys are looked at
     */
    public Future<Map<String, Map<String, Object>>> current(String schema, Collection<String> fields, KeyBounds keys,
                                                     Cancellation life) {
        List<Object> values = new ArrayList<>(List.of(schema));
        values.addAll(AtomSql.filled(List.copyOf(fields)));
        values.addAll(AtomSql.values(keys));
        return store.read(new Query(sql.current(fields.size(), keys), values, limits, life)).map(Atoms::byField);
    }

    private static Map<String, Map<String, Object>> byField(Rows rows) {
        Map<String, Map<String, Object>> byField = new HashMap<>();
        for (Object[] row : rows.values()) {
            byField.computeIfAbsent((String) row[0], field -> new TreeMap<>()).put((String) row[1], Json.parse((String) row[2]));
        }
        return byField;
    }

    /** What stands at the places of a field, tombstones too. */
    public Future<Map<Atom.Place, Held>> places(String schema, String field, KeyBounds keys, Cancellation life) {
        List<Object> values = new ArrayList<>(List.of(schema, field));
        values.addAll(AtomSql.values(keys));
        return store.read(new Query(sql.places(keys), values, limits, life)).map(rows -> {
            Map<Atom.Place, Held> places = new LinkedHashMap<>();
            rows.values().forEach(row -> places.put(new Atom.Place(schema, (String) row[0], (String) row[1]), held(row)));
            return places;
        });
    }

    private static Held held(Object[] row) {
        boolean active = Atom.Status.ACTIVE.wireName().equals(row[3]);
        return new Held((String) row[4], (String) row[5], (Long) row[6], active ? Json.parse((String) row[2]) : null, active);
    }

    /**
     * What stood in a place, newest first: {@code uuid, source_schema_name, source_pub_key, created_at, prev_atom_uuid, content,
     * status} of each atom.
     *
     * @param before an atom of that place, whose predecessors are wanted; of another place it has none
     */
    public Future<List<Map<String, Object>>> history(Atom.Place place, Optional<String> before, int limit, Cancellation life) {
        List<Object> values = new ArrayList<>();
        before.ifPresent(values::add);
        values.addAll(List.of(place.schema(), place.field(), place.rangeKey(), (long) limit));
        return store.read(new Query(sql.history(before.isPresent()), values, limits, life))
                .map(rows -> rows.values().stream().map(Atoms::told).toList());
    }

    private static Map<String, Object> told(Object[] row) {
        Map<String, Object> atom = new LinkedHashMap<>();
        atom.put("uuid", row[0]);
        atom.put("source_schema_name", row[1]);
        atom.put("source_pub_key", row[2]);
        atom.put("created_at", Instant.ofEpochMilli((Long) row[3]).toString());
        atom.put("prev_atom_uuid", row[4]);
        atom.put("content", Json.parse((String) row[5]));
        atom.put("status", row[6]);
        return atom;
    }

    /**
     * Writes values, all of them or none.
     *
     * @return fails with {@code Conflict} when something has been written in between; then it is worth another look
     */
    public Future<Void> write(Writing writing) {
        if (writing.contents().isEmpty()) {
            return Future.succeededFuture();
        }
        List<Atom> atoms = new ArrayList<>();
        writing.once().ifPresent(once -> atoms.add(mark(writing, once)));
        writing.contents().forEach((place, content) -> atoms.add(atom(writing, place, content)));
        List<byte[]> messages = atoms.stream().map(Atom::signedBytes).toList();
        return signer.sign(messages).compose(signatures -> store.write(new Work(
                steps(writing, atoms, messages, signatures), limits, writing.life()))).mapEmpty();
    }

    private Atom atom(Writing writing, Atom.Place place, Atom.Content content) {
        Held held = writing.seen().get(place);
        return new Atom(ids.get().toString(), place, writing.sourceKey(), clock.millis(),
                Optional.ofNullable(held).map(before -> new Atom.Previous(before.atom(), before.digest())), content);
    }

    /**
     * Stands at no field and is pointed to by nothing: it is there so that the same name gives the same atom again, which the
     * database takes once.
     */
    private Atom mark(Writing writing, Writing.Once once) {
        Atom.Place nowhere = new Atom.Place(writing.contents().keySet().iterator().next().schema(), "", "");
        return new Atom(idOf(once), nowhere, writing.sourceKey(), clock.millis(), Optional.empty(),
                Atom.Content.of(once.body()));
    }

    private static String idOf(Writing.Once once) {
        return UUID.nameUUIDFromBytes((once.subject() + '\0' + once.key()).getBytes(StandardCharsets.UTF_8)).toString();
    }

    private List<Step> steps(Writing writing, List<Atom> atoms, List<byte[]> messages, List<byte[]> signatures) {
        List<List<Object>> inserted = new ArrayList<>();
        List<List<Object>> made = new ArrayList<>();
        List<List<Object>> moved = new ArrayList<>();
        for (int i = 0; i < atoms.size(); i++) {
            Atom atom = atoms.get(i);
            Atom.Place place = atom.place();
            String digest = Atom.digest(messages.get(i));
            Held held = writing.seen().get(place);
            boolean pointedTo = !place.field().isEmpty();
            inserted.add(row(atom, Base64.getEncoder().encodeToString(signatures.get(i))));
            if (pointedTo && held == null) {
                made.add(List.of(place.schema(), place.field(), place.rangeKey(), atom.uuid(), digest));
            } else if (pointedTo) {
                moved.add(List.of(atom.uuid(), digest, place.schema(), place.field(), place.rangeKey(), held.version()));
            }
        }
        List<Step> steps = new ArrayList<>(List.of(Step.runAll(sql.insertAtom(), inserted)));
        if (!made.isEmpty()) {
            steps.add(Step.runAll(sql.insertRef(), made));
        }
        if (!moved.isEmpty()) {
            steps.add(Step.needAll(sql.moveRef(), moved, CHANGED));
        }
        writing.looked().stream().filter(place -> !writing.contents().containsKey(place))
                .forEach(place -> steps.add(unchanged(place, writing.seen().get(place))));
        return steps;
    }

    private Step unchanged(Atom.Place place, Held held) {
        List<Object> where = List.of(place.schema(), place.field(), place.rangeKey());
        if (held == null) {
            return Step.needNone(sql.exists(), where, CHANGED);
        }
        List<Object> values = new ArrayList<>(where);
        values.add(held.version());
        return Step.needAll(sql.holdRef(), List.of(values), CHANGED);
    }

    private static List<Object> row(Atom atom, String signature) {
        List<Object> row = new ArrayList<>(List.of(atom.uuid(), atom.place().schema(), atom.place().field(),
                atom.place().rangeKey(), atom.sourceKey(), atom.createdAt()));
        row.add(atom.previous().map(Atom.Previous::uuid).orElse(null));
        row.add(atom.previous().map(Atom.Previous::digest).orElse(null));
        row.addAll(List.of(atom.content().json(), atom.content().status().wireName(), signature));
        return row;
    }

    /**
     * Whether something was written under this name before.
     *
     * @return fails with {@code Conflict} when it was something else
     */
    public Future<Boolean> isWritten(Writing.Once once, Cancellation life) {
        return store.read(new Query(sql.content(), List.of(idOf(once)), limits, life)).map(rows -> {
            if (!rows.values().isEmpty() && !Atom.Content.of(once.body()).json().equals(rows.values().get(0)[0])) {
                throw new FaultException(OTHER_BODY);
            }
            return !rows.values().isEmpty();
        });
    }
}
