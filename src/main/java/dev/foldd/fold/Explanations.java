package dev.foldd.fold;

import dev.foldd.contract.Principal;
import dev.foldd.contract.fold.FoldExplain;
import dev.foldd.contract.fold.FoldExplanation;
import dev.foldd.contract.fold.SchemaState;
import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.fold.schema.Fee;
import dev.foldd.fold.schema.Requirement;
import dev.foldd.fold.schema.Schema;
import dev.foldd.fold.schema.SchemaField;
import dev.foldd.fold.storage.SchemaTable.Kept;
import dev.foldd.identity.trust.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Says of each field whether somebody may touch it, by which part of its policy, and what the least is that would let him. */
final class Explanations {

    private static final int DISTANCE_MAX = 1_000_000;

    private final SchemaBook book;
    private final double baseFee;

    Explanations(SchemaBook book, double baseFee) {
        this.book = book;
        this.baseFee = baseFee;
    }

    /** @throws FaultException when there is no such schema, field or operation, or it is not for the caller to ask */
    FoldExplanation of(FoldExplain asked) {
        if (!asked.operation().equals("read") && !asked.operation().equals("write")) {
            throw new FaultException(new Fault.Invalid("operation", "must be read or write"));
        }
        boolean writes = asked.operation().equals("write");
        Rights own = Rights.of(asked.caller().principal(), OptionalInt.empty());
        if (asked.subject() != null && !own.isOperator()) {
            throw new FaultException(new Fault.Forbidden("only admins may ask about other subjects"));
        }
        Rights rights = asked.subject() == null ? own : supposed(asked.subject());
        Kept kept = book.known(asked.schema(), asked.caller().principal().schemas());
        Schema schema = kept.schema();
        List<String> names = asked.field().map(List::of).orElse(List.copyOf(schema.fields().keySet()));
        Map<String, Object> fields = new LinkedHashMap<>();
        Binding binding = new Binding(book, schema, writes ? "mutations" : "queries");
        names.forEach(name -> fields.put(name, field(binding.field(name, "field"), schema, rights, writes)));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("schema", schema.name());
        answer.put("state", kept.state().wireName());
        answer.put("operation", asked.operation());
        answer.put("subject", subject(rights, schema.name(), writes));
        if (kept.state() != SchemaState.APPROVED) {
            answer.put("obstacle", "the schema is not approved, and answers nobody");
        }
        answer.put("fields", fields);
        return new FoldExplanation(answer);
    }

    private Map<String, Object> field(BoundField field, Schema schema, Rights rights, boolean writes) {
        List<String> because = new ArrayList<>();
        List<String> needs = new ArrayList<>();
        for (BoundField.Step step : field.along()) {
            explain(step, rights, writes, because, needs);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("allowed", needs.isEmpty());
        answer.put("because", because);
        if (!needs.isEmpty()) {
            answer.put("needs", needs);
        }
        if (field.along().size() > 1) {
            answer.put("mappedTo", field.schema() + "." + field.field().name());
        }
        rights.distance(schema.name(), writes).ifPresent(distance -> answer.put("fee",
                Fee.quote(baseFee, schema, field.along().get(0).field(), distance)));
        if (field.field().transform().isPresent()) {
            answer.put("note", "its transform is stored and not executed");
        }
        return answer;
    }

    private static void explain(BoundField.Step step, Rights rights, boolean writes, List<String> because, List<String> needs) {
        SchemaField field = step.field();
        OptionalInt own = rights.distance(step.schema(), writes);
        Requirement requirement = writes ? field.write() : field.read();
        String policy = writes ? "write_policy" : "read_policy";
        if (writes && !field.writable()) {
            because.add(field.name() + " is not writable");
            needs.add("a schema in which " + field.name() + " is writable");
        } else if (requirement.distance().isEmpty()) {
            because.add("the " + policy + " of " + field.name() + " requires nothing");
        } else if (own.isPresent() && own.getAsInt() <= requirement.distance().getAsInt()) {
            because.add("distance " + own.getAsInt() + " is within the " + policy + " of " + field.name()
                    + ", " + requirement.distance().getAsInt());
        } else if (requirement.admits(own, rights.key())) {
            because.add("the key stands in the explicit_" + policy + " of " + field.name());
        } else {
            because.add((own.isPresent() ? "distance " + own.getAsInt() + " is beyond"
                    : "no distance is resolved, as is needed for") + " the " + policy + " of " + field.name() + ", "
                    + requirement.distance().getAsInt() + ", and the key is not in its explicit_" + policy);
            needs.add("a distance of at most " + requirement.distance().getAsInt() + ", or a count for the key in the explicit_"
                    + policy + " of " + field.name());
        }
    }

    private static Map<String, Object> subject(Rights rights, String schema, boolean writes) {
        OptionalInt distance = rights.distance(schema, writes);
        Map<String, Object> subject = new LinkedHashMap<>();
        subject.put("distance", distance.isPresent() ? (Object) (long) distance.getAsInt() : null);
        subject.put("key", rights.key().orElse(null));
        subject.put("resolvedBy", resolvedBy(rights.who(), schema, writes));
        return subject;
    }

    /** By what the distance is known, or why it is not. */
    private static String resolvedBy(Principal who, String schema, boolean writes) {
        if (who.kind() == Principal.Kind.SYSTEM) {
            return "the question";
        }
        if (who.isOperator()) {
            return who.key().isPresent() ? "the key of this node or of an admin" : "the role supergod";
        }
        if (who.distance().isPresent()) {
            return who.key().isPresent() ? "the enrolment of the key" : "the credential";
        }
        if (who.reach().isEmpty()) {
            return "nothing";
        }
        boolean outside = who.reach().get().distance().isPresent()
                && who.distanceFor(schema, writes ? Scope.WRITE : Scope.READ).isEmpty();
        return who.reach().get().words() + (outside ? ", whose scope does not cover this" : "");
    }

    private static Rights supposed(Object subject) {
        if (!(subject instanceof Map<?, ?> members) || !List.of("distance", "key").containsAll(members.keySet())) {
            throw new FaultException(new Fault.Invalid("subject", "must be an object with distance, key or both"));
        }
        Object distance = members.get("distance");
        Object key = members.get("key");
        if (distance != null && !(distance instanceof Long number && number >= 0 && number <= DISTANCE_MAX)) {
            throw new FaultException(new Fault.Invalid("subject.distance", "must be a whole number from 0 to " + DISTANCE_MAX));
        }
        if (key != null && !(key instanceof String)) {
            throw new FaultException(new Fault.Invalid("subject.key", "must be a text"));
        }
        OptionalInt supposed = distance == null ? OptionalInt.empty() : OptionalInt.of(((Long) distance).intValue());
        return Rights.of(new Principal("supposed", Principal.Kind.SYSTEM, List.of(), Optional.empty(), supposed, Map.of(),
                Optional.ofNullable((String) key), Optional.empty()), OptionalInt.empty());
    }
}
