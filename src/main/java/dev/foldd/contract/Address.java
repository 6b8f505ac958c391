package dev.foldd.contract;

import java.util.regex.Pattern;

/**
 * A place on the event bus, with what goes there and what comes back.
 *
 * @param name {@code feature.verb} for what is asked or told, {@code feature.noun.past} for what has happened
 */
public record Address<Q, A>(String name, Class<Q> request, Class<A> reply) {

    private static final Pattern WELL_FORMED = Pattern.compile("[a-z]+(\\.[a-z]+){1,2}");

    public Address {
        if (!WELL_FORMED.matcher(name).matches()) {
            throw new IllegalArgumentException("not an address: " + name);
        }
    }

    static <Q, A> Address<Q, A> ask(String name, Class<Q> request, Class<A> reply) {
        return new Address<>(name, request, reply);
    }

    static <E> Address<E, Void> event(String name, Class<E> event) {
        return new Address<>(name, event, Void.class);
    }
}
