package dev.foldd.fold;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.schema.SchemaField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds where the data of a schema's fields is: in the field itself, or in that of another schema, to which it is mapped. */
final class Binding {

    /** More steps than that are a mistake, and perhaps a circle. */
    private static final int STEPS_MAX = 8;
    private static final int SHOWN_MAX = 64;

    private final SchemaBook book;
    private final Schema schema;
    private final String purpose;

    /** @param purpose {@code queries} or {@code mutations}, for the schemas that are mapped to must answer, too */
    Binding(SchemaBook book, Schema schema, String purpose) {
        this.book = book;
        this.schema = schema;
        this.purpose = purpose;
    }

    /** @throws FaultException {@code Invalid} when there is no such field, or it is mapped to none */
    BoundField field(String name, String argument) {
        SchemaField field = schema.field(name).orElseThrow(() -> invalid(argument,
                "'" + shown(name) + "' is not a field of schema '" + schema.name() + "'"));
        List<BoundField.Step> along = new ArrayList<>(List.of(new BoundField.Step(schema.name(), field)));
        Schema source = schema;
        while (!field.mappers().isEmpty()) {
            // Of several the first one counts; the others are for programs that keep copies.
            Map.Entry<String, String> mapper = field.mappers().entrySet().iterator().next();
            // What narrows the caller's schemas narrows what he names, not what its author has led him to.
            source = book.approved(mapper.getKey(), Optional.empty(), purpose);
            SchemaField next = source.field(mapper.getValue()).orElse(null);
            if (next == null || next.kind() != field.kind() || along.size() == STEPS_MAX) {
                throw invalid(argument, "'" + name + "' is mapped to '" + mapper.getKey() + "." + mapper.getValue()
                        + "', which is no such field, of another kind, or too many steps away");
            }
            along.add(new BoundField.Step(source.name(), next));
            field = next;
        }
        return new BoundField(name, source.name(), field, along);
    }

    private static FaultException invalid(String argument, String sentence) {
        return new FaultException(new Fault.Invalid(argument, sentence));
    }

    private static String shown(String name) {
        return name.length() <= SHOWN_MAX ? name : name.substring(0, SHOWN_MAX) + "…";
    }
}
