package dev.foldd.data.acl;

import dev.foldd.contract.data.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a rule allows. {@code read} covers list, aggregate and subscribe wherever a rule names it. */
public enum Operation {
    CREATE, READ, UPDATE, DELETE, LIST, AGGREGATE, SUBSCRIBE;

    private static final Set<Operation> READING = EnumSet.of(READ, LIST, AGGREGATE, SUBSCRIBE);

    /** The operation that a method needs. */
    public static Operation of(Method method) {
        return switch (method.verb()) {
            case CREATE -> CREATE;
            case UPDATE -> UPDATE;
            case DELETE -> DELETE;
            case READ -> method == Method.LIST ? LIST : READ;
            case NONE -> throw new IllegalArgumentException(method + " touches no rows");
        };
    }

    /** Everything that is allowed where this operation is. */
    public Set<Operation> covered() {
        return this == READ ? READING : EnumSet.of(this);
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when there is no such operation */
    public static Operation named(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The words as part of a sentence. */
    public static String listed() {
        return String.join(", ", words());
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(Operation::word).toList();
    }
}
