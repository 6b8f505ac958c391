package dev.foldd.socket;

import dev.foldd.fault.Fault;
import dev.foldd.fault.FaultException;
import dev.foldd.socket.message.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Takes an operation's parameters; what is of another kind than it should be is missing. */
final class SocketParams {

    private static final int KEY_MAX = 255;

    private final Map<String, Object> params;

    SocketParams(Map<String, Object> params) {
        this.params = params;
    }

    String text(String name) {
        if (params.get(name) instanceof String text) {
            return text;
        }
        throw missing(name);
    }

    /** What may be left out. */
    Optional<String> optionalText(String name) {
        Object value = params.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw refusal("Invalid " + name + ": must be a text");
    }

    /** What is too large for an int is the largest there is, and so beyond every bound. */
    int number(String name, int otherwise) {
        Object value = params.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Long number) {
            return (int) Math.max(Integer.MIN_VALUE, Math.min(number, Integer.MAX_VALUE));
        }
        throw refusal("Invalid " + name + ": must be a whole number");
    }

    List<String> texts(String name) {
        if (!(params.get(name) instanceof List<?> items)) {
            throw missing(name);
        }
        List<String> texts = new ArrayList<>(items.size());
        for (Object item : items) {
            if (!(item instanceof String text)) {
                throw refusal("Invalid " + name + ": must be a list of texts");
            }
            texts.add(text);
        }
        return texts;
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> object(String name) {
        if (params.get(name) instanceof Map<?, ?> object) {
            return (Map<String, Object>) object;
        }
        throw missing(name);
    }

    /** JSON in plain Java; null when it is left out. */
    Object value(String name) {
        return params.get(name);
    }

    /** A distance that the caller claims. */
    OptionalInt distance(String name) {
        Object value = params.get(name);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (value instanceof Long distance && distance >= 0 && distance <= Integer.MAX_VALUE) {
            return OptionalInt.of(distance.intValue());
        }
        throw refusal("Invalid " + name + ": must be a whole number from 0");
    }

    /** A key under which something happens once. */
    Optional<String> key(String name) {
        Object value = params.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String key && !key.isEmpty() && key.length() <= KEY_MAX) {
            return Optional.of(key);
        }
        throw refusal("Invalid " + name + ": must be a text of 1 to " + KEY_MAX + " characters");
    }

    static FaultException invalid(String what, Object value, String advice) {
        return refusal("Invalid " + what + ": " + Shown.of(value) + advice);
    }

    private static FaultException missing(String name) {
        return refusal("Missing " + name + " parameter");
    }

    /** These sentences name their place themselves. */
    private static FaultException refusal(String sentence) {
        return new FaultException(new Fault.Invalid("", sentence));
    }
}
