package dev.foldd.store;

/** The login that counts, which may change while the daemon runs: every new connection asks, and those that are open stay. */
@FunctionalInterface
public interface Logins {

    /** The login of now. Does not block. */
    Login now();

    /** Looks whether it has changed, where that can be found out. May block, and does not fail. */
    default void look() {
    }
}
