package dev.foldd.ops;

import dev.foldd.config.ConfigException;

/** One part of the daemon that can read its files again while it runs. */
public interface Reloader {

    /** The part's name in reports, logs and meters: {@code acl}, {@code entities}, {@code tls}. */
    String name();

    /**
     * Reads again and, when all is in order, puts what was read in place as a whole. Runs on a worker thread, never
     * twice at a time, and may block on files.
     *
     * @throws ConfigException when what was read is not in order; the part then goes on with what it had
     */
    void reload();

    /** A part whose reload is one call. */
    static Reloader of(String name, Runnable reload) {
        return new Reloader() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void reload() {
                reload.run();
            }
        };
    }
}
