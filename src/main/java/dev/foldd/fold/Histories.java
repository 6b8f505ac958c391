package dev.foldd.fold;

import dev.foldd.contract.fold.FoldHistory;
import dev.foldd.contract.fold.FoldPast;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.storage.Atom;
import dev.foldd.fold.storage.Atoms;
import io.vertx.core.Future;

/** Tells what stood in a place, for those who may read what stands there now. */
final class Histories {

    private final SchemaBook book;
    private final Atoms atoms;

    Histories(SchemaBook book, Atoms atoms) {
        this.book = book;
        this.atoms = atoms;
    }

    /** @throws FaultException when it is refused before anything is read */
    Future<FoldPast> answer(FoldHistory asked) {
        Schema schema = book.approved(asked.schema(), asked.caller().principal().schemas(), "queries");
        BoundField field = new Binding(book, schema, "queries").field(asked.field(), "field");
        if (!field.mayBeReadWith(Rights.of(asked.caller().principal(), asked.claimed()))) {
            throw new FaultException(new Fault.TooFar("Invalid permission: Read access denied for field " + asked.field()));
        }
        if (schema.storage().isPresent()) {
            throw new FaultException(new Fault.Unsupported("the fields of schema '" + schema.name()
                    + "' are those of an entity, whose former values are not kept"));
        }
        if (field.isRange() != asked.key().isPresent()) {
            throw new FaultException(new Fault.Invalid("key", field.isRange()
                    ? "must name the range key, since a Range field has many values" : "is for Range fields alone"));
        }
        if (asked.limit() < 1 || asked.limit() > FoldHistory.LIMIT_MAX) {
            throw new FaultException(new Fault.Invalid("limit", "must be from 1 to " + FoldHistory.LIMIT_MAX));
        }
        Atom.Place place = new Atom.Place(field.schema(), field.field().name(), asked.key().orElse(""));
        return atoms.history(place, asked.before(), asked.limit(), asked.caller().life()).map(FoldPast::new);
    }
}
