package dev.foldd.fold;

import dev.foldd.config.Problems;
import dev.foldd.contract.Cancellation;
import dev.foldd.contract.Observation;
import dev.foldd.contract.Observer;
import dev.foldd.contract.fold.SchemaReply;
import dev.foldd.contract.fold.SchemaRequest;
import dev.foldd.contract.fold.SchemaState;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.schema.SchemaReader;
import dev.foldd.fold.schema.SchemaText;
import dev.foldd.fold.storage.SchemaTable;
import dev.foldd.fold.storage.SchemaTable.Kept;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Tells about schemas, makes them, and changes their states. A schema is made once and never changes. */
public final class Schemas {

    private final SchemaBook book;
    private final SchemaTable table;
    private final Observer observer;
    private final BooleanSupplier current;
    /** How many times others have changed something, and how many of these have been read. */
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong read = new AtomicLong();

    /** @param current whether what other daemons do to schemas is told at this time; quick */
    public Schemas(SchemaBook book, SchemaTable table, Observer observer, BooleanSupplier current) {
        this.book = book;
        this.table = table;
        this.observer = observer;
        this.current = current;
    }

    /** Another daemon has changed one: until what the database holds has been read again, it is read for every request. */
    public Future<Void> changedElsewhere() {
        changes.incrementAndGet();
        return refresh();
    }

    /** Whether the schemas in memory are those of the database. */
    boolean isCurrent() {
        return current.getAsBoolean() && read.get() == changes.get();
    }

    /** Reads again what the database holds of them. */
    Future<Void> refresh() {
        long edition = book.edition();
        long reading = changes.get();
        return table.load().compose(kept -> {
            if (!book.replace(kept, edition)) {
                return refresh();
            }
            read.accumulateAndGet(reading, Math::max);
            return Future.succeededFuture();
        });
    }

    /** @throws FaultException when it is refused before anything is written */
    Future<SchemaReply> answer(SchemaRequest request) {
        if (request.deed().changes() && !Rights.of(request.caller().principal(), request.claimed()).isOperator()) {
            throw new FaultException(new Fault.TooFar("changing schemas takes distance 0 or the role supergod"));
        }
        var allowed = request.caller().principal().schemas();
        return switch (request.deed()) {
            case LIST -> Future.succeededFuture(new SchemaReply(states(book.all(allowed)), Optional.empty()));
            case GET -> told(book.known(request.name(), allowed), true);
            case STATE -> told(book.known(request.name(), allowed), false);
            case CREATE -> create(request);
            case UNLOAD -> turn(request, SchemaState.AVAILABLE);
            case LOAD, APPROVE -> turn(request, SchemaState.APPROVED);
            case BLOCK -> turn(request, SchemaState.BLOCKED);
        };
    }

    /**
     * Takes the schemas of files: a new one is made and approved; one that is known stays as it is, and when the file says
     * otherwise, that is warned of.
     */
    public Future<Void> load(List<Schema> files) {
        Future<Void> loaded = Future.succeededFuture();
        for (Schema schema : files) {
            Kept kept = book.all(Optional.empty()).get(schema.name());
            if (kept == null) {
                loaded = loaded.compose(before -> table.insert(schema, SchemaState.APPROVED, new Cancellation())
                        .onSuccess(done -> book.put(schema, SchemaState.APPROVED)));
            } else if (!kept.schema().equals(schema)) {
                observer.observe(new Observation.Warned("fold", "schema '" + schema.name() + "' differs from the one that is "
                        + "stored under that name; the stored one stands, since schemas never change"));
            }
        }
        return loaded;
    }

    private Future<SchemaReply> create(SchemaRequest request) {
        Problems problems = new Problems();
        Schema schema = SchemaReader.read(request.tree(), problems).orElseThrow(() -> invalid(problems));
        if (book.all(Optional.empty()).containsKey(schema.name())) {
            throw new FaultException(new Fault.Conflict("Schema '" + schema.name() + "' already exists"));
        }
        return table.insert(schema, SchemaState.APPROVED, request.caller().life())
                .map(done -> changed(schema, SchemaState.APPROVED));
    }

    private Future<SchemaReply> turn(SchemaRequest request, SchemaState state) {
        Schema schema = book.known(request.name(), request.caller().principal().schemas()).schema();
        return table.setState(schema.name(), state, request.caller().life()).map(done -> changed(schema, state));
    }

    private SchemaReply changed(Schema schema, SchemaState state) {
        book.put(schema, state);
        return new SchemaReply(Map.of(schema.name(), state), Optional.empty());
    }

    private static Future<SchemaReply> told(Kept kept, boolean whole) {
        return Future.succeededFuture(new SchemaReply(Map.of(kept.schema().name(), kept.state()),
                whole ? Optional.of(SchemaText.of(kept.schema())) : Optional.empty()));
    }

    private static Map<String, SchemaState> states(Map<String, Kept> kept) {
        Map<String, SchemaState> states = new LinkedHashMap<>();
        kept.forEach((name, one) -> states.put(name, one.state()));
        return states;
    }

    private static FaultException invalid(Problems problems) {
        List<Fault.FieldError> errors = new ArrayList<>();
        for (String problem : problems.list()) {
            int colon = problem.indexOf(": ");
            errors.add(new Fault.FieldError(problem.substring(0, colon), problem.substring(colon + 2)));
        }
        return new FaultException(new Fault.Invalid(errors));
    }
}
